"""`kill -9` of postern serve at random moments while mail goes through: nothing is lost, nothing is told twice of one
thing."""
import os
import random
import re
import sys
import threading
import time
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from postfix import AUTHSERV, PostfixWorld, skip_without_postfix
from world import ANN, DESK, LONG, NO_RATES, Tap

MESSAGES = 2000 if LONG else 200
KILLS = 200 if LONG else 20
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 30)))
CUSTOMERS = [f"customer{i}@example.org" for i in range(40)]


def mail(i):
    m = EmailMessage()
    m["From"] = CUSTOMERS[i % len(CUSTOMERS)]
    m["To"] = DESK
    m["Subject"] = f"matter {i}"
    m["Message-ID"] = f"<m{i}@mail.example.org>"
    m.set_content(f"This is the text of message number {i}.\n")
    return m


def feed(world):
    """Hands the messages to postern-deliver as Postfix does, one process each: 75 means again."""
    head = (f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=example.org\n"
            f"Received: from mail.example.org by {AUTHSERV} with ESMTP; {format_datetime(localtime())}\n").encode()
    for i in range(MESSAGES):
        data = head + mail(i).as_bytes()
        while world.deliver(CUSTOMERS[i % len(CUSTOMERS)], data, check=False):
            time.sleep(0.01)
        time.sleep(random.random() * 0.02)


def main():
    skip_without_postfix()
    t = Tap()
    print(f"# seed {SEED}, {MESSAGES} messages, {KILLS} kills")
    random.seed(SEED)
    rules = NO_RATES + "receipts_per_sender_day = 1000\nreceipts_per_domain_hour = 100000\n"
    with PostfixWorld([ANN] + CUSTOMERS, rules) as world:
        feeder = threading.Thread(target=feed, args=(world,))
        world.start()
        feeder.start()
        for _ in range(KILLS):
            time.sleep(random.random() * 0.4)
            world.kill()
            world.start()
        feeder.join()
        world.settle(180)
        t.same(world.stop(), 0, "the last serve ends cleanly")
        judge(t, world)
    sys.exit(t.end())


def judge(t, world):
    t.same(world.rows("PRAGMA integrity_check"), [("ok",)], "integrity_check says ok")
    texts = [row[0] for row in world.rows("SELECT text FROM comment")]
    wanted = sorted(f"This is the text of message number {i}." for i in range(MESSAGES))
    t.same(sorted(x.strip() for x in texts), wanted, "every message is exactly one comment")
    check = world.attempt("check", "--full")
    t.ok(check.returncode == 0, "postern check --full finds every invariant held", check.stdout + check.stderr)
    rows = world.outbox("--all")
    t.same(len(rows), 2 * MESSAGES, "every ticket promised one receipt and one notice")
    states = {}
    for row in rows:
        states[row["state"]] = states.get(row["state"], 0) + 1
    t.same(states, {"sent": 2 * MESSAGES}, "every promise was kept")
    got = {}
    for person in world.people:
        for m in world.inbox(person):
            got.setdefault(str(m["Message-ID"]), []).append(person)
    t.same(len(got), 2 * MESSAGES, "every notification arrived, under one Message-ID a copy")
    t.ok(all(len(set(p)) == 1 for p in got.values()), "no Message-ID went to two people")
    doubles = sum(len(p) - 1 for p in got.values())
    t.ok(doubles <= KILLS * 64, "a mail is doubled only where its answer was lost by a kill")
    left = [*world.waiting(), *os.listdir(world.path("state", "spool", "poison"))]
    t.same(left, [], "spool and poison are empty")
    log = world.log()
    again = sum(int(n) for n in re.findall(r"outbox: (\d+) rows .*sent again", log))
    print(f"# {MESSAGES} messages, {KILLS} kills: 0 lost, {len(texts) - MESSAGES} doubled comments, "
          f"{again} rows sent again after a kill, {doubles} mails doubled")
    t.ok(doubles <= again, "no mail was doubled but those sent again after a kill")


main()
