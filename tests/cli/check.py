"""postern check: what it finds wrong with files, mail server, SMTP server and store, and that it says what to do."""
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading

import desk as lib

POSTCONF = """#!/bin/sh
for last; do :; done
case $last in
-M) %(service)s ;;
recipient_delimiter) echo '%(delimiter)s' ;;
message_size_limit) echo '%(size)s' ;;
smtpd_forbid_bare_newline) echo '%(newline)s' ;;
postern_time_limit) echo '%(time)s' ;;
postern_destination_recipient_limit) echo '%(recipients)s' ;;
*) echo "postconf: warning: $last: unknown parameter" >&2 ;;
esac
"""
LINE = ("postern unix - n n - 10 pipe flags=q user=%s null_sender= argv=/usr/bin/postern-deliver "
        "--spool %s -f ${sender} -- ${recipient}")
EXIM = {"command": "command = /usr/bin/postern-deliver --spool /spool", "temp": "temp_errors = *",
        "timeout": "timeout_defer",
        "signal": "freeze_signal", "output": "no_return_output", "shell": "no_use_shell"}

# what is changed in a configuration that is right, and what is said of it
POSTFIX_CASES = [
    ("no sender", {"line": (" -f ${sender}", "")}, "error", "does not hand on the sender", "-f ${sender}"),
    ("no recipients", {"line": (" -- ${recipient}", "")}, "error", "does not hand on the recipients", "${recipient}"),
    ("another spool", {"line": ("--spool /", "--spool /var/other/")}, "error", "it would never be seen",
     "the same folder"),
    ("no spool", {"line": ("--spool ", "--x ")}, "error", "names no --spool", "--spool"),
    ("no null_sender=", {"line": (" null_sender=", "")}, "warning", "gives the null sender a name", "null_sender="),
    ("a named null sender", {"line": ("null_sender=", "null_sender=MAILER")}, "warning",
     "gives the null sender a name", "null_sender="),
    ("flags that add lines", {"line": ("flags=q", "flags=DRhu")}, "warning", "change the mail", "flags=q"),
    ("no user", {"line": (r"user=", "x=")}, "error", "names no user", "user="),
    ("a user who is not there", {"line": ("user=", "user=nobody-at-all-")}, "error", "there is no such user", "user"),
    ("another delimiter", {"delimiter": "-"}, "error", "bounce as unknown users", "recipient_delimiter"),
    ("no delimiter", {"delimiter": ""}, "error", "bounce as unknown users", "recipient_delimiter"),
    ("two delimiters, ours among them", {"delimiter": "-+"}, None, None, None),
    ("a short time limit", {"time": "60s"}, "error", "the mail bounces", "more than 60s"),
    ("a time limit in minutes", {"time": "2m"}, None, None, None),
    ("very many recipients", {"recipients": "0"}, "warning", "may not fit on a command line", "20"),
    ("bare newlines", {"newline": "no"}, "warning", "smuggle in a second one", "yes"),
    ("bare newlines normalised", {"newline": "normalize"}, None, None, None),
    ("no limit of size", {"size": "0"}, "warning", "poison/", "message_bytes"),
    ("a large limit of size", {"size": "200000000"}, "warning", "poison/", "message_bytes"),
    ("no transport", {"service": "echo smtp inet n - y - - smtpd"}, "warning", "no transport of Postfix",
     "master.cf"),
    ("settings that cannot be read", {"service": "echo no access; exit 1"}, "warning", "cannot be read: no access",
     "a user who may"),
]
EXIM_CASES = [
    ("codes that are not taken as temporary", {"temp": "temp_errors = 73"}, "error",
     "says \"later\" the mail bounces", "temp_errors = *"),
    ("only some temporary codes", {"temp": "temp_errors = 73 : 75"}, "warning", "cannot be started the mail bounces",
     "temp_errors = *"),
    ("no timeout_defer", {"timeout": "no_timeout_defer"}, "error", "takes too long bounces", "timeout_defer"),
    ("a short timeout", {"timeout": "timeout_defer\ntimeout = 1m"}, "error", "before it can say", "timeout = 10m"),
    ("a long timeout", {"timeout": "timeout_defer\ntimeout = 1m30s"}, None, None, None),
    ("no freeze_signal", {"signal": "no_freeze_signal"}, "error", "killed the mail bounces", "freeze_signal"),
    ("return_output", {"output": "return_output"}, "error", "makes the mail bounce", "return_output = false"),
    ("use_shell", {"shell": "use_shell"}, "error", "a shell reads addresses", "use_shell"),
    ("no transport", {"command": "command = /usr/bin/procmail"}, "warning", "no transport of Exim", "pipe transport"),
]


def findings(desk, about):
    return [one for one in desk.json("check")["findings"] if one["about"] == about]


def judge(tap, found, fact, wanted, text, advice):
    bad = [one for one in found if one["finding"] != "ok"]
    if wanted is None:
        tap.same(bad, [], fact + " is no fault")
        return
    hits = [one for one in bad if one["finding"] == wanted and text in one["detail"]
            and advice in (one["advice"] or "")]
    tap.ok(len(bad) == len(hits) == 1, "%s: one %s that says what follows and what to do" % (fact, wanted), found)


def postfix(tap, desk):
    me = subprocess.run(["id", "-un"], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    desk.program("exim", "#!/bin/sh\necho 'postern transport:\n%s'\n" % "\n".join(EXIM.values()))
    for name, change, wanted, text, advice in POSTFIX_CASES:
        line = (LINE % (me, desk.spool)).replace(*change.get("line", ("", "")))
        values = {"delimiter": "+", "size": "10240000", "newline": "yes", "time": "1000s", "recipients": "20",
                  "service": "echo '%s'" % line}
        values.update({key: value for key, value in change.items() if key != "line"})
        desk.program("postconf", POSTCONF % values)
        judge(tap, findings(desk, "mta"), "Postfix with " + name, wanted, text, advice)
    desk.program("postconf", POSTCONF % {"delimiter": "+", "size": "1", "newline": "yes", "time": "1s",
                                         "recipients": "20",
                                         "service": "sleep 30"})
    judge(tap, findings(desk, "mta"), "Postfix that does not answer", "warning", "cannot be read", "a user who may")


def exim(tap, desk):
    desk.program("postconf", lib.NO_MTA)
    for name, change, wanted, text, advice in EXIM_CASES:
        lines = ["remote_smtp transport:", "driver = smtp", "no_timeout_defer", "postern transport:"]
        desk.program("exim", "#!/bin/sh\ncat <<'END'\n%s\nEND\n"
                     % "\n".join(lines + list(dict(EXIM, **change).values())))
        found = [one for one in findings(desk, "mta") if "Postfix" not in one["detail"]]
        judge(tap, found, "Exim with " + name, wanted, text, advice)
    desk.program("exim", lib.NO_MTA)


def real_postfix(tap, desk):
    """The programs of a Postfix that is installed, on a configuration of their own."""
    real = shutil.which("postconf", path="/usr/sbin:/usr/bin")
    if not real or not os.path.exists("/usr/share/postfix/master.cf.dist"):
        tap.ok(True, "a real Postfix is asked # SKIP Postfix is not installed")
        return
    folder = os.path.join(desk.top, "postfix")
    os.mkdir(folder)
    with open("/usr/share/postfix/master.cf.dist", encoding="utf-8") as file:
        services = file.read()
    with open(os.path.join(lib.SOURCE, "etc/postfix/master.cf.snippet"), encoding="utf-8") as file:
        snippet = file.read().replace("/var/lib/postern/spool", desk.spool).replace("user=postern", "user=root")
    with open(os.path.join(folder, "master.cf"), "w", encoding="utf-8") as file:
        file.write(services + snippet)
    main = "compatibility_level = 3.6\nrecipient_delimiter = %s\nsmtpd_forbid_bare_newline = yes\n" \
           "postern_destination_recipient_limit = 20\nmessage_size_limit = 10240000\n%s"
    desk.program("postconf", "#!/bin/sh\nMAIL_CONFIG=%s exec %s \"$@\"\n" % (folder, real))
    for delimiter, more, wanted, text, advice, fact in (
            ("+", "", None, None, None, "A real Postfix with the lines of etc/postfix"),
            ("-", "", "error", "bounce as unknown users", "recipient_delimiter",
             "A real Postfix with another delimiter"),
            ("+", "postern_time_limit = 30s\n", "error", "the mail bounces", "60s",
             "A real Postfix with a short time limit"),
            ("+", "command_time_limit = 40s\n", "error", "the mail bounces", "60s",
             "A real Postfix with a short general limit")):
        with open(os.path.join(folder, "main.cf"), "w", encoding="utf-8") as file:
            file.write(main % (delimiter, more))
        found = [one for one in findings(desk, "mta") if "Exim" not in one["detail"]]
        if os.geteuid() != 0:
            found = [one for one in found if "runs as root" not in one["detail"]]
        judge(tap, found, fact, wanted, text, advice)
    desk.program("postconf", lib.NO_MTA)


class Server(threading.Thread):
    """An SMTP server that greets with what it is told, and may begin TLS with a certificate that nobody signed."""

    def __init__(self, greeting, certificate=None):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.greeting, self.certificate = greeting, certificate
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
                with connection:
                    self.talk(connection)
            except OSError:
                if self.socket.fileno() < 0:
                    return

    def talk(self, connection):
        connection.sendall(self.greeting)
        while True:
            line = connection.recv(1000)
            if not line or line.upper().startswith(b"QUIT"):
                return
            if line.upper().startswith(b"EHLO"):
                connection.sendall(b"250-test\r\n250 STARTTLS\r\n" if self.certificate else b"250 test\r\n")
            elif line.upper().startswith(b"STARTTLS"):
                connection.sendall(b"220 go on\r\n")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate)
                connection = context.wrap_socket(connection, server_side=True)
            else:
                connection.sendall(b"250 ok\r\n")


def certificate(folder):
    """A file of key and certificate; NULL if the machine has no openssl."""
    path = os.path.join(folder, "both.pem")
    made = shutil.which("openssl") and subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=other.example.com",
         "-keyout", path,
         "-out", path + ".crt"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not made:
        return None
    with open(path, "a", encoding="utf-8") as file, open(path + ".crt", encoding="utf-8") as second:
        file.write(second.read())
    return path


def servers(tap, desk):
    with open(desk.conf, encoding="utf-8") as file:
        text = file.read()
    pem = certificate(desk.top)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = closed.getsockname()[1]
    cases = [("a server that takes us", Server(b"220 test\r\n").port, "none", None, None, None),
             ("a server that is away", away, "none", "warning", "does not answer", "start it"),
             ("a server that refuses us", Server(b"554 5.7.1 not you\r\n").port, "none", "error", "does not want us",
              "what it says"),
             ("a server without TLS", Server(b"220 test\r\n").port, "starttls", "error", "does not begin TLS", "tls"),
             ("a server that is silent", Server(b"").port, "none", "warning", "does not answer", "start it")]
    if pem:
        cases.append(("a certificate that nobody signed", Server(b"220 test\r\n", pem).port, "starttls", "error",
                      "not trusted", "ca_file"))
    else:
        tap.ok(True, "a certificate that nobody signed # SKIP openssl is not installed")
    for fact, port, tls, wanted, said, advice in cases:
        smtp = "[smtp]\ntransport = smtp\nhost = 127.0.0.1\nport = %d\ntls = %s\n" % (port, tls)
        with open(desk.conf, "w", encoding="utf-8") as file:
            file.write(re.sub(r"\[smtp\].*?(?=\n\[|\Z)", smtp, text, flags=re.S))
        judge(tap, findings(desk, "transport"), fact, wanted, said, advice)
    with open(desk.conf, "w", encoding="utf-8") as file:
        file.write(text)


def store(tap, desk):
    database = os.path.join(desk.state, "postern.db")
    holder = subprocess.Popen(["python3", "-c",
                               "import sqlite3, sys\nc = sqlite3.connect (sys.argv[1], isolation_level=None)\n"
                               "c.execute ('BEGIN IMMEDIATE')\nprint ('held', flush=True)\nsys.stdin.read ()",
                                 database],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        before = os.times().elapsed
        found = findings(desk, "store")
        took = os.times().elapsed - before
        hits = [one for one in found if one["finding"] == "error"]
        tap.ok(len(hits) == 1 and "process %d has held a transaction open" % holder.pid in hits[0]["detail"],
               "a store that another program keeps locked is told with its process", found)
        tap.ok(took < 8, "within a bounded time", took)
    finally:
        holder.communicate(b"")
    tap.same([one["finding"] for one in findings(desk, "store")], ["ok"], "when it lets go the store is well")
    library = findings(desk, "library")
    old = tuple(int(one) for one in re.search(r"SQLite (\S+?)[;,]?(\s|$)",
                                              library[0]["detail"])[1].split(".")) < (3, 51, 3)
    tap.same("no other program" in library[0]["detail"], old,
             "the library is named, and the care that an old one needs")


def files(tap, desk):
    with open(desk.conf, encoding="utf-8") as file:
        text = file.read()
    with open(desk.conf, "w", encoding="utf-8") as file:
        file.write(text.replace("[rules]", "[rules]\nclose_aftr = 7d", 1))
    line = text[:text.index("[rules]")].count("\n") + 2
    found = findings(desk, "settings")
    tap.ok("postern.conf:%d: unknown setting \"close_aftr\" in [rules]; did you mean \"close_after\""
           % line in found[0]["detail"],
           "an unknown setting is told with file, line and the nearest name", found)
    with open(desk.conf, "w", encoding="utf-8") as file:
        file.write(text)
    templates = os.path.join(desk.top, "templates", "en")
    os.makedirs(templates)
    with open(os.path.join(templates, "reply.txt"), "w", encoding="utf-8") as file:
        file.write("Hello\n\n{{nonsense}}\n")
    desk.settings("[postern]", "[postern]\ntemplates = " + os.path.dirname(templates))
    found = findings(desk, "templates")
    tap.ok(found[0]["finding"] == "warning" and "reply.txt:3:" in found[0]["detail"]
           and "nonsense" in found[0]["detail"],
           "an unknown field of a template is told with file and line", found)
    with open(desk.conf, "w", encoding="utf-8") as file:
        file.write(text)
    sender = findings(desk, "sender")[0]
    tap.ok(sender["finding"] == "notice" and "Agents" in sender["detail"] and "authserv_id" in sender["advice"],
           "without authserv_id a notice says what that costs", sender)
    os.chmod(os.path.join(desk.state, "keys"), 0o640)
    keys = findings(desk, "keys")[0]
    tap.ok(keys["finding"] == "error" and "0600" in keys["advice"], "keys that others can read are an error", keys)
    os.chmod(os.path.join(desk.state, "keys"), 0o600)


def owners(tap, desk):
    if os.geteuid() != 0:
        tap.ok(True, "owners # SKIP giving files away needs root")
        return
    database = os.path.join(desk.state, "postern.db")
    os.chown(database, 65534, -1)
    found = findings(desk, "owner")
    tap.ok(found and all(one["finding"] == "error" and "chown" in one["advice"] and database in one["detail"]
                         for one in found),
           "a file that belongs to another user than its folder is told with the command to run", found)
    os.chown(database, os.geteuid(), -1)
    desk.program("postconf", POSTCONF % {"delimiter": "+", "size": "10240000", "newline": "yes", "time": "1000s",
                                         "recipients": "20",
                                         "service": "echo '%s'" % (LINE % ("nobody", desk.spool))})
    judge(tap, [one for one in findings(desk, "mta") if "Exim" not in one["detail"]],
          "A pipe user who cannot write into the spool",
          "error", "every mail is deferred", "owner of the spool")
    desk.program("postconf", lib.NO_MTA)


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        for part in (files, owners, postfix, exim, real_postfix, servers, store):
            part(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
