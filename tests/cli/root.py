"""What root runs acts as the owner of the settings (RULES J24): traps that the service's user lays for root."""
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading

import desk as lib

SERVICE, OTHER = 65534, 1  # nobody and daemon of every Debian
SECRET = "root:TOP-SECRET-LINE:1:"
MAIL = "From: carl@example.org\nTo: support@example.com\nSubject: Printer\nMessage-ID: <%d@example.org>\n\nNo ink.\n"
COMMANDS = (
    ["check"], ["init", "--address", "support@example.com"], ["migrate"], ["key", "list"], ["key", "rotate"],
    ["config", "list"], ["person", "add", "eve@example.net"], ["person", "list"],
    ["ticket", "new", "--requester", "eve@example.net", "--subject", "Hello", "Words"], ["run"], ["ticket", "list"],
    ["outbox", "list"], ["outbox", "retry", "--failed"], ["held", "list"], ["explain", "-"])


class Ground:
    """Settings and state of the service's user beside a folder that is root's alone.  Programs and templates are
    copied to where that user can read them."""

    def __init__(self, settings_owner=SERVICE):
        self.top = tempfile.mkdtemp(prefix="root.")
        os.chmod(self.top, 0o755)
        self.etc, self.state, self.sent, self.roots, self.bin = (
            os.path.join(self.top, name) for name in ("etc", "state", "sent", "roots", "bin"))
        self.conf = os.path.join(self.etc, "postern.conf")
        for folder, owner in ((self.etc, settings_owner), (self.state, SERVICE), (self.sent, SERVICE)):
            os.mkdir(folder, 0o755)
            os.chown(folder, owner, owner)
        self.templates = shutil.copytree(os.path.join(lib.SOURCE, "templates"), os.path.join(self.top, "templates"))
        lib.without_mail_server(self.bin)
        for name in ("postern", "postern-deliver"):
            shutil.copy(os.path.join(lib.BUILT, name), self.bin)
        self.environment = lib.environment(self.templates, self.bin)
        self.said = ""
        self.run("init", "--address", "support@example.com", "--state", self.state, "--transport",
                 "maildir:" + self.sent)
        self.run("person", "add", "ann@example.com", "--role", "owner")
        self.lay_roots()

    def lay_roots(self):
        """What is root's: a secret, an empty folder, keys, settings with a state of their own, and templates."""
        os.mkdir(self.roots, 0o700)
        os.mkdir(self.root("folder"))
        shutil.copytree(self.templates, self.root("templates"))
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
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)

    def root(self, name):
        return os.path.join(self.roots, name)

    def run(self, *words):
        done = subprocess.run([os.path.join(self.bin, "postern"), "-c", self.conf, *words], env=self.environment,
                              input=(MAIL % 9).encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              check=False)
        self.said += done.stdout.decode("utf-8", "replace")
        return done

    def link(self, path, target):
        """As the service's user would: what is at PATH makes room."""
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.remove(path)
        os.symlink(target, path)
        os.chown(path, SERVICE, SERVICE, follow_symlinks=False)

    def set(self, group, line):
        lib.change(self.conf, "[%s]" % group, "[%s]\n%s" % (group, line))

    def deliver(self, number):
        path = os.path.join(self.state, "spool", "new")
        if os.path.isdir(path):
            subprocess.run([os.path.join(self.bin, "postern-deliver"), "--spool", os.path.join(self.state, "spool"),
                            "-f", "carl@example.org", "--", "support@example.com"],
                           input=(MAIL % number).encode(), user=SERVICE, group=SERVICE, check=False)

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
        return [os.path.join(folder, name) for top in (self.etc, self.state, self.sent)
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

    def close(self):
        shutil.rmtree(self.top, ignore_errors=True)


class Listener:
    """An SMTP server of the service's user, which notes what is said to it and takes no password."""

    def __init__(self):
        self.heard = b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines:
                client.sendall(b"220 here\r\n")
                for line in lines:
                    self.heard += line
                    client.sendall(b"250-here\r\n250 AUTH LOGIN\r\n" if line.upper().startswith(b"EHLO")
                                   else b"334 VXNlcm5hbWU6\r\n" if line.upper().startswith(b"AUTH")
                                   else b"334 UGFzc3dvcmQ6\r\n" if line.strip() == b"ZXZl" else b"535 no\r\n")


def password(ground):
    """The settings say where the password is, and to whom it is sent."""
    listener = Listener()
    lib.change(ground.conf, "transport = maildir\npath = %s" % ground.sent,
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
     lambda g: lib.change(g.conf, "path = " + g.sent, "path = " + g.root("folder"))),
    ("the store lies in root's folder", lambda g: g.set("postern", "store = sqlite:" + g.root("folder/postern.db"))),
    ("the state is root's folder", lambda g: lib.change(g.conf, g.state, g.root("folder"))),
    ("the settings are a link to a secret", lambda g: g.link(g.conf, g.root("secret"))),
    ("the settings are a link to settings of root's", lambda g: g.link(g.conf, g.root("other.conf"))),
    ("the password is root's", password),
]


def traps(tap):
    sprung = 0
    for name, lay in TRAPS:
        ground = Ground()
        ground.deliver(1)
        listener = lay(ground)
        before = ground.seen()
        for words in COMMANDS:
            ground.run(*words)
        after = ground.seen()
        faults = [path for path in set(before) | set(after) if before.get(path) != after.get(path)]
        faults += ground.made_by_root()
        if SECRET in ground.told() or "TOP-SECRET" in ground.said or (listener and b"cm9vdDpUT1" in listener.heard):
            faults.append("the secret got out")
        if not tap.none(faults, "where %s, what root runs touches and tells nothing of root's" % name):
            tap.note(*ground.said.splitlines()[:20])
            sprung += 1
        ground.close()
    tap.same((len(TRAPS) >= 10, sprung), (True, 0), "%d traps, none sprung" % len(TRAPS))


def refusals(tap):
    def open_settings(ground):
        os.chmod(ground.conf, 0o666)

    def open_folder(ground):
        os.chmod(ground.etc, 0o777)

    def group_of_others(ground):
        os.chown(ground.conf, SERVICE, OTHER)
        os.chmod(ground.conf, 0o660)

    def foreign_folder(ground):
        os.chown(ground.etc, OTHER, OTHER)

    def templates(mode, owner):
        def lay(ground):
            folder = shutil.copytree(ground.templates, os.path.join(ground.top, "own"))
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
        done = ground.run("person", "add", "eve@example.net")
        text = done.stdout.decode()
        tap.ok(done.returncode != 0 and "as root nothing is done" in text, "where %s, root is refused" % name, text)
        checked = ground.run("check")
        tap.ok(checked.returncode == 1 and "as root nothing is done" in checked.stdout.decode(),
               "where %s, check says so" % name, checked.stdout.decode())
        ground.close()
    ground = Ground()
    templates(0o644, 0)(ground)
    done = ground.run("person", "add", "eve@example.net")
    tap.same(done.returncode, 0, "templates of root's are taken", done.stdout)
    ground.close()


def owners(tap):
    for owner, name in ((SERVICE, "settings of the service's"), (0, "settings of root's, a state of the service's")):
        ground = Ground(owner)
        done = ground.run("person", "add", "eve@example.net")
        tap.same((done.returncode, ground.made_by_root()), (0, []),
                 "%s: root acts as the service, from init on" % name, ground.said)
        if owner == 0:
            os.chown(ground.conf, 0, 0)
            os.chmod(ground.conf, 0o644)
            done = ground.run("person", "add", "joe@example.net")
            tap.same((done.returncode, [one for one in ground.made_by_root() if one != ground.conf]), (0, []),
                     "where the file itself is root's the owner of the state is taken", ground.said)
        ground.close()


def main():
    tap = lib.Tap()
    if os.geteuid() != 0:
        tap.skip("what root runs acts as the owner of the settings", "needs root")
        return tap.end()
    owners(tap)
    refusals(tap)
    traps(tap)
    return tap.end()


sys.exit(main())
