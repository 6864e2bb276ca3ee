"""A desk without a mail server for tests of the commands: settings, store and spool in a temporary folder."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from tap import Tap  # noqa: E402,F401  tests take both from here
from world import (BUILT, NO_MTA, SOURCE, change, environment, is_testing, put_program, wait_for,  # noqa: E402,F401
                   without_mail_server)

POSTERN = os.path.join(BUILT, "postern")


class Desk:
    """Mailbox support@example.com, owner ann@example.com; mail is filed under sent/."""

    def __init__(self, transport=None):
        self.top = tempfile.mkdtemp(prefix="desk.")
        self.conf = os.path.join(self.top, "postern.conf")
        self.state = os.path.join(self.top, "state")
        self.spool = os.path.join(self.state, "spool")
        self.programs = without_mail_server(os.path.join(self.top, "programs"))
        self.environment = environment(os.path.join(SOURCE, "templates"), self.programs)
        sent = "maildir:" + os.path.join(self.top, "sent")
        self.well("init", "--address", "support@example.com", "--state", self.state, "--transport", transport or sent)
        self.well("person", "add", "ann@example.com", "--name", "Ann Agent", "--role", "owner")

    def program(self, name, text):
        """Puts a program in front of those installed."""
        put_program(self.programs, name, text)

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
        change(self.conf, old, new)

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
