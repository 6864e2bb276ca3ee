"""A desk without a mail server for tests of the commands: settings, store and spool in a temporary folder."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILT = os.environ.get("top_builddir", os.getcwd())
POSTERN = os.path.join(BUILT, "postern")
NO_MTA = "#!/bin/sh\necho no settings here\nexit 1\n"


def is_testing():
    """Whether the programs take the clock from the environment."""
    with open(os.path.join(BUILT, "config.h"), encoding="utf-8") as file:
        return "#define PT_TESTING 1" in file.read()


class Tap:
    """Prints the Test Anything Protocol."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, fact, detail=""):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, fact), flush=True)
        if not good and detail:
            print("".join("# %s\n" % line for line in str(detail).splitlines()), end="", flush=True)

    def same(self, got, wanted, fact, detail=""):
        self.ok(got == wanted, fact, "wanted %r\ngot    %r\n%s" % (wanted, got, detail))

    def skip(self, fact, why):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, fact, why), flush=True)

    def end(self):
        print("1..%d" % self.count, flush=True)
        sys.exit(1 if self.failed else 0)


class Desk:
    """Mailbox support@example.com, owner ann@example.com; mail is filed under sent/."""

    def __init__(self, transport=None):
        self.top = tempfile.mkdtemp(prefix="desk.")
        self.conf = os.path.join(self.top, "postern.conf")
        self.state = os.path.join(self.top, "state")
        self.spool = os.path.join(self.state, "spool")
        self.programs = os.path.join(self.top, "programs")
        os.mkdir(self.programs)
        self.environment = dict(os.environ, POSTERN_TEMPLATES=os.path.join(SOURCE, "templates"),
                                PATH=self.programs + os.pathsep + os.environ["PATH"])
        for name in ("POSTERN_AS", "NOTIFY_SOCKET", "POSTERN_TEST_NOW"):
            self.environment.pop(name, None)
        for name in ("postconf", "exim"):
            self.program(name, NO_MTA)
        sent = "maildir:" + os.path.join(self.top, "sent")
        self.well("init", "--address", "support@example.com", "--state", self.state, "--transport", transport or sent)
        self.well("person", "add", "ann@example.com", "--name", "Ann Agent", "--role", "owner")

    def program(self, name, text):
        """Puts a program in front of those installed."""
        path = os.path.join(self.programs, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def run(self, *words, now=None):
        environment = dict(self.environment, **({"POSTERN_TEST_NOW": now} if now else {}))
        return subprocess.run([POSTERN, "-c", self.conf, *words], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)

    def well(self, *words, now=None):
        done = self.run(*words, now=now)
        if done.returncode != 0:
            raise RuntimeError("%s: %s" % (" ".join(words), done.stderr.decode()))
        return done.stdout.decode()

    def json(self, *words, now=None):
        return json.loads(self.run(*words, "--json", now=now).stdout)

    def deliver(self, sender, text, recipient="support@example.com"):
        subprocess.run([os.path.join(BUILT, "postern-deliver"), "--spool", self.spool, "-f", sender, "--", recipient],
                       input=text.encode(), check=True)

    def settings(self, old, new):
        with open(self.conf, encoding="utf-8") as file:
            text = file.read()
        assert old in text, text
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))

    def sent_to(self, address):
        """The mails filed for ADDRESS, in order."""
        found = []
        for folder, _, names in os.walk(os.path.join(self.top, "sent")):
            if address in folder and folder.endswith("/new"):
                for name in sorted(names):
                    with open(os.path.join(folder, name), "rb") as file:
                        found.append(file.read())
        return found

    def close(self):
        shutil.rmtree(self.top, ignore_errors=True)


def mail(sender, number, subject="Printer", body="It does not print.", extra=""):
    return ("From: %s\nTo: support@example.com\nSubject: %s\nMessage-ID: <%s@example.org>\n%s\n%s\n"
            % (sender, subject, number, extra, body))
