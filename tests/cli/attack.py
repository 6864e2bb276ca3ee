"""The desk as a relay for others' words (RULES J9, J10; THREATS T038): what an attack by mail makes us send, counted
in the outbox.  Prints TAP."""
import email.utils
import os
import sqlite3
import sys

import desk as lib
from tap import skip_all

WORDS = "Buy our pills at once."
COPIED = 18
NO_RATES = "[rules]\nrate_accept = 0\nburst = 0\nreply_delay = 0s\nreceipts_per_domain_hour = 1000"


def desk_with(authserv=""):
    """One that lets every mail in, so that what it sends is bounded by J9 and J10 alone."""
    desk = lib.Desk()
    desk.settings("reply_delay = 0s", "# above")
    desk.settings("[rules]", NO_RATES)
    if authserv:
        desk.settings("#authserv_id = mx.example.com", "authserv_id = %s\nreceived_by = %s" % (authserv, authserv))
    return desk


def attack(desk, count, sender, copied=0):
    """COUNT mails of SENDER, a pattern with the number of the mail, each with COPIED addresses of its own in Cc."""
    for i in range(count):
        address = sender % i if "%" in sender else sender
        others = ", ".join("v%d.%d@victim.test" % (i, j) for j in range(copied))
        extra = "Date: %s\n" % email.utils.formatdate() + ("Cc: %s\n" % others if others else "")
        desk.deliver(address, lib.mail(address, "%s.%d" % (address.split("@")[1], i), subject="Offer %d" % i,
                                       body=WORDS, extra=extra))
    desk.well("run")


def outbox(desk):
    with sqlite3.connect(os.path.join(desk.state, "postern.db")) as store:
        return store.execute("SELECT address, kind FROM outbox").fetchall()


def tickets(desk):
    with sqlite3.connect(os.path.join(desk.state, "postern.db")) as store:
        return store.execute("SELECT count(*) FROM ticket").fetchone()[0]


def outside(desk):
    return [address for address, _ in outbox(desk) if address != "ann@example.com"]


def copies(tap):
    desk = desk_with()
    attack(desk, 50, "mallory@evil.test", COPIED)
    tap.same(tickets(desk), 50, "50 mails of somebody unknown, each to %d others, open 50 tickets" % COPIED)
    tap.same([one for one in outside(desk) if one.endswith("@victim.test")], [],
             "J9: and none of the %d others is mailed" % (50 * COPIED))
    attack(desk, 1, "mallory@evil.test")
    found = [one for one in outside(desk) if one == "mallory@evil.test"]
    tap.ok(len(found) <= 1, "J10, B12: their author gets one receipt a day", found)
    desk.well("ticket", "reply", "1", "--as", "ann@example.com", "We do not buy.")
    desk.well("run")
    reached = {one for one in outside(desk) if one.endswith("@victim.test")}
    tap.same(len(reached), COPIED, "J9: what an agent answers reaches them all")
    desk.close()


def receipts(tap):
    desk = desk_with()
    desk.settings("[rules]", "[rules]\nreceipts_unproven = 1000")
    attack(desk, 60, "s%d@spread.test", COPIED)
    tap.same((tickets(desk), len(outside(desk)), len({one for one in outside(desk) if one.endswith("@spread.test")})),
             (60, 60, 60), "J9: 60 mails of 60 people make 60 receipts, one to each author")
    desk.close()


def forged(tap):
    desk = desk_with(authserv="mx.example.com")
    attack(desk, 300, "f%d@forged.test")
    tap.same((tickets(desk), len(outside(desk))), (300, 0),
             "J10: where results are trusted 300 forged senders get no receipt")
    desk.close()
    desk = desk_with()
    attack(desk, 300, "f%d@forged.test")
    tap.same((tickets(desk), len(outside(desk))), (300, 30),
             "J10: where they are not, receipts_unproven of them get one")
    desk.close()


def main():
    if not lib.is_testing():
        skip_all("needs a build with --enable-testing")
    tap = lib.Tap()
    copies(tap)
    receipts(tap)
    forged(tap)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
