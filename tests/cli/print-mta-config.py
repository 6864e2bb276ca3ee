"""postern print-mta-config: the lines for a mail server bear the paths and addresses of this installation."""
import os
import pwd
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import BUILT, Tap, World, write

SALES = "\n[mailbox sales]\naddress = Sales@example.net\n"
PARTS = {"postfix": ["master.cf", "main.cf", "postern_transport"], "exim": ["router", "transport"],
         "dovecot": ["dovecot.conf", "tmpfiles.conf", "postern.sieve"]}
ADDRESSES = ["support@example.com", "sales@example.net", "bounce@example.com"]


def lines(world, *words):
    printed = world.postern("print-mta-config", *words).splitlines()
    return [line.strip() for line in printed if not line.startswith("#")]


def every(tap, world):
    me, program = pwd.getpwuid(os.geteuid()).pw_name, os.path.join(BUILT, "postern-deliver")
    for server, names in PARTS.items():
        whole = world.postern("print-mta-config", server)
        tap.same("\n".join(world.postern("print-mta-config", server, name) for name in names), whole,
                 "%s: all parts are printed, or one" % server)
        tap.ok("%s --spool %s" % (program, world.spool) in whole and "user=%s" % me in whole.replace(" = ", "="),
               "with the program, the spool and its owner", whole)
        tap.ok(all(address in whole for address in ADDRESSES), "and every address", whole)
        tap.ok("@USER@" not in whole and "/var/lib/postern" not in whole, "nothing is left to be edited", whole)


def postfix(tap, world):
    tap.same([line.split() for line in lines(world, "postfix", "postern_transport")],
             [[address, "postern:"] for address in ADDRESSES], "Postfix: a line of the map for each address")
    tap.ok("recipient_delimiter = +" in lines(world, "postfix", "main.cf"), "Postfix: the delimiter")
    world.set("postern", "recipient_delimiter = -")
    tap.ok("recipient_delimiter = -" in lines(world, "postfix", "main.cf"), "Postfix: another delimiter")
    tap.ok("local_part_suffix = -*" in lines(world, "exim", "router"), "Exim, too")
    world.change("recipient_delimiter = -", "wildcard = yes")
    tap.ok("# wildcard = yes: " in world.postern("print-mta-config", "postfix", "postern_transport"),
           "that a wildcard wants more lines is said")
    world.change("wildcard = yes\n", "")


def takes(tap, world, name):
    """What Exim itself makes of the lines."""
    real = shutil.which("exim4") or shutil.which("exim")
    if not real:
        tap.skip(name, "Exim is not installed")
        return
    conf = write(world.path("exim.conf"), "begin routers\n%sbegin transports\n%s" % tuple(
        world.postern("print-mta-config", "exim", part) for part in PARTS["exim"]))
    taken = [address for address in (*ADDRESSES, "support+token@example.com", "support@example.net", "x@example.com")
             if subprocess.run([real, "-C", conf, "-bt", address], capture_output=True, check=False).returncode == 0]
    tap.same(taken, [*ADDRESSES, "support+token@example.com"], name)


def lmtp(tap, world):
    me = pwd.getpwuid(os.geteuid()).pw_name
    for place, hop, transport in (
            ("/run/postern/lmtp", "unix:/run/postern/lmtp",
             ["driver = lmtp", "socket = /run/postern/lmtp", "user = " + me, "batch_max = 100"]),
            ("127.0.0.1:2424", "inet:127.0.0.1:2424",
             ["driver = smtp", "protocol = lmtp", "hosts = <; 127.0.0.1", "port = 2424", "max_rcpt = 100"]),
            ("[::1]:2424", "inet:[::1]:2424", ["hosts = <; ::1", "port = 2424"])):
        before = world.settings
        world.set("postern", "lmtp = %s\nlmtp_mode = 0600\nlmtp_group = desk" % place)
        master = world.postern("print-mta-config", "postfix", "master.cf")
        tap.ok("10      lmtp\n" in master and "pipe" not in master, "lmtp = %s: Postfix starts its LMTP" % place,
               master)
        tap.ok("postern_destination_recipient_limit = 100" in lines(world, "postfix", "main.cf"),
               "with all recipients of a mail at once")
        tap.same([line.split() for line in lines(world, "postfix", "postern_transport")],
                 [[address, "postern:" + hop] for address in ADDRESSES], "and the map says where")
        found = lines(world, "exim", "transport")
        tap.ok(not set(transport + ["rcpt_include_affixes"]) - set(found), "Exim speaks LMTP and keeps the tokens",
               found)
        for server in PARTS:
            whole = world.postern("print-mta-config", server)
            tap.ok("lmtp_mode" in whole and "lmtp_group" in whole and not re.search("@[A-Z]+@", whole),
                   "%s: who may use the place is said" % server, whole)
            tap.ok(place[0] != "/" or server == "dovecot" or ("0600" in whole and "desk" in whole),
                   "%s: with mode and group" % server, whole)
            tap.same("\n".join(world.postern("print-mta-config", server, name) for name in PARTS[server]), whole,
                     "%s: each part is printed once, or alone" % server)
        takes(tap, world, "Exim takes mail for these addresses over %s, and no other" % place)
        world.settings = before
    for place in ("/run/a b", "example.com:24", "127.0.0.1"):
        before = world.settings
        world.set("postern", "lmtp = " + place)
        done = world.attempt("print-mta-config", "postfix")
        tap.ok(done.returncode and place in done.stderr and not done.stdout, "refused: lmtp = " + place, done.stderr)
        world.settings = before


def exim(tap, world):
    transport = lines(world, "exim", "transport")
    for line in ("temp_errors = *", "timeout_defer", "freeze_signal", "return_output = false", "use_shell = false",
                 "message_prefix =", "message_suffix ="):
        tap.ok(line in transport, "Exim: " + line, transport)
    takes(tap, world, "Exim takes mail for these addresses, and no other")


def dovecot(tap, world):
    script = world.postern("print-mta-config", "dovecot", "postern.sieve")
    tap.ok('"sales@example.net", "sales+*@example.net"' in script, "Dovecot: with and without a token", script)


def refused(tap, world):
    for words, status, said in ((["sendmail"], 64, "write postfix, exim or dovecot"),
                                (["exim", "main.cf"], 64, "there are router, transport"), ([], 64, "")):
        done = world.attempt("print-mta-config", *words)
        tap.ok(done.returncode == status and said in done.stderr and not done.stdout,
               "refused: print-mta-config %s" % " ".join(words), done.stderr)
    for address in ("a:b@example.com", "$x@example.com", "o'neil@example.com"):
        before = world.settings
        world.change("Sales@example.net", address)
        done = world.attempt("print-mta-config", "exim")
        tap.ok(done.returncode and address in done.stderr and not done.stdout,
               "an address that a mail server would read as something else: " + address, done.stderr)
        world.settings = before


def main():
    tap = Tap()
    with World() as world:
        world.settings += SALES
        for part in (every, postfix, exim, dovecot, lmtp, refused):
            part(tap, world)
    return tap.end()


sys.exit(main())
