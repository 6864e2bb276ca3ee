"""Held mail: who is told of it, how a mail lets it in or drops it, and when it is deleted.  Prints TAP."""
import datetime
import os
import re
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import ANN, Tap, World, body, skip_without_testing

START = datetime.datetime.now(datetime.timezone.utc).replace(hour=23, minute=0, second=0, microsecond=0)
STRANGER = "erin@example.org"


def at(days, hours=0.0):
    """A time, so many days and hours from this evening: mail comes by the true clock."""
    return (START + datetime.timedelta(days=days, hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def mails(world):
    return ["%s\n%s" % (one["Subject"], body(one)) for one in world.inbox(ANN)]


def links(said, words):
    return re.findall(words + r": (mailto:\S+)", said)


def held(world):
    return [one["message"] for one in world.held()]


def robot(world, subject):
    world.deliver("robot@machine.test", subject=subject, extra="Auto-Submitted: auto-generated\n")


def digest(tap, world):
    robot(world, "Backup done")
    robot(world, "Backup failed")
    world.run()
    tap.same(mails(world), [], "what nobody waits for is not told at once")
    world.run()
    tap.same(mails(world), [], "nor before held_digest is over")
    world.run(now=at(1))
    said = mails(world)
    tap.same([len(said), said[0].count("robot@machine.test") if said else 0], [1, 2], "then one list tells of all")
    world.run(now=at(1, 9))
    tap.same(len(mails(world)), 1, "and nothing new is no mail")
    return said[0]


def asked(tap, world, said):
    let_in, drop = links(said, "Let it in"), links(said, "Drop it")
    world.follow(let_in[0], ANN)
    world.run(now=at(1, 10))
    tap.same([one["subject"] for one in world.tickets()],
             ["Backup done"], "a link lets its mail in")
    world.follow(let_in[0], ANN)
    world.follow(drop[1], ANN)
    world.run(now=at(1, 10.1))
    tap.same([len(world.tickets()), held(world)], [1, []], "once; another drops one")
    world.follow(drop[1], ANN)
    world.run(now=at(1, 10.2))
    tap.same(held(world), [], "a second time it is nothing")
    robot(world, "Backup odd")
    world.run(now=at(1, 10.3))
    number = held(world)
    world.follow(let_in[1], STRANGER)
    world.run(now=at(1, 10.4))
    tap.same(sorted(held(world))[:1], number, "a stranger with a link lets nothing in")


def expiry(tap, world):
    world.run(now=at(2))
    before = len(mails(world))
    kept = held(world)
    world.run(now=at(3650))
    world.run(now=at(2, 1))
    tap.same(held(world), kept, "a clock that jumps deletes nothing")
    for day in range(3, 13):
        world.run(now=at(day))
    said = mails(world)[before:]
    tap.ok(len(said) == 1 and "will be deleted in three days" in said[0],
           "three days of service before its end it is told again", repr(said))
    tap.same(held(world), kept, "and is there")
    for day in range(13, 16):
        world.run(now=at(day))
    tap.same(held(world), [], "then it is deleted")


def nobody(tap, world):
    world.postern("person", "set", "ann@example.com", "--role", "light-agent")
    robot(world, "Unread")
    for day in range(16, 29):
        world.run(now=at(day))
    world.run(now=at(47))
    tap.same(len(held(world)), 1, "what nobody is told of stays")
    said = [one["detail"] for one in world.findings("held mail", now=at(47))]
    tap.same(said, ["there is nobody who can be told of held mail: it stays until somebody looks",
                    "1 held mails of which nobody was told"], "and postern check says so")


def clock(tap, world):
    world.execute("UPDATE outbox SET state = 0, settled_at = 0, tried_at = 0, due_at = ? "
                  "WHERE id = (SELECT max(id) FROM outbox)",
                  int((START + datetime.timedelta(days=3650)).timestamp()) * 1000000)
    before = len(world.inbox(ANN))
    world.postern("person", "set", "ann@example.com", "--role", "owner")
    world.run(now=at(48))
    tap.ok(len(world.inbox(ANN)) > before, "a row that is due in ten years is sent today")


def main():
    skip_without_testing()
    tap = Tap()
    with World("unanswered_after = 0") as world:
        said = digest(tap, world)
        asked(tap, world, said)
        expiry(tap, world)
        nobody(tap, world)
        clock(tap, world)
    return tap.end()


sys.exit(main())
