"""An SMTP server that takes a desk's mail, or does with it what a script says (smtp-sink.py), and what it saw."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "smtp-sink.py")


class Sink:
    """SCRIPT is words of smtp-sink.py; transport is for World."""

    def __init__(self, *script, port=0):
        self.begin(script, port)
        self.transport = "smtp:127.0.0.1:%d" % self.port

    def begin(self, script, port):
        self.top = tempfile.mkdtemp(prefix="sink.")
        self.process = subprocess.Popen([sys.executable, PROGRAM, "--dir", self.top, "--port", str(port), *script],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def again(self, *script):
        """Another server in its place, which has seen nothing."""
        self.close()
        self.begin(script, self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        shutil.rmtree(self.top, ignore_errors=True)

    def ids(self):
        """Message-IDs of the mails that came whole, in order."""
        found = []
        for name in sorted(glob.glob(os.path.join(self.top, "*.wire"))):
            with open(name, encoding="latin-1") as file:
                found += re.findall(r"(?im)^message-id: *(\S+)", file.read())[:1]
        return found

    def lines(self, name):
        path = os.path.join(self.top, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="latin-1") as file:
            return [line.split(" ", 1)[1].rstrip("\n") for line in file]

    def commands(self, *words):
        return [line for line in self.lines("log") if line.split(" ")[0].split(":")[0] in words]

    def opened(self):
        """How many connections were open at once, each time one was opened."""
        return [int(line.split(" ")[1]) for line in self.lines("sessions") if line.startswith("open ")]

    def connections(self):
        return len(self.opened())

    def versions(self):
        """What each body came through."""
        return [line.split(" ")[2] for line in self.lines("sessions") if line.startswith("body ")]
