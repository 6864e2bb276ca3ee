"""`kill -9` of postern serve at random moments while mail goes through: nothing is lost, nothing is told twice of one
thing."""
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from email.message import EmailMessage
from email.utils import format_datetime, localtime

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import AUTHSERV, Desk, Tap, skip_without_postfix

DESK, ANN = "support@example.com", "ann@example.com"
LONG = os.environ.get("POSTERN_LONG") == "1"
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


def feed(desk):
    """Hands the messages to postern-deliver as Postfix does, one process each: 75 means again."""
    head = (f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=example.org\n"
            f"Received: from mail.example.org by {AUTHSERV} with ESMTP; {format_datetime(localtime())}\n").encode()
    for i in range(MESSAGES):
        data = head + mail(i).as_bytes()
        while subprocess.run(["setpriv", f"--reuid={desk.uid}", f"--regid={desk.gid}", "--clear-groups", "--",
                              desk.path("bin", "postern-deliver"), "--spool", desk.path("state", "spool"), "-f",
                              CUSTOMERS[i % len(CUSTOMERS)], "--", DESK], input=data, capture_output=True).returncode:
            time.sleep(0.01)
        time.sleep(random.random() * 0.02)


def main():
    skip_without_postfix()
    t = Tap()
    print(f"# seed {SEED}, {MESSAGES} messages, {KILLS} kills")
    random.seed(SEED)
    rules = "rate_accept = 0\nburst = 0\nreceipts_per_sender_day = 1000\nreceipts_per_domain_hour = 100000\n"
    with Desk([ANN] + CUSTOMERS, rules) as desk:
        desk.postern("person", "add", ANN, "--name", "Ann Agent", "--role", "owner")
        feeder = threading.Thread(target=feed, args=(desk,))
        desk.start()
        feeder.start()
        for _ in range(KILLS):
            time.sleep(random.random() * 0.4)
            desk.kill()
            desk.start()
        feeder.join()
        desk.settle(180)
        t.same(desk.stop(), 0, "the last serve ends cleanly")
        judge(t, desk)
    sys.exit(t.end())


def judge(t, desk):
    with sqlite3.connect(desk.path("state", "postern.db")) as db:
        t.same(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check says ok")
        texts = [row[0] for row in db.execute("SELECT text FROM comment")]
    wanted = sorted(f"This is the text of message number {i}." for i in range(MESSAGES))
    t.same(sorted(x.strip() for x in texts), wanted, "every message is exactly one comment")
    check = desk.postern("check", "--full", check=False)
    t.ok(check.returncode == 0, "postern check --full finds every invariant held", check.stdout + check.stderr)
    rows = json.loads(desk.postern("outbox", "list", "--all", "--json").stdout)
    rows = rows["outbox"] if isinstance(rows, dict) else rows
    t.same(len(rows), 2 * MESSAGES, "every ticket promised one receipt and one notice")
    states = {}
    for row in rows:
        states[row["state"]] = states.get(row["state"], 0) + 1
    t.same(states, {"sent": 2 * MESSAGES}, "every promise was kept")
    got = {}
    for person in desk.people:
        for m in desk.inbox(person):
            got.setdefault(str(m["Message-ID"]), []).append(person)
    t.same(len(got), 2 * MESSAGES, "every notification arrived, under one Message-ID a copy")
    t.ok(all(len(set(p)) == 1 for p in got.values()), "no Message-ID went to two people")
    doubles = sum(len(p) - 1 for p in got.values())
    t.ok(doubles <= KILLS * 64, "a mail is doubled only where its answer was lost by a kill")
    left = os.listdir(desk.path("state", "spool", "new")) + os.listdir(desk.path("state", "spool", "poison"))
    t.same(left, [], "spool and poison are empty")
    log = desk.servelog()
    again = sum(int(n) for n in re.findall(r"outbox: (\d+) rows .*sent again", log))
    print(f"# {MESSAGES} messages, {KILLS} kills: 0 lost, {len(texts) - MESSAGES} doubled comments, "
          f"{again} rows sent again after a kill, {doubles} mails doubled")
    t.ok(doubles <= again, "no mail was doubled but those sent again after a kill")


main()
