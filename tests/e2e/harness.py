"""A whole desk for end-to-end tests: a Postfix of its own on loopback, Postern behind it, maildirs of the people.

Everything lives in one temporary folder and is ended by process id.  The lines that the documentation gives to
administrators (etc/postfix) are the lines that run here.  Needs root (Postfix does) and Debian's postfix; without
them a test says what it skips. """
import email
import email.policy
import glob
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from email.utils import getaddresses

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from tap import Tap, skip_all  # noqa: E402,F401  tests take both from here
from world import BUILT, SOURCE, wait_for  # noqa: E402

USER = "nobody"
AUTHSERV = "mx.example.com"


def skip_without_postfix():
    """Ends the program with a named skip where a real Postfix cannot run."""
    why = None
    if os.geteuid() != 0:
        why = "starting a real Postfix needs root"
    elif not shutil.which("postfix") or not os.path.exists("/usr/share/postfix/master.cf.dist"):
        why = "Postfix is not installed"
    if why:
        skip_all(why)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Desk:
    """Postfix + Postern + maildirs.  PEOPLE are addresses with a maildir, SETTINGS lines for the group [rules].  Mail
    is said to be authenticated by a line of Postfix, or, with JUDGES, by what these lines of main.cf ask."""

    def __init__(self, people, settings="", authenticated=True, address="support@example.com", judges=""):
        self.people, self.address, self.judges = people, address, judges
        self.dir = tempfile.mkdtemp(prefix="postern-e2e-")
        os.chmod(self.dir, 0o755)
        self.port = free_port()
        self.serve = None
        self.authenticated = authenticated
        user = pwd.getpwnam(USER)
        self.uid, self.gid = user.pw_uid, user.pw_gid
        self._install()
        self._postern(settings)
        self._postfix()

    # --- set-up ---

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def _install(self):
        os.mkdir(self.path("bin"))
        for name in ("postern", "postern-deliver"):
            shutil.copy(os.path.join(BUILT, name), self.path("bin", name))
        shutil.copytree(os.path.join(SOURCE, "templates"), self.path("templates"))
        for name in ("state", "mail"):
            os.mkdir(self.path(name))
            os.chown(self.path(name), self.uid, self.gid)
        os.mkdir(self.path("etc"))
        os.chown(self.path("etc"), self.uid, self.gid)
        subprocess.run(["chmod", "-R", "a+rX", self.path("templates"), self.path("bin")], check=True)

    def _postern(self, settings):
        self.conf = self.path("etc", "postern.conf")
        self.postern("init", "--address", self.address, "--state", self.path("state"), "--transport",
                     f"smtp:127.0.0.1:{self.port}")
        with open(self.conf) as f:
            text = f.read()
        if self.authenticated:
            text = text.replace("[postern]", f"[postern]\nauthserv_id = {AUTHSERV}\nreceived_by = {AUTHSERV}", 1)
        with open(self.conf, "w") as f:
            f.write(text + "\n" + settings + "\n")

    def _snippet(self, name):
        """A file of etc/postfix with this desk's paths and user in place of those of an installed one."""
        with open(os.path.join(SOURCE, "etc", "postfix", name)) as f:
            text = f.read()
        for old, new in (("/usr/local/bin/", self.path("bin") + "/"),
                         ("/usr/bin/postern", self.path("bin") + "/postern"),
                         ("/var/lib/postern", self.path("state")),
                         ("/etc/postfix", self.path("pf")), ("user=postern", f"user={USER}"), ("hash:", "texthash:")):
            text = text.replace(old, new)
        return text

    def _postfix(self):
        pf = self.path("pf")
        for name in ("", "spool", "data"):
            os.mkdir(os.path.join(pf, name))
        os.chown(os.path.join(pf, "data"), pwd.getpwnam("postfix").pw_uid, 0)
        for name in ("dynamicmaps.cf", "postfix-files"):
            if os.path.exists("/etc/postfix/" + name):
                shutil.copy("/etc/postfix/" + name, pf)
        for name in ("dynamicmaps.cf.d", "postfix-files.d"):
            if os.path.exists("/etc/postfix/" + name):
                shutil.copytree("/etc/postfix/" + name, os.path.join(pf, name))
        with open("/usr/share/postfix/master.cf.dist") as f:
            lines = f.read().splitlines()
        out = []
        for line in lines:
            words = line.split()
            if words[:2] == ["smtp", "inet"]:
                line = f"127.0.0.1:{self.port} inet n - n - - smtpd"
            elif len(words) > 7 and not line.startswith(("#", " ")) and words[4] == "y":
                line = "  ".join(words[:4] + ["n"] + words[5:])
            out.append(line)
        with open(os.path.join(pf, "master.cf"), "w") as f:
            f.write("\n".join(out) + "\n" + self._snippet("master.cf.snippet"))
        with open(os.path.join(pf, "postern_transport"), "w") as f:
            f.write(self._snippet("postern_transport"))
        domains = sorted({p.split("@")[1] for p in self.people} | {self.address.split("@")[1]})
        with open(os.path.join(pf, "mailboxes"), "w") as f:
            f.writelines(f"{p} {p}/\n" for p in self.people)
        access = "".join(
            f"{d} PREPEND Authentication-Results: {AUTHSERV}; dmarc=pass header.from={d}\n" for d in domains)
        with open(os.path.join(pf, "authenticated"), "w") as f:
            f.write(access if self.authenticated and not self.judges else "# nobody\n")
        with open(os.path.join(pf, "main.cf"), "w") as f:
            f.write(f"""compatibility_level = 3.6
queue_directory = {pf}/spool
data_directory = {pf}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {pf}/maillog
maillog_file_prefixes = {self.dir}
myhostname = {AUTHSERV}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = {' '.join(domains)}
virtual_mailbox_base = {self.path('mail')}
virtual_mailbox_maps = texthash:{pf}/mailboxes, texthash:{pf}/postern_transport
virtual_uid_maps = static:{self.uid}
virtual_gid_maps = static:{self.gid}
virtual_minimum_uid = 1
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_sender_restrictions = check_sender_access texthash:{pf}/authenticated
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
in_flow_delay = 0
minimal_backoff_time = 1s
maximal_backoff_time = 3s
queue_run_delay = 1s
default_destination_concurrency_limit = 5
# answers of people come in by SMTP like everybody's
""" + self._snippet("main.cf.snippet") + self.judges)
        run = subprocess.run(["postfix", "-c", pf, "start"], capture_output=True, text=True)
        if run.returncode or not wait_for(self._greets, 30):
            raise RuntimeError(f"Postfix does not start: {run.stderr}\n{self.maillog()}")

    def _greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                return s.recv(4) == b"220 "
        except OSError:
            return False

    # --- doing ---

    def command(self, *args):
        return ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--",
                self.path("bin", "postern"), "-c", self.conf, *args]

    @property
    def environment(self):
        # MAIL_CONFIG: check looks at the Postfix of this desk, not at that of the machine
        return {**os.environ, "POSTERN_TEMPLATES": self.path("templates"), "HOME": "/",
                "MAIL_CONFIG": self.path("pf")}

    def postern(self, *args, stdin=None, check=True):
        run = subprocess.run(self.command(*args), capture_output=True, text=True, input=stdin, env=self.environment,
                             cwd=self.dir)
        if check and run.returncode:
            raise RuntimeError(f"postern {' '.join(args)}: exit {run.returncode}\n{run.stdout}{run.stderr}")
        return run

    def start(self):
        """Starts `postern serve` and waits for its datagram to the service manager."""
        name = self.path("ready")
        if os.path.exists(name):
            os.unlink(name)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.bind(name)
            os.chmod(name, 0o777)
            s.settimeout(30)
            self.log = open(self.path("serve.log"), "a")
            self.serve = subprocess.Popen(self.command("serve"), stdout=self.log, stderr=self.log, cwd=self.dir,
                                          env={**self.environment, "NOTIFY_SOCKET": name})
            self.ready = s.recv(100)

    def stop(self):
        """SIGTERM, and the exit status."""
        self.serve.send_signal(signal.SIGTERM)
        status = self.serve.wait(60)
        self.log.close()
        self.serve = None
        return status

    def kill(self):
        self.serve.kill()
        self.serve.wait()
        self.log.close()
        self.serve = None

    def send(self, sender, recipients, message, source=None):
        """MESSAGE by SMTP, as a mail client would, from the address SOURCE of this machine."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30, source_address=source and (source, 0)) as s:
            s.sendmail(sender, recipients, message.as_bytes() if hasattr(message, "as_bytes") else message)

    # --- looking ---

    def files(self, person):
        return sorted(glob.glob(self.path("mail", person, "new", "*")), key=os.path.getmtime)

    def inbox(self, person):
        """The mails in a person's maildir, oldest first."""
        out = []
        for name in self.files(person):
            with open(name, "rb") as f:
                out.append(email.message_from_bytes(f.read(), policy=email.policy.default))
        return out

    def empty_inboxes(self):
        for person in self.people:
            for name in self.files(person):
                os.unlink(name)

    def queue(self):
        return [n for d in ("incoming", "active", "deferred", "maildrop")
                for n in glob.glob(self.path("pf", "spool", d, "**"), recursive=True) if os.path.isfile(n)]

    def idle(self):
        """Nothing is under way anywhere: Postfix, spool, outbox."""
        if self.queue() or os.listdir(self.path("state", "spool", "new")) or os.listdir(self.path("state", "spool",
                                                                                                  "tmp")):
            return False
        out = self.postern("outbox", "list", "--json", check=False).stdout
        return '"due"' not in out and '"sending"' not in out

    def settle(self, seconds=60):
        """Waits until nothing is under way, twice in a row."""
        good = wait_for(lambda: self.idle() and (time.sleep(0.1) or self.idle()), seconds)
        if not good:
            raise RuntimeError(f"still busy after {seconds} s\n{self.maillog()[-3000:]}\n{self.servelog()[-3000:]}")

    def maillog(self):
        try:
            with open(self.path("pf", "maillog"), errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def servelog(self):
        try:
            with open(self.path("serve.log"), errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def close(self):
        if self.serve:
            self.kill()
        subprocess.run(["postfix", "-c", self.path("pf"), "stop"], capture_output=True)
        pid = self.path("pf", "spool", "pid", "master.pid")
        if os.path.exists(pid):
            with open(pid) as f:
                text = f.read().strip()
            wait_for(lambda: not text or not os.path.exists(f"/proc/{text}"), 10)
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def body(message, kind="plain"):
    part = message.get_body((kind,))
    return part.get_content() if part else ""


def answer(to, sender, text, everybody=False, message_id=None):
    """What a mail client makes of Reply or Reply all."""
    m = EmailMessage()
    m["From"] = sender
    m["To"] = to["Reply-To"] or to["From"]
    if everybody:
        others = getaddresses([str(h) for name in ("To", "Cc") for h in to.get_all(name, [])])
        cc = [a for _, a in others if a != sender.split("<")[-1].strip(">")]
        if cc:
            m["Cc"] = ", ".join(cc)
    subject = str(to["Subject"])
    m["Subject"] = subject if subject.lower().startswith("re:") else "Re: " + subject
    m["In-Reply-To"] = to["Message-ID"]
    m["References"] = " ".join(filter(None, [str(to["References"] or "").replace("\n", ""), to["Message-ID"]]))
    if message_id:
        m["Message-ID"] = message_id
    quoted = "\n".join("> " + line for line in body(to).splitlines())
    m.set_content(f"{text}\n\nOn Mon, 5 Jan 2026 at 10:00, {to['From']} wrote:\n{quoted}\n")
    return m
