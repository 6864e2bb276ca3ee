"""LMTP in postern serve (RFC 2033): mails come in whole, are answered one recipient at a time and only once they are
stored; what is hostile, slow or broken off harms nobody else.  Prints TAP."""
import os
import random
import signal
import smtplib
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from serving import ServingWorld
from world import DESK, LONG, NO_RATES, Tap, skip_without_testing, wait_for

KILLS = 500 if LONG else 12
SESSIONS = 10000 if LONG else 300


class Session:
    """One connection: lines said, and replies as a list of lines."""

    def __init__(self, world, hello=True):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(world.lmtp)
        self.lines = self.socket.makefile("rb")
        self.greeting = self.reply()
        if hello:
            self.say("LHLO test.example.org")

    def write(self, data):
        self.socket.sendall(data)

    def reply(self):
        """One reply, its lines without their ends."""
        lines = []
        while True:
            line = self.lines.readline()
            if not line:
                return lines or ["gone"]
            lines.append(line.decode().rstrip("\r\n"))
            if line[3:4] != b"-":
                return lines

    def say(self, line):
        self.write(line.encode() + b"\r\n")
        return self.reply()[-1]

    def begin(self, *recipients, sender="carla@customer.test"):
        self.say("MAIL FROM:<%s>" % sender)
        return [self.say("RCPT TO:<%s>" % one) for one in recipients or (DESK,)]

    def send(self, data, recipients=1):
        """DATA with its end; the replies."""
        self.say("DATA")
        self.write(data + b"\r\n.\r\n")
        return [self.reply()[-1] for _ in range(recipients)]

    def close(self):
        self.lines.close()
        self.socket.close()


def open_world():
    world = ServingWorld(NO_RATES, user="nobody")
    world.lmtp = world.path("state", "lmtp")
    world.set("postern", "lmtp = %s" % world.lmtp)
    return world


def started(world, **environment):
    world.start(**environment)
    wait_for(lambda: os.path.exists(world.lmtp), 20)
    return world


def mail(number, words="It does not print."):
    return ("From: c%d@customer.test\r\nTo: %s\r\nSubject: Mail %d\r\nMessage-ID: <l%d@customer.test>\r\n\r\n%s"
            % (number, DESK, number, number, words)).encode()


def says(tap, world):
    s = Session(world, hello=False)
    tap.ok(s.greeting[0].startswith("220 ") and "LMTP" in s.greeting[0], "the greeting says LMTP", s.greeting)
    tap.same([s.say(line)[:9] for line in ("EHLO x", "HELO x", "MAIL FROM:<a@b.test>", "LHLO")],
             ["500 5.5.1", "500 5.5.1", "503 5.5.1", "501 5.5.4"], "HELO and EHLO are no LMTP, and LHLO comes first")
    s.write(b"LHLO test.example.org\r\n")
    tap.same({line[4:].split(" ")[0] for line in s.reply()[1:]},
             {"PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING", "SIZE"},
               "LHLO lists what it knows")
    tap.same([s.say(line)[:9] for line in (
        "RCPT TO:<%s>" % DESK, "DATA", "MAIL FROM:a@b.test", "MAIL FROM:<a@b.test> AUTH=x",
          "MAIL FROM:<a@b.test> SIZE=x",
        "MAIL FROM:<a@b.test> SIZE=99999999999", "mail from:<a@b.test> size=10 body=8bitmime smtputf8",
          "MAIL FROM:<>",
        "DATA", "RCPT TO:<nobody@example.com>", "RCPT TO:<%s> NOTIFY=NEVER" % DESK, "RCPT TO:<@relay.test:%s>" % DESK,
        "VRFY ann", "NOOP", "RSET", "DATA", "FOO")],
             ["503 5.5.1", "503 5.5.1", "501 5.1.7", "555 5.5.4", "501 5.5.4", "552 5.3.4", "250 2.1.0", "503 5.5.1",
              "503 5.5.1", "550 5.1.1", "555 5.5.4", "250 2.1.5", "252 2.5.2", "250 2.0.0", "250 2.0.0", "503 5.5.1",
              "500 5.5.2"], "each verb in each state has its answer")
    tap.same(s.say("x" * 5000)[:9], "500 5.5.6", "a line without end is no command")
    tap.same(s.say("QUIT")[:9], "221 2.0.0", "QUIT is answered")
    tap.same(s.reply(), ["gone"], "and ends the session")
    s = Session(world)
    said = [s.say("NONSENSE") for _ in range(19)]
    s.write(b"NONSENSE\r\n")
    tap.same((set(said), [s.reply()[-1][:9] for _ in range(3)]),
             ({"500 5.5.2 No such command"}, ["500 5.5.2", "421 4.7.0", "gone"]),
             "who talks nothing but nonsense is sent away")
    s.close()


def takes(tap, world):
    s = Session(world)
    s.begin(DESK, "support+a@example.com")
    found = s.send(mail(1), 2)
    tap.same([one[:19] for one in found], ["250 2.0.0 Taken: ti"] * 2,
             "one mail to two addresses: two answers, one ticket")
    tap.same(world.subjects(), ["Mail 1"], "and it is there when they are said")
    s.begin()
    tap.same((s.send(mail(1))[0][:3], world.subjects(), world.count("SELECT count(*) FROM comment")),
             ("250", ["Mail 1"], 1), "the same mail again is taken and stored once")
    s.write(b"MAIL FROM:<c2@customer.test>\r\nRCPT TO:<%s>\r\nDATA\r\n" % DESK.encode())
    s.write(mail(2) + b"\r\n.\r\nMAIL FROM:<c3@customer.test>\r\nRCPT TO:<%s>\r\nDATA\r\n" % DESK.encode())
    codes = [s.reply()[-1][:3] for _ in range(7)]
    s.write(mail(3) + b"\r\n.\r\n")
    tap.same((codes, s.reply()[-1][:3]), (["250", "250", "354", "250", "250", "250", "354"], "250"),
             "commands that come before their answers (PIPELINING)")
    body = mail(4)
    s.begin()
    s.write(b"BDAT %d\r\n" % 40 + body[:40])
    first = s.reply()[-1][:3]
    s.write(b"BDAT %d LAST\r\n" % len(body[40:]) + body[40:])
    tap.same((first, s.reply()[-1][:19]), ("250", "250 2.0.0 Taken: ti"), "a mail in pieces (BDAT)")
    s.write(b"BDAT 6\r\nQUIT\r\n")
    tap.same(s.reply()[-1][:9], "503 5.5.1", "octets that nobody wants are no commands")
    tap.same(s.say("NOOP")[:3], "250", "and the session goes on")
    s.begin()
    s.send(mail(5, "..dots\r\n...\r\n..\r\n bare\nline\r\n"))
    text = world.rows("SELECT text FROM comment ORDER BY id DESC LIMIT 1")[0][0]
    tap.same(text.rstrip().split("\n")[:3], [".dots", "..", "."], "dots that stand for dots are taken away")
    s.close()


def smuggles(tap, world):
    """What other servers took for the end of a mail."""
    before = len(world.subjects())
    ends = (b"\n.\n", b"\r\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r", b"\r\n\0.\r\n", b"\r\n.\r\r\n", b"\r\r\n.\r\r\n")
    for number, end in enumerate(ends):
        s = Session(world)
        s.begin()
        inner = b"MAIL FROM:<evil@evil.test>\r\nRCPT TO:<%s>\r\nDATA\r\n%s\r\n." % (DESK.encode(), mail(900 + number))
        s.send(mail(100 + number) + end + inner)
        s.close()
    subjects = [one for one in world.subjects() if one.startswith("Mail 9")]
    tap.same((len(world.subjects()) - before, subjects), (len(ends), []),
             "%d ways to end a mail that are none: one mail each, and nothing smuggled" % len(ends))


def refuses(tap, world):
    s = Session(world)
    s.begin()
    s.say("DATA")
    for _ in range(70):
        s.write(b"x" * 65535 + b"\r\n")
    s.write(b".\r\n")
    tap.same(s.reply()[-1][:9], "552 5.3.4", "a mail that is larger than message_bytes is refused, whatever SIZE "
                                             "said")
    tap.same(s.begin("closed@example.com"), ["550 5.2.1 This mailbox takes no mail"],
             "so is a mailbox that is not enabled")
    s.close()


def breaks(tap, world):
    """The client goes away at every byte of a session."""
    text = (b"LHLO x\r\nMAIL FROM:<c7@customer.test>\r\nRCPT TO:<" + DESK.encode() + b">\r\nDATA\r\n"
            + mail(700) + b"\r\n.\r\nQUIT\r\n")
    before = len(world.subjects())
    for length in range(0, len(text), 1 if LONG else 3):
        s = Session(world, hello=False)
        s.write(text[:length])
        s.close()
    tap.ok(wait_for(lambda: Session(world).say("NOOP")[:3] == "250"),
           "a client that goes away at any byte harms nobody")
    tap.ok(len(world.subjects()) - before <= 1, "and leaves no half of a mail", world.subjects())


def fuzz(tap, world):
    seed = int(os.environ.get("POSTERN_SEED", "7"))
    words = [b"LHLO x\r\n", b"MAIL FROM:<a@b.test>\r\n", b"RCPT TO:<%s>\r\n" % DESK.encode(), b"DATA\r\n",
             b"BDAT 5\r\n",
             b"BDAT 3 LAST\r\n", b"\r\n.\r\n", b".", b"\r\n", b"\n", b"\r", b"RSET\r\n", b"QUIT\r\n", b"\0",
               b"\xff" * 9,
             b"x" * 3000, b"BDAT -1\r\n", b"BDAT 99999999999999999999 LAST\r\n",
               b"MAIL FROM:<\"a>b\"@c.test> SIZE=1\r\n"]
    for number in range(SESSIONS):
        chance = random.Random(seed * 100000 + number)
        s = Session(world, hello=False)
        try:
            s.write(b"".join(chance.choice(words) for _ in range(chance.randint(1, 40))))
        except OSError:
            pass  # it has ended the session
        s.close()
    s = Session(world)
    s.begin()
    tap.same(s.send(mail(800))[0][:3], "250", "%d sessions of nonsense, seed %d: it goes on" % (SESSIONS, seed))
    s.close()


def crowds(tap, world):
    """200 sessions at once, of which ten are slow."""
    slow = [Session(world) for _ in range(10)]
    for s in slow:
        s.begin()
        s.say("DATA")
    codes = []

    def one(number):
        s = Session(world)
        s.begin()
        codes.append(s.send(mail(number))[0][:3])
        s.close()
    threads = [threading.Thread(target=one, args=(2000 + number,)) for number in range(180)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.same((len(codes), set(codes)), (180, {"250"}),
             "180 sessions at once beside ten slow ones: each mail is taken")
    tap.ok(time.monotonic() - begun < 120, "and nobody waits for the slow ones")
    for number, s in enumerate(slow):
        s.write(mail(3000 + number) + b"\r\n.\r\n")
    tap.same({s.reply()[-1][:3] for s in slow}, {"250"}, "who are taken when they come to an end")
    for s in slow:
        s.close()


def kills(tap, world):
    """kill -9 while mails come: what was acknowledged is there, once."""
    acknowledged, number = set(), 10000
    chance = random.Random(11)

    def push():
        nonlocal number
        try:
            s = Session(world)
            while True:
                number += 1
                mine = number
                s.begin()
                if s.send(mail(mine))[0].startswith("250"):
                    acknowledged.add("Mail %d" % mine)
        except OSError:
            pass
    for _ in range(KILLS):
        threads = [threading.Thread(target=push) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.02, 0.4))
        world.kill()
        for thread in threads:
            thread.join()
        os.unlink(world.lmtp)
        started(world)
    found = [one for one in world.subjects() if int(one.split()[1]) > 10000]
    tap.same((acknowledged - set(found), len(found) - len(set(found))), (set(), 0),
             "kill -9 at %d moments: of %d mails that were acknowledged none is lost, none is there twice"
             % (KILLS, len(acknowledged)))


def main():
    skip_without_testing()
    tap = Tap()
    with open_world() as world:
        world.change("[mailbox support]", "[limits]\nmessage_bytes = 4MiB\n\n[mailbox closed]\n"
                     "address = closed@example.com\nenabled = no\n\n[mailbox support]")
        started(world)
        for step in (says, takes, smuggles, refuses, breaks, fuzz, crowds, kills):
            step(tap, world)
        s = Session(world)
        s.begin()
        world.signal(signal.SIGTERM)
        time.sleep(0.2)
        tap.same(s.reply()[-1][:9], "421 4.3.2", "a session without a mail under way is ended with the service")
        s.close()
        tap.same(world.wait(), 0, "which ends well")
        tap.same(world.traces(), [], "and met no fault of its own")
    return tap.end()


sys.exit(main())
