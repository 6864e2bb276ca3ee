"""A network of the test's own: a name server that knows what the test says, and opendkim and opendmarc of Debian.

The program that calls enter () runs again in network and mount namespaces of its own, where 127.0.0.1 is nobody
else's, and /etc/resolv.conf names the server here.  Everything is ended by process id. """
import os
import pwd
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from world import read, skip_all, wait_for, write  # noqa: E402

INSIDE = "POSTERN_TEST_NAMESPACE"
OUTSIDE = "192.0.2.10"  # where strangers' mail comes from (RFC 5737)
NEEDED = ("unshare", "ip", "dnsmasq", "opendkim", "opendmarc", "openssl")


def enter():
    """Returns inside; ends the program with a named skip where there are no namespaces or programs for that."""
    if os.environ.get(INSIDE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["ip", "address", "add", OUTSIDE + "/32", "dev", "lo"], check=True)
        return
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    missing = [name for name in NEEDED if not shutil.which(name, path=path)]
    if missing:
        skip_all("not installed: " + " ".join(missing))
    again = ["unshare", "--net", "--mount", "--"]
    if os.geteuid() or subprocess.run([*again, "true"], check=False, stderr=subprocess.DEVNULL).returncode:
        skip_all("no network namespace may be made here")
    os.execvpe("unshare", [*again, sys.executable, *sys.argv], {**os.environ, INSIDE: "1", "PATH": path})


class Servers:
    """Processes in the foreground, each with its log in FOLDER."""

    def __init__(self, folder):
        self.folder, self.running = folder, []

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, name, command, port):
        with open(self.path(name + ".log"), "w") as log:
            self.running.append(subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL))
        if not wait_for(lambda: listens(port), 20):
            raise RuntimeError("%s does not start: %s" % (name, read(self.path(name + ".log"))))

    def names(self, texts):
        """A name server with TEXTS, {name: TXT record}, for every program in here."""
        lines = ["no-resolv", "no-hosts", "listen-address=127.0.0.1", "bind-interfaces", "user=root",
                 "address=/#/%s" % OUTSIDE]
        for name, text in texts.items():
            pieces = ['"%s"' % text[at:at + 200] for at in range(0, len(text), 200)]
            lines.append("txt-record=%s,%s" % (name, ",".join(pieces)))
        write(self.path("dnsmasq.conf"), "\n".join(lines) + "\n")
        write(self.path("resolv.conf"), "nameserver 127.0.0.1\n")
        subprocess.run(["mount", "--bind", self.path("resolv.conf"), os.path.realpath("/etc/resolv.conf")],
                       check=True)
        self.start("dnsmasq", ["dnsmasq", "--no-daemon", "--conf-file=" + self.path("dnsmasq.conf"), "--pid-file"],
                   53)

    def milters(self, source, authserv):
        """opendkim and opendmarc with the settings of the documentation, in SOURCE."""
        for name, port in (("opendkim", 8891), ("opendmarc", 8893)):
            text = read(os.path.join(source, name + ".conf")).replace("mx.example.com", authserv)
            user = pwd.getpwnam(name)
            run = self.path(name)
            os.mkdir(run)
            os.chown(run, user.pw_uid, user.pw_gid)
            # it asks the root servers itself, and not resolv.conf
            asks = "Nameservers 127.0.0.1\n" if name == "opendkim" else ""
            write(self.path(name + ".conf"), text.replace("/run/" + name, run) + asks)
            self.start(name, [name, "-f", "-c" if name == "opendmarc" else "-x", self.path(name + ".conf")], port)

    def stop(self):
        for one in self.running:
            one.terminate()
            one.wait()


def listens(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False
