"""postern check: what it finds wrong with files, mail server, SMTP server and store, and that it says what to do."""
import os
import pwd
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from sink import Sink
from world import NO_MTA, Tap, World, read, write

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


def judge(tap, found, fact, wanted, text, advice):
    bad = [one for one in found if one["finding"] != "ok"]
    if wanted is None:
        tap.same(bad, [], fact + " is no fault")
        return
    hits = [one for one in bad if one["finding"] == wanted and text in one["detail"]
            and advice in (one["advice"] or "")]
    tap.ok(len(bad) == len(hits) == 1, "%s: one %s that says what follows and what to do" % (fact, wanted), found)


def postfix(tap, world):
    me = pwd.getpwuid(os.geteuid()).pw_name
    world.put_program("exim", "#!/bin/sh\necho 'postern transport:\n%s'\n" % "\n".join(EXIM.values()))
    for name, change, wanted, text, advice in POSTFIX_CASES:
        line = (LINE % (me, world.spool)).replace(*change.get("line", ("", "")))
        values = {"delimiter": "+", "size": "10240000", "newline": "yes", "time": "1000s", "recipients": "20",
                  "service": "echo '%s'" % line}
        values.update({key: value for key, value in change.items() if key != "line"})
        world.put_program("postconf", POSTCONF % values)
        judge(tap, world.findings("mta"), "Postfix with " + name, wanted, text, advice)
    world.put_program("postconf", POSTCONF % {"delimiter": "+", "size": "1", "newline": "yes", "time": "1s",
                                              "recipients": "20",
                                              "service": "sleep 30"})
    judge(tap, world.findings("mta"), "Postfix that does not answer", "warning", "cannot be read", "a user who may")


def exim(tap, world):
    world.put_program("postconf", NO_MTA)
    for name, change, wanted, text, advice in EXIM_CASES:
        lines = ["remote_smtp transport:", "driver = smtp", "no_timeout_defer", "postern transport:"]
        world.put_program("exim", "#!/bin/sh\ncat <<'END'\n%s\nEND\n"
                          % "\n".join(lines + list(dict(EXIM, **change).values())))
        found = [one for one in world.findings("mta") if "Postfix" not in one["detail"]]
        judge(tap, found, "Exim with " + name, wanted, text, advice)
    world.put_program("exim", NO_MTA)


def real_postfix(tap, world):
    """The programs of a Postfix that is installed, on a configuration of their own."""
    real = shutil.which("postconf", path="/usr/sbin:/usr/bin")
    if not real or not os.path.exists("/usr/share/postfix/master.cf.dist"):
        tap.skip("a real Postfix is asked", "Postfix is not installed")
        return
    folder = world.path("postfix")
    write(os.path.join(folder, "master.cf"), read("/usr/share/postfix/master.cf.dist")
          + world.postern("print-mta-config", "postfix", "master.cf"))
    main = "compatibility_level = 3.6\nrecipient_delimiter = %s\nsmtpd_forbid_bare_newline = yes\n" \
           "postern_destination_recipient_limit = 20\nmessage_size_limit = 10240000\n%s"
    world.put_program("postconf", "#!/bin/sh\nMAIL_CONFIG=%s exec %s \"$@\"\n" % (folder, real))
    for delimiter, more, wanted, text, advice, fact in (
            ("+", "", None, None, None, "A real Postfix with the lines of print-mta-config"),
            ("-", "", "error", "bounce as unknown users", "recipient_delimiter",
             "A real Postfix with another delimiter"),
            ("+", "postern_time_limit = 30s\n", "error", "the mail bounces", "60s",
             "A real Postfix with a short time limit"),
            ("+", "command_time_limit = 40s\n", "error", "the mail bounces", "60s",
             "A real Postfix with a short general limit")):
        write(os.path.join(folder, "main.cf"), main % (delimiter, more))
        found = [one for one in world.findings("mta") if "Exim" not in one["detail"]]
        if os.geteuid() != 0:
            found = [one for one in found if "runs as root" not in one["detail"]]
        judge(tap, found, fact, wanted, text, advice)
    world.put_program("postconf", NO_MTA)


def certificate(folder):
    """A file of key and certificate; None if the machine has no openssl."""
    path = os.path.join(folder, "both.pem")
    made = shutil.which("openssl") and subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=other.example.com",
         "-keyout", path,
         "-out", path + ".crt"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not made:
        return None
    return write(path, read(path) + read(path + ".crt"))


def servers(tap, world):
    before, pem = world.settings, certificate(world.top)
    cases = [("a server that takes us", (), "none", None, None, None),
             ("a server that is away", None, "none", "warning", "does not answer", "start it"),
             ("a server that refuses us", ("greet=554 5.7.1 not you",), "none", "error", "does not want us",
              "what it says"),
             ("a server without TLS", (), "starttls", "error", "does not begin TLS", "tls"),
             ("a server that is silent", ("greet=silent",), "none", "warning", "does not answer", "start it")]
    if pem:
        cases.append(("a certificate that nobody signed", ("--tls", "starttls", "--cert", pem), "starttls", "error",
                      "not trusted", "ca_file"))
    else:
        tap.skip("a certificate that nobody signed", "openssl is not installed")
    for fact, script, tls, wanted, said, advice in cases:
        with Sink(*script or ()) as sink:
            if script is None:
                sink.close()
            smtp = "[smtp]\ntransport = smtp\nhost = 127.0.0.1\nport = %d\ntls = %s\n" % (sink.port, tls)
            world.settings = re.sub(r"\[smtp\].*?(?=\n\[|\Z)", smtp, before, flags=re.S)
            judge(tap, world.findings("transport"), fact, wanted, said, advice)
    world.settings = before


def store(tap, world):
    holder = subprocess.Popen(["python3", "-c",
                               "import sqlite3, sys\nc = sqlite3.connect (sys.argv[1], isolation_level=None)\n"
                               "c.execute ('BEGIN IMMEDIATE')\nprint ('held', flush=True)\nsys.stdin.read ()",
                               world.store],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        before = os.times().elapsed
        found = world.findings("store")
        took = os.times().elapsed - before
        hits = [one for one in found if one["finding"] == "error"]
        tap.ok(len(hits) == 1 and "process %d has held a transaction open" % holder.pid in hits[0]["detail"],
               "a store that another program keeps locked is told with its process", found)
        tap.ok(took < 8, "within a bounded time", took)
    finally:
        holder.communicate(b"")
    tap.same([one["finding"] for one in world.findings("store")], ["ok"], "when it lets go the store is well")
    library = world.findings("library")
    old = tuple(int(one) for one in re.search(r"SQLite (\S+?)[;,]?(\s|$)",
                                              library[0]["detail"])[1].split(".")) < (3, 51, 3)
    tap.same("no other program" in library[0]["detail"], old,
             "the library is named, and the care that an old one needs")


def files(tap, world):
    text = world.settings
    world.set("rules", "close_aftr = 7d")
    line = text[:text.index("[rules]")].count("\n") + 2
    found = world.findings("settings")
    tap.ok("postern.conf:%d: unknown setting \"close_aftr\" in [rules]; did you mean \"close_after\""
           % line in found[0]["detail"],
           "an unknown setting is told with file, line and the nearest name", found)
    world.settings = text
    templates = world.path("templates", "en")
    write(os.path.join(templates, "reply.txt"), "Hello\n\n{{nonsense}}\n")
    world.set("postern", "templates = " + os.path.dirname(templates))
    found = world.findings("templates")
    tap.ok(found[0]["finding"] == "warning" and "reply.txt:3:" in found[0]["detail"]
           and "nonsense" in found[0]["detail"],
           "an unknown field of a template is told with file and line", found)
    world.settings = text
    sender = world.findings("sender")[0]
    tap.ok(sender["finding"] == "notice" and "Agents" in sender["detail"] and "authserv_id" in sender["advice"],
           "without authserv_id a notice says what that costs", sender)
    os.chmod(world.path("state", "keys"), 0o640)
    keys = world.findings("keys")[0]
    tap.ok(keys["finding"] == "error" and "0600" in keys["advice"], "keys that others can read are an error", keys)
    os.chmod(world.path("state", "keys"), 0o600)


def owners(tap, world):
    if os.geteuid() != 0:
        tap.skip("owners", "giving files away needs root")
        return
    os.chown(world.store, 65534, -1)
    found = world.findings("owner")
    tap.ok(found and all(one["finding"] == "error" and "chown" in one["advice"] and world.store in one["detail"]
                         for one in found),
           "a file that belongs to another user than its folder is told with the command to run", found)
    os.chown(world.store, os.geteuid(), -1)
    world.put_program("postconf", POSTCONF % {"delimiter": "+", "size": "10240000", "newline": "yes", "time": "1000s",
                                              "recipients": "20",
                                              "service": "echo '%s'" % (LINE % ("nobody", world.spool))})
    judge(tap, [one for one in world.findings("mta") if "Exim" not in one["detail"]],
          "A pipe user who cannot write into the spool",
          "error", "every mail is deferred", "owner of the spool")
    world.put_program("postconf", NO_MTA)


def main():
    tap = Tap()
    with World() as world:
        for part in (files, owners, postfix, exim, real_postfix, servers, store):
            part(tap, world)
    return tap.end()


sys.exit(main())
