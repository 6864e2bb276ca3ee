"""The desk as a relay for others' words (RULES J9, J10; THREATS T038): what an attack by mail makes us send, counted
in the outbox.  Prints TAP."""
import email.utils
import os
import sys
import time

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import ANN, LONG, NO_RATES, Tap, World, body, parse, skip_without_testing, stamp

WORDS = "Buy our pills at once."
COPIED = 18
HOURS = 168 if LONG else 6
START = time.time()
BOB = "bob@example.com"


def at(hours):
    return stamp(START + 3600 * hours)


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


def begun(world, address):
    """When each mail to ADDRESS was begun, in hours."""
    return [row[0] / 3.6e9 for row in world.rows("SELECT tried_at FROM outbox WHERE address LIKE ? AND tried_at > 0",
                                                 address)]


def most_in_an_hour(times):
    return max(sum(1 for one in times if first <= one < first + 1) for first in times)


def told(world, address):
    """How many comments are in the mails that ADDRESS got, alone or in a list."""
    return len(world.rows(
        "SELECT comment FROM outbox WHERE address = ?1 AND state = 2 AND comment IS NOT NULL UNION SELECT c.comment "
        "FROM outbox o JOIN outbox_comment c ON c.outbox = o.id WHERE o.address = ?1 AND o.state = 2", address))


def claims(tap, sender, agent):
    """200 mails that name ticket 1, which bob has, and that nothing proves."""
    who = sender.replace("%d", "many")
    with open_world() as world:
        world.set("postern", "authserv_id = mx.example.com\nreceived_by = mx.example.com")
        world.postern("person", "add", BOB, "--role", "agent")
        world.deliver("carla@customer.test", subject="My printer")
        world.run(now=at(0))
        world.postern("ticket", "assign", "1", BOB, "--as", ANN, now=at(0))
        world.run(now=at(0))
        before = len(begun(world, agent)), told(world, agent)
        for i in range(200):
            world.deliver(sender % i if "%" in sender else sender, subject="Re: [#1] My printer",
                          body="Pay bill %d." % i)
        for step in range(16):
            world.run(now=at(1.5 + step / 4))
        times = begun(world, agent)[before[0]:]
        tap.ok(most_in_an_hour(times) <= 10,
               "J10: 200 forged [#1] mails of %s make at most 10 mails an hour to an agent" % who, times)
        tap.same(told(world, agent) - before[1], 200, "J10: and the agent is told of each, by a list of the rest")
        lists = [body(mail) for mail in world.inbox(agent) if mail["Subject"] == "190 mails in one list"]
        tap.same([(text.count("Pay bill"), text.count("Note: mailto:support+")) for text in lists], [(190, 190)],
                 "J10: which is one mail, with the words of each and a way to answer it")


class Attacked:
    """Strangers who were answered once write 60 mails an hour to five others.  Meanwhile dora, a customer, and her
    colleague eve write and are answered."""

    def __init__(self, world):
        self.world, self.number, self.late = world, 0, []
        for requester, others in (("a0@evil.test", ["a%d@evil.test" % i for i in range(1, 6)]),
                                  ("dora@customer.test", ["eve@customer.test"])):
            world.deliver(requester, subject="Case", extra="Cc: %s\n" % ", ".join(others))
            world.run(now=at(0))
            world.postern("ticket", "reply", str(len(world.tickets("--all"))), "We look at it.", now=at(0))
            world.run(now=at(0))
            for one in others:
                self.says(one, "I am here, too.")
        world.run(now=at(0))

    def says(self, address, words):
        """ADDRESS answers the last mail that came to them."""
        self.number += 1
        self.world.answer(parse(self.world.files(address)[-1]), address, "%s %d" % (words, self.number))

    def hour(self, hour):
        world = self.world
        for _ in range(60):
            self.says("a0@evil.test", WORDS)
        world.run(now=at(hour))
        self.says("dora@customer.test", "Dora says %d." % hour)
        world.postern("ticket", "reply", "2", "Answer of hour %d." % hour, now=at(hour + 0.1))
        world.run(now=at(hour + 0.2))
        answer = "Answer of hour %d." % hour
        for address, words in (("eve@customer.test", "Dora says %d." % (hour - 1)), ("dora@customer.test", answer),
                               ("eve@customer.test", answer)):
            if not any(words in body(parse(name)) for name in world.files(address)[-6:]):
                self.late.append((hour, address, words))


def week(tap):
    with open_world() as world:
        attacked = Attacked(world)
        attacked.says("dora@customer.test", "Dora says 0.")
        for hour in range(1, HOURS + 1):
            attacked.hour(hour)
        tap.same(attacked.late, [], "J10: in %d hours of attack customers get every answer at once, and each other's "
                 "words within the hour" % HOURS)
        most = most_in_an_hour(begun(world, "%@evil.test"))
        tap.ok(most <= 206, "J10: outside_mail bounds what the attackers make the desk send in an hour", most)
        owner = [mail for mail in world.inbox(ANN) if "mails to people outside wait" in mail["Subject"]]
        tap.ok(1 <= len(owner) <= HOURS // 24 + 1, "J10: the owner is told that mail waits, once a day", len(owner))
        waits = [row for row in world.outbox("--state", "due") if "outside_mail" in (row["answer"] or "")]
        tap.ok(0 < len(waits) <= 5, "J10: one mail a person waits, with the reason in outbox list", len(waits))
        found = [one["detail"] for one in world.findings("outbox", now=at(HOURS + 0.3))]
        tap.ok(any("mails to people outside wait" in text for text in found), "J10: check says so", found)


def main():
    skip_without_testing()
    tap = Tap()
    copies(tap)
    receipts(tap)
    forged(tap)
    claims(tap, "carla@customer.test", BOB)
    claims(tap, "f%d@forged.test", ANN)
    week(tap)
    return tap.end()


sys.exit(main())
