"""The desk as a relay for others' words (RULES J9, J10; THREATS T038): what an attack by mail makes us send, counted
in the outbox.  Prints TAP."""
import email.utils
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import ANN, NO_RATES, Tap, World, skip_without_testing

WORDS = "Buy our pills at once."
COPIED = 18


def open_world(more=""):
    """One that lets every mail in, so that what it sends is bounded by J9 and J10 alone."""
    return World(NO_RATES + "receipts_per_domain_hour = 1000\n" + more)


def attack(world, count, sender, copied=0):
    """COUNT mails of SENDER, a pattern with the number of the mail, each with COPIED addresses of its own in Cc."""
    for i in range(count):
        address = sender % i if "%" in sender else sender
        others = ", ".join("v%d.%d@victim.test" % (i, j) for j in range(copied))
        extra = "Date: %s\n" % email.utils.formatdate() + ("Cc: %s\n" % others if others else "")
        world.deliver(address, subject="Offer %d" % i, body=WORDS, extra=extra)
    world.run()


def tickets(world):
    return world.count("SELECT count(*) FROM ticket")


def outside(world, domain=""):
    return [row[0] for row in world.rows("SELECT address FROM outbox") if row[0] != ANN and row[0].endswith(domain)]


def copies(tap):
    with open_world() as world:
        attack(world, 50, "mallory@evil.test", COPIED)
        tap.same(tickets(world), 50, "50 mails of somebody unknown, each to %d others, open 50 tickets" % COPIED)
        tap.same(outside(world, "@victim.test"), [], "J9: and none of the %d others is mailed" % (50 * COPIED))
        attack(world, 1, "mallory@evil.test")
        found = outside(world, "mallory@evil.test")
        tap.ok(len(found) <= 1, "J10, B12: their author gets one receipt a day", found)
        world.postern("ticket", "reply", "1", "--as", ANN, "We do not buy.")
        world.run()
        tap.same(len(set(outside(world, "@victim.test"))), COPIED, "J9: what an agent answers reaches them all")


def receipts(tap):
    with open_world("receipts_unproven = 1000") as world:
        attack(world, 60, "s%d@spread.test", COPIED)
        tap.same((tickets(world), len(outside(world)), len(set(outside(world, "@spread.test")))), (60, 60, 60),
                 "J9: 60 mails of 60 people make 60 receipts, one to each author")


def forged(tap):
    with open_world() as world:
        world.set("postern", "authserv_id = mx.example.com\nreceived_by = mx.example.com")
        attack(world, 300, "f%d@forged.test")
        tap.same((tickets(world), len(outside(world))), (300, 0),
                 "J10: where results are trusted 300 forged senders get no receipt")
    with open_world() as world:
        attack(world, 300, "f%d@forged.test")
        tap.same((tickets(world), len(outside(world))), (300, 30),
                 "J10: where they are not, receipts_unproven of them get one")


def main():
    skip_without_testing()
    tap = Tap()
    copies(tap)
    receipts(tap)
    forged(tap)
    return tap.end()


sys.exit(main())
