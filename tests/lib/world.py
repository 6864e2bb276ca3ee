"""A desk in a temporary folder, for every test that runs the programs: who writes to it, and what they get.

  with World() as world:
      world.deliver("carl@example.org", subject="Printer")
      world.run()
      tap.same([one["subject"] for one in world.tickets()], ["Printer"], "a mail becomes a ticket")

Parts built on it: a service (serving.py), an SMTP server (sink.py), a real Postfix (tests/e2e/postfix.py)."""
import contextlib
import email
import email.policy
import glob
import json
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

from tap import Tap, skip_all  # noqa: F401  tests take both from here

SOURCE = os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILT = os.path.abspath(os.environ.get("top_builddir", "."))
LONG = os.environ.get("POSTERN_LONG") == "1"
DESK, ANN, CARL = "support@example.com", "ann@example.com", "carl@example.org"
# What no program of ours may say, however it ends.
TRACES = ("Sanitizer", "runtime error:", "CRITICAL **", "WARNING **", "Assertion")
NO_MTA = "#!/bin/sh\necho no settings here\nexit 1\n"
NO_RATES = "rate_accept = 0\nburst = 0\n"


def read(path, mode="r"):
    with open(path, mode, encoding=None if "b" in mode else "utf-8") as file:
        return file.read()


def write(path, text, mode="w"):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, mode, encoding=None if "b" in mode else "utf-8") as file:
        file.write(text)
    return path


def is_testing():
    """Whether the programs take the clock and faults from the environment."""
    return "#define PT_TESTING 1" in read(os.path.join(BUILT, "config.h"))


def skip_without_testing():
    if not is_testing():
        skip_all("built without --enable-testing")


def wait_for(what, seconds=60, pause=0.01):
    """Polls WHAT until it is true; returns its last value."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = what()
        if value:
            return value
        time.sleep(pause)
    return what()


def stamp(seconds):
    """A time as POSTERN_TEST_NOW and --json have it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def body(mail, kind="plain"):
    part = mail.get_body((kind,))
    return part.get_content().replace("\r\n", "\n") if part else ""


def parse(path):
    return email.message_from_bytes(read(path, "rb"), policy=email.policy.default)


def reply_to(mail):
    return mail["Reply-To"].addresses[0].addr_spec


class World:
    """The mailbox is support@example.com, its owner Ann, unless OWNER says otherwise; mail is filed below sent/,
    unless TRANSPORT does.  RULES are lines of [rules].  Programs run as USER, where root may choose."""

    def __init__(self, rules="", transport=None, owner=ANN, user=None):
        self.top = tempfile.mkdtemp(prefix="postern-", dir=os.environ.get("POSTERN_BENCH_DIR"))
        os.chmod(self.top, 0o755)
        self.conf, self.state, self.sent = self.path("etc", "postern.conf"), self.path("state"), self.path("sent")
        self.spool, self.store = self.path("state", "spool"), self.path("state", "postern.db")
        self.number, self.said = 0, ""
        who = pwd.getpwnam(user) if user and os.geteuid() == 0 else None
        self.user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
        self.operator = self.user  # gives the commands
        self.lay_out()
        self.postern("init", "--address", DESK, "--state", self.state, "--transport",
                     transport or "maildir:" + self.sent)
        if owner:
            self.postern("person", "add", owner, "--name", "Ann Agent", "--role", "owner")
        if rules:
            self.set("rules", rules)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.top, ignore_errors=True)

    # --- what it is made of ---

    def path(self, *names):
        return os.path.join(self.top, *names)

    def own(self, path):
        """PATH belongs to whom the programs run as."""
        if self.user:
            os.chown(path, self.user["user"], self.user["group"])
        return path

    def lay_out(self):
        """Folders; copies of the programs and templates where another user could not reach those of the build."""
        for name in ("etc", "state", "sent", "bin"):
            os.mkdir(self.path(name))
            self.own(self.path(name))
        self.programs, templates = BUILT, os.path.join(SOURCE, "templates")
        if self.user:
            self.programs, templates = self.path("bin"), shutil.copytree(templates, self.path("templates"))
            for name in ("postern", "postern-deliver"):
                shutil.copy(os.path.join(BUILT, name), self.programs)
            subprocess.run(["chmod", "-R", "a+rX", templates, self.programs], check=True)
        self.environment = dict(os.environ, POSTERN_TEMPLATES=templates,
                                PATH=self.path("bin") + os.pathsep + os.environ["PATH"])
        for name in ("POSTERN_AS", "NOTIFY_SOCKET", "POSTERN_TEST_NOW"):
            self.environment.pop(name, None)
        for name in ("postconf", "exim"):  # check shall not look at the mail server of this machine
            self.put_program(name, NO_MTA)

    def put_program(self, name, text):
        """In front of those installed."""
        os.chmod(write(self.path("bin", name), text), 0o755)

    @property
    def settings(self):
        return read(self.conf)

    @settings.setter
    def settings(self, text):
        write(self.conf, text)

    def change(self, old, new):
        """The first OLD of the settings becomes NEW."""
        assert old in self.settings, "%s is not in:\n%s" % (old, self.settings)
        self.settings = self.settings.replace(old, new, 1)

    def set(self, group, lines):
        self.change("[%s]\n" % group, "[%s]\n%s\n" % (group, lines.rstrip("\n")))

    # --- commands ---

    def command(self, *words):
        return [os.path.join(self.programs, "postern"), "-c", self.conf, *words]

    def attempt(self, *words, now=None, text=True, given=None, timeout=300, **environment):
        """`postern WORDS`, whatever comes of it.  NOW is the time that it reads, GIVEN its input; without TEXT both
        input and output are bytes."""
        more = {"POSTERN_TEST_NOW": now} if now else {}
        done = subprocess.run(self.command(*words), input=given, stdin=None if given else subprocess.DEVNULL,
                              capture_output=True, timeout=timeout,
                              encoding="utf-8" if text else None, errors="replace" if text else None, check=False,
                              env={**self.environment, **more, **environment}, **self.operator)
        if text and "--json" not in words:
            self.said += done.stdout + done.stderr
        return done

    def postern(self, *words, **more):
        """What `postern WORDS` prints; it must end well."""
        done = self.attempt(*words, **more)
        if done.returncode != 0:
            raise RuntimeError("postern %s: exit %d\n%s%s"
                               % (" ".join(words), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def json(self, *words, **more):
        return json.loads(self.attempt(*words, "--json", **more).stdout)

    def run(self, *words, **more):
        """One pass over spool, outbox and timers."""
        return self.postern("run", *words, **more)

    def tickets(self, *words):
        return self.json("ticket", "list", *words)

    def ticket(self, number):
        return self.json("ticket", "show", str(number))

    def outbox(self, *words):
        return self.json("outbox", "list", *words)

    def held(self, *words):
        return self.json("held", "list", *words)

    def findings(self, about, *words, **more):
        """What check finds of a matter."""
        return [one for one in self.json("check", *words, **more)["findings"] if one["about"] == about]

    def errors(self):
        return [one for one in self.json("check", "--full")["findings"] if one["finding"] == "error"]

    # --- mail ---

    def mail(self, sender=None, subject="Printer", body="It does not print.", extra="", to=DESK):
        """A mail as bytes; EXTRA are whole lines of its header."""
        self.number += 1
        return ("From: %s\nTo: %s\nSubject: %s\nMessage-ID: <m%d@mail.example.org>\n%s\n%s\n"
                % (sender or "customer%d@example.org" % self.number, to, subject, self.number, extra, body)).encode()

    def letter(self, sender, mail, fields):
        """Envelope sender and bytes."""
        mail = self.mail(sender, **fields) if mail is None else mail.encode() if isinstance(mail, str) else mail
        return sender if sender is not None else re.search(rb"(?m)^From: (\S+)", mail)[1].decode(), mail

    def deliver(self, sender=None, mail=None, recipient=DESK, check=True, **fields):
        """Hands over MAIL, or one of these FIELDS, by postern-deliver; its exit status.  Without SENDER it comes from
        a customer of its own."""
        sender, mail = self.letter(sender, mail, {"to": recipient, **fields})
        return subprocess.run([os.path.join(self.programs, "postern-deliver"), "--spool", self.spool, "-f", sender,
                               "--",
                               recipient], input=mail, check=check, capture_output=True, **self.user).returncode

    def answer(self, mail, sender, body):
        """As a mail program does."""
        self.deliver(sender, recipient=reply_to(mail), subject="Re: %s" % mail["Subject"], body=body,
                     extra="In-Reply-To: %s\n" % mail["Message-ID"])

    def follow(self, link, sender):
        """Sends the mail that a mail program makes of a mailto LINK."""
        one = urllib.parse.urlsplit(link)
        fields = dict(urllib.parse.parse_qsl(one.query))
        self.deliver(sender, recipient=urllib.parse.unquote(one.path), subject=fields["subject"],
                     body=fields.get("body", ""))

    def drop(self, sender=None, mail=None, **fields):
        """Straight into the spool, as postern-deliver would."""
        sender, mail = self.letter(sender, mail, fields)
        now = time.time_ns() // 1000
        name = "%d.M%06dP%d" % (now // 1000000, now % 1000000, os.getpid())
        head = "X-Postern-Spool: 1\nReturn-Path: <%s>\nDelivered-To: %s\nReceived-At: %d\n\n" % (sender, DESK, now)
        path = self.own(write(os.path.join(self.spool, "tmp", name), head.encode() + mail, "wb"))
        os.rename(path, os.path.join(self.spool, "new", name))
        return name

    def waiting(self):
        """What is in new/: names and bytes."""
        folder = os.path.join(self.spool, "new")
        return {name: read(os.path.join(folder, name), "rb") for name in sorted(os.listdir(folder))}

    def is_empty(self):
        return not os.listdir(os.path.join(self.spool, "new"))

    def files(self, address):
        return sorted(glob.glob(os.path.join(self.sent, address, "new", "*")), key=os.path.basename)

    def inbox(self, address):
        """The mails that ADDRESS got, a * for anybody, oldest first."""
        return [parse(name) for name in self.files(address)]

    def empty_inboxes(self):
        for name in self.files("*"):
            os.unlink(name)

    # --- the store ---

    def rows(self, query, *values):
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % self.store, uri=True, timeout=20)) as store:
            return store.execute(query, values).fetchall()

    def count(self, query, *values):
        return self.rows(query, *values)[0][0]

    def execute(self, statement, *values):
        """Writes, as no program of ours would."""
        with contextlib.closing(sqlite3.connect(self.store, isolation_level=None)) as store:
            store.execute(statement, values)

    def subjects(self):
        return sorted(row[0] for row in self.rows("SELECT subject FROM ticket"))
