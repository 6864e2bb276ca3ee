"""What root runs acts as the owner of the settings (RULES J24): traps that the service's user lays for root."""
import os
import shutil
import stat
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from sink import Sink
from world import CARL, Tap, World, write

SERVICE, OTHER = 65534, 1  # nobody and daemon of every Debian
SECRET = "root:TOP-SECRET-LINE:1:"
MAIL = "From: carl@example.org\nTo: support@example.com\nSubject: Printer\nMessage-ID: <9@example.org>\n\nNo ink.\n"
COMMANDS = (
    ["check"], ["init", "--address", "support@example.com"], ["migrate"], ["key", "list"], ["key", "rotate"],
    ["config", "list"], ["person", "add", "eve@example.net"], ["person", "list"],
    ["ticket", "new", "--requester", "eve@example.net", "--subject", "Hello", "Words"], ["run"], ["ticket", "list"],
    ["outbox", "list"], ["outbox", "retry", "--failed"], ["held", "list"], ["explain", "-"])


class Ground(World):
    """Settings and state of the service's user beside a folder that is root's alone.  Root runs the programs, and
    that user reaches copies of them and of the templates."""

    def __init__(self, settings_owner=SERVICE):
        self.settings_owner = settings_owner
        super().__init__(user="nobody")
        self.lay_roots()

    def lay_out(self):
        super().lay_out()
        self.operator = {}
        os.chown(self.path("etc"), self.settings_owner, self.settings_owner)

    def lay_roots(self):
        """What is root's: a secret, an empty folder, keys, settings with a state of their own, and templates."""
        self.roots = self.path("roots")
        os.mkdir(self.roots, 0o700)
        os.mkdir(self.root("folder"))
        shutil.copytree(self.path("templates"), self.root("templates"))
        for folder, _, names in os.walk(self.root("templates")):
            for name in names:
                if name.startswith("receipt.txt"):
                    self.write(os.path.join(folder, name), SECRET + "\n")
        self.write(self.root("secret"), SECRET + "\n")
        shutil.copy(os.path.join(self.state, "keys"), self.root("keys"))
        os.mkdir(self.root("state"))
        self.write(self.root("other.conf"), "[postern]\nstate = %s\n[mailbox support]\naddress = %s\n"
                   % (self.root("state"), "support@example.com"))

    @staticmethod
    def write(path, text):
        os.chmod(write(path, text), 0o600)

    def root(self, name):
        return os.path.join(self.roots, name)

    def link(self, path, target):
        """As the service's user would: what is at PATH makes room."""
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.remove(path)
        os.symlink(target, path)
        os.chown(path, SERVICE, SERVICE, follow_symlinks=False)

    def seen(self):
        """All that is root's: names, owners, modes, contents."""
        found = {}
        for folder, folders, names in os.walk(self.roots):
            for name in folders + names:
                path = os.path.join(folder, name)
                info = os.lstat(path)
                text = b""
                if stat.S_ISREG(info.st_mode):
                    with open(path, "rb") as file:
                        text = file.read()
                found[path] = (info.st_uid, info.st_mode, info.st_mtime_ns, text)
        return found

    def made_by_root(self):
        return [os.path.join(folder, name) for top in (self.path("etc"), self.state, self.sent)
                for folder, folders, names in os.walk(top) for name in folders + names
                if os.lstat(os.path.join(folder, name)).st_uid == 0]

    def told(self):
        """All that the service's user can read of what came out."""
        text = self.said
        for folder, _, names in os.walk(self.sent):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                    text += file.read()
        return text


def password(ground):
    """The settings say where the password is, and to whom it is sent."""
    listener = Sink("--user", "eve", "--password", "another")
    ground.change("transport = maildir\npath = %s" % ground.sent,
                  "transport = smtp\nhost = 127.0.0.1\nport = %d\ntls = none\nuser = eve\npassword_file = %s"
                  % (listener.port, ground.root("secret")))
    return listener


TRAPS = [
    ("the database is a link", lambda g: g.link(os.path.join(g.state, "postern.db"), g.root("new.db"))),
    ("the lock of the database is a link",
     lambda g: g.link(os.path.join(g.state, "postern.db.lock"), g.root("lock"))),
    ("the lock of who sends is a link", lambda g: g.link(os.path.join(g.state, "sender.lock"), g.root("lock"))),
    ("the raw folder is a link", lambda g: g.link(os.path.join(g.state, "raw"), g.root("folder"))),
    ("the spool is a link", lambda g: g.link(os.path.join(g.state, "spool"), g.root("folder"))),
    ("the keys are root's", lambda g: g.set("postern", "key_file = " + g.root("keys"))),
    ("the signature is root's", lambda g: g.set("mailbox support", "signature_file = " + g.root("secret"))),
    ("the templates are root's", lambda g: g.set("postern", "templates = " + g.root("templates"))),
    ("mail is filed in root's folder",
     lambda g: g.change("path = " + g.sent, "path = " + g.root("folder"))),
    ("the store lies in root's folder", lambda g: g.set("postern", "store = sqlite:" + g.root("folder/postern.db"))),
    ("the state is root's folder", lambda g: g.change(g.state, g.root("folder"))),
    ("the settings are a link to a secret", lambda g: g.link(g.conf, g.root("secret"))),
    ("the settings are a link to settings of root's", lambda g: g.link(g.conf, g.root("other.conf"))),
    ("the password is root's", password),
]


def traps(tap):
    sprung = 0
    for name, lay in TRAPS:
        ground = Ground()
        ground.deliver(CARL)
        listener = lay(ground)
        before = ground.seen()
        for words in COMMANDS:
            ground.attempt(*words, given=MAIL)
        after = ground.seen()
        faults = [path for path in set(before) | set(after) if before.get(path) != after.get(path)]
        faults += ground.made_by_root()
        if SECRET in ground.told() or "TOP-SECRET" in ground.said or (listener
                                                                      and SECRET in "".join(listener.lines("auth"))):
            faults.append("the secret got out")
        if not tap.none(faults, "where %s, what root runs touches and tells nothing of root's" % name):
            tap.note(*ground.said.splitlines()[:20])
            sprung += 1
        if listener:
            listener.close()
        ground.close()
    tap.same((len(TRAPS) >= 10, sprung), (True, 0), "%d traps, none sprung" % len(TRAPS))


def refusals(tap):
    def open_settings(ground):
        os.chmod(ground.conf, 0o666)

    def open_folder(ground):
        os.chmod(ground.path("etc"), 0o777)

    def group_of_others(ground):
        os.chown(ground.conf, SERVICE, OTHER)
        os.chmod(ground.conf, 0o660)

    def foreign_folder(ground):
        os.chown(ground.path("etc"), OTHER, OTHER)

    def templates(mode, owner):
        def lay(ground):
            folder = shutil.copytree(ground.path("templates"), ground.path("own"))
            os.chmod(os.path.join(folder, "en", "receipt.txt"), mode)
            os.chown(os.path.join(folder, "en", "receipt.txt"), owner, owner)
            ground.set("postern", "templates = " + folder)
        return lay

    for name, lay in (("all may write the settings", open_settings), ("all may write their folder", open_folder),
                      ("a group of others may write the settings", group_of_others),
                      ("their folder belongs to somebody else", foreign_folder),
                      ("all may write a template", templates(0o666, 0)),
                      ("a template belongs to somebody else", templates(0o644, OTHER))):
        ground = Ground()
        lay(ground)
        done = ground.attempt("person", "add", "eve@example.net")
        text = done.stdout + done.stderr
        tap.ok(done.returncode != 0 and "as root nothing is done" in text, "where %s, root is refused" % name, text)
        checked = ground.attempt("check")
        tap.ok(checked.returncode == 1 and "as root nothing is done" in checked.stdout,
               "where %s, check says so" % name, checked.stdout)
        ground.close()
    ground = Ground()
    templates(0o644, 0)(ground)
    done = ground.attempt("person", "add", "eve@example.net")
    tap.same(done.returncode, 0, "templates of root's are taken", done.stdout)
    ground.close()


def owners(tap):
    for owner, name in ((SERVICE, "settings of the service's"), (0, "settings of root's, a state of the service's")):
        ground = Ground(owner)
        done = ground.attempt("person", "add", "eve@example.net")
        tap.same((done.returncode, ground.made_by_root()), (0, []),
                 "%s: root acts as the service, from init on" % name, ground.said)
        if owner == 0:
            os.chown(ground.conf, 0, 0)
            os.chmod(ground.conf, 0o644)
            done = ground.attempt("person", "add", "joe@example.net")
            tap.same((done.returncode, [one for one in ground.made_by_root() if one != ground.conf]), (0, []),
                     "where the file itself is root's the owner of the state is taken", ground.said)
        ground.close()


def main():
    tap = Tap()
    if os.geteuid() != 0:
        tap.skip("what root runs acts as the owner of the settings", "needs root")
        return tap.end()
    owners(tap)
    refusals(tap)
    traps(tap)
    return tap.end()


sys.exit(main())
