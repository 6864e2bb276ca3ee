"""What the tests of the programs share: where things are, waiting, settings, and an SMTP server that takes their
mail."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

SOURCE = os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILT = os.path.abspath(os.environ.get("top_builddir", "."))
DESK = "support@example.com"
# What no program of ours may say, however it ends.
TRACES = ("Sanitizer", "runtime error:", "CRITICAL **", "WARNING **", "Assertion")
NO_MTA = "#!/bin/sh\necho no settings here\nexit 1\n"
SPOOL_HEAD = "X-Postern-Spool: 1\nReturn-Path: <%s>\nDelivered-To: " + DESK + "\nReceived-At: %d\n\n"


def read_testing():
    with open(os.path.join(BUILT, "config.h"), encoding="utf-8") as file:
        return "#define PT_TESTING 1" in file.read()


# Now: root's folders are closed to the user that some tests become.  Those of no program run without a build.
TESTING = os.path.exists(os.path.join(BUILT, "config.h")) and read_testing()


def is_testing():
    """Whether the programs take the clock and faults from the environment."""
    return TESTING


def wait_for(what, seconds=60, pause=0.01):
    """Polls WHAT until it is true; returns its last value."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = what()
        if value:
            return value
        time.sleep(pause)
    return what()


def put_program(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


def without_mail_server(folder):
    """FOLDER in front of PATH, so that check does not look at the mail server of this machine."""
    os.makedirs(folder, 0o755, exist_ok=True)
    for name in ("postconf", "exim"):
        put_program(folder, name, NO_MTA)
    return folder


def environment(templates, path):
    """Of a program: nothing from the caller's that would change what it does."""
    found = dict(os.environ, POSTERN_TEMPLATES=templates, PATH=path + os.pathsep + os.environ["PATH"])
    for name in ("POSTERN_AS", "NOTIFY_SOCKET", "POSTERN_TEST_NOW"):
        found.pop(name, None)
    return found


def change(conf, old, new):
    """The first OLD of the settings CONF becomes NEW."""
    with open(conf, encoding="utf-8") as file:
        text = file.read()
    assert old in text, "%s is not in:\n%s" % (old, text)
    with open(conf, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))


def message_ids(pattern):
    """Of the mails in the files of PATTERN, whole ones alone, in order."""
    out = []
    for name in sorted(glob.glob(pattern)):
        with open(name, encoding="latin-1") as file:
            out += re.findall(r"(?im)^message-id: *(\S+)", file.read())[:1]
    return out


class Sink:
    """An SMTP server (tests/lib/smtp-sink.py), and what it saw, in FOLDER or in one of its own."""

    def __init__(self, *words, port=0, folder=None):
        self.mine = not folder
        self.top = folder or tempfile.mkdtemp(prefix="sink.")
        os.makedirs(self.top, exist_ok=True)
        program = os.path.join(SOURCE, "tests", "lib", "smtp-sink.py")
        self.process = subprocess.Popen([sys.executable, program, "--dir", self.top, "--port", str(port), *words],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def ids(self):
        return message_ids(os.path.join(self.top, "*.wire"))

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        if self.mine:
            shutil.rmtree(self.top, ignore_errors=True)
