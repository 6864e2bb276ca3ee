"""A desk behind a Postfix of its own on loopback, which also delivers into the maildirs of the people.

The lines that postern print-mta-config gives to administrators are the lines that run here.  Needs root (Postfix
does) and Debian's postfix; without them a test says what it skips.  Everything is ended by process id. """
import glob
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from email.utils import getaddresses

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from serving import ServingWorld  # noqa: E402
from world import DESK, body, read, skip_all, wait_for, write  # noqa: E402

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


class PostfixWorld(ServingWorld):
    """PEOPLE are addresses with a maildir.  Mail is said to be authenticated by a line of Postfix, or, with JUDGES,
    by what these lines of main.cf ask.  With LMTP it is handed over to the socket of serve, else to the pipe."""

    def __init__(self, people, rules="", judges="", lmtp=False):
        self.people, self.judges, self.port = people, judges, free_port()
        super().__init__(rules, "smtp:127.0.0.1:%d" % self.port, user="nobody")
        self.set("postern", f"authserv_id = {AUTHSERV}\nreceived_by = {AUTHSERV}")
        if lmtp:
            os.mkdir(self.path("lmtp"))
            self.own(self.path("lmtp"))
            self.set("postern", "lmtp = %s\nlmtp_mode = 0666" % self.path("lmtp", "socket"))
        os.mkdir(self.path("mail"))
        self.own(self.path("mail"))
        self.folder = self.path("pf")
        self.configure()
        # check looks at this Postfix
        self.environment.update(PATH=os.environ["PATH"], MAIL_CONFIG=self.folder)
        run = subprocess.run(["postfix", "-c", self.folder, "start"], capture_output=True, text=True, check=False)
        if run.returncode or not wait_for(self.greets, 30):
            raise RuntimeError(f"Postfix does not start: {run.stderr}\n{self.maillog()}")

    # --- set-up ---

    def snippet(self, part):
        """What the program prints for administrators, for the folder of this Postfix, and maps without postmap."""
        text = self.postern("print-mta-config", "postfix", part)
        return text.replace("/etc/postfix", self.folder).replace("hash:", "texthash:")

    def master(self):
        for line in read("/usr/share/postfix/master.cf.dist").splitlines():
            words = line.split()
            if words[:2] == ["smtp", "inet"]:
                line = f"127.0.0.1:{self.port} inet n - n - - smtpd"
            elif len(words) > 7 and not line.startswith(("#", " ")) and words[4] == "y":
                line = "  ".join(words[:4] + ["n"] + words[5:])
            yield line + "\n"

    def configure(self):
        pf = self.folder
        for name in ("spool", "data"):
            os.makedirs(os.path.join(pf, name))
        os.chown(os.path.join(pf, "data"), pwd.getpwnam("postfix").pw_uid, 0)
        for path in glob.glob("/etc/postfix/dynamicmaps.cf*") + glob.glob("/etc/postfix/postfix-files*"):
            (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(pf, os.path.basename(path)))
        domains = sorted({p.split("@")[1] for p in [DESK, *self.people]})
        access = "".join(
            f"{d} PREPEND Authentication-Results: {AUTHSERV}; dmarc=pass header.from={d}\n" for d in domains)
        for name, text in (("master.cf", "".join(self.master()) + self.snippet("master.cf")),
                           ("postern_transport", self.snippet("postern_transport")),
                           ("mailboxes", "".join(f"{p} {p}/\n" for p in self.people)),
                           ("authenticated", "# nobody\n" if self.judges else access),
                           ("main.cf", f"""compatibility_level = 3.6
queue_directory = {pf}/spool
data_directory = {pf}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {pf}/maillog
maillog_file_prefixes = {self.top}
myhostname = {AUTHSERV}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = {' '.join(domains)}
virtual_mailbox_base = {self.path('mail')}
virtual_mailbox_maps = texthash:{pf}/mailboxes, texthash:{pf}/postern_transport
virtual_uid_maps = static:{self.user['user']}
virtual_gid_maps = static:{self.user['group']}
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
""" + self.snippet("main.cf") + self.judges)):
            write(os.path.join(pf, name), text)

    def greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                return s.recv(4) == b"220 "
        except OSError:
            return False

    # --- doing ---

    def send(self, sender, recipients, message, source=None):
        """MESSAGE by SMTP, as a mail client would, from the address SOURCE of this machine."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30, source_address=source and (source, 0)) as s:
            s.sendmail(sender, recipients, message.as_bytes() if hasattr(message, "as_bytes") else message)

    # --- looking ---

    def files(self, person):
        return sorted(glob.glob(self.path("mail", person, "new", "*")), key=os.path.getmtime)

    def queue(self):
        return [n for d in ("incoming", "active", "deferred", "maildrop")
                for n in glob.glob(os.path.join(self.folder, "spool", d, "**"), recursive=True) if os.path.isfile(n)]

    def idle(self):
        """Nothing is under way anywhere: Postfix, spool, outbox."""
        return (not self.queue() and self.is_empty() and not os.listdir(os.path.join(self.spool, "tmp"))
                and not any(row["state"] in ("due", "sending") for row in self.outbox()))

    def settle(self, seconds=60):
        """Waits until nothing is under way, twice in a row."""
        if not wait_for(lambda: self.idle() and (time.sleep(0.1) or self.idle()), seconds):
            raise RuntimeError(f"still busy after {seconds} s\n{self.maillog()[-3000:]}\n{self.log()[-3000:]}")

    def maillog(self):
        path = os.path.join(self.folder, "maillog")
        return read(path) if os.path.exists(path) else ""

    def close(self):
        if self.service:
            self.kill()
        subprocess.run(["postfix", "-c", self.folder, "stop"], capture_output=True, check=False)
        pid = os.path.join(self.folder, "spool", "pid", "master.pid")
        if os.path.exists(pid):
            text = read(pid).strip()
            wait_for(lambda: not text or not os.path.exists(f"/proc/{text}"), 10)
        super().close()


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
