"""Who is mailed what, and when: replies that wait, several in one mail, what was seen, status, tickets that stay
inside."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import ANN, CARL, Tap, World, body, is_testing


def at(minutes):
    return "2026-03-02T%02d:%02d:00Z" % (12 + minutes // 60, minutes % 60)


def texts(world, address):
    """The plain texts of the mails filed for ADDRESS."""
    return [(mail["Subject"], body(mail)) for mail in world.inbox(address)]


def fill(world):
    world.change("reply_delay = 0s", "reply_delay = 5m")
    world.postern("person", "add", "bert@example.com", "--name", "Bert Agent", "--role", "agent")
    world.deliver(CARL, subject="Printer", body="It is dark.")
    world.run(now=at(0))
    world.postern("ticket", "assign", "1", ANN, now=at(0))


def replies_that_wait(tap, world):
    world.empty_inboxes()
    world.postern("ticket", "reply", "1", "Pull the plug.", now=at(1))
    world.run(now=at(2))
    tap.same(texts(world, CARL), [], "a reply waits")
    world.postern("ticket", "reply", "1", "And put it back.", now=at(3))
    world.run(now=at(6))
    mails = texts(world, CARL)
    tap.same(len(mails), 1, "two replies within the time are one mail", mails)
    text = mails[0][1] if mails else ""
    tap.ok(0 <= text.find("Pull the plug.") < text.find("And put it back."), "with both texts, in their order", text)
    tap.same(world.run(now=at(20)).count("carl"), 0, "and nothing comes after it")
    tap.same(len(texts(world, CARL)), 1, "not even later")


def what_was_seen(tap, world):
    world.empty_inboxes()
    world.postern("ticket", "reply", "1", "Is it bright now?", now=at(30))
    world.postern("ticket", "seen", "1", CARL, now=at(31))
    world.run(now=at(40))
    tap.same(texts(world, CARL), [], "what was seen is not mailed")


def status(tap, world):
    world.empty_inboxes()
    world.postern("ticket", "status", "1", "solved", now=at(50))
    world.run(now=at(50))
    mails = texts(world, CARL)
    tap.ok(len(mails) == 1 and "solved" in mails[0][1], "a change of status is told at once", mails)


def inside(tap, world):
    world.empty_inboxes()
    world.postern("ticket", "new", "--requester", CARL, "--subject", "Factory", "--category",
                  "back-office",
                  "Ask them.", now=at(60))
    world.run(now=at(60))
    tap.same(texts(world, CARL), [], "a back-office ticket is not told its requester")
    tap.same(world.attempt("ticket", "reply", "2", "Secret").returncode, 77, "and nobody replies on it")
    world.postern("ticket", "set", "2", "shared", "yes", now=at(61))
    world.postern("ticket", "reply", "2", "It comes on Monday.", now=at(61))
    world.postern("ticket", "set", "2", "shared", "no", now=at(62))
    world.run(now=at(70))
    tap.same(texts(world, CARL), [], "a reply that waits is not sent when sharing ends")
    shown = world.outbox("--all")
    tap.ok(any(one["state"] == "dropped" and one["ticket"] == 2 for one in shown), "its row is dropped", shown)


def tracker(tap, world):
    world.empty_inboxes()
    world.postern("ticket", "status", "1", "open", now=at(80))
    world.postern("ticket", "new", "--requester", ANN, "--subject", "All", "--category", "tracker",
                  "Broken.",
                  now=at(80))
    world.postern("ticket", "link", "1", "3", now=at(80))
    world.run(now=at(81))
    world.empty_inboxes()
    world.postern("ticket", "status", "3", "pending", now=at(82))
    world.run(now=at(82))
    tap.same(world.ticket(1)["status"], "pending",
             "the status of a tracker becomes that of its tickets")
    tap.same(len(texts(world, CARL)), 1, "whose customers are told once")


def reminder(tap, world):
    world.change("reply_delay = 5m", "reply_delay = 5m\nsla_first_response = 1h")
    world.deliver("dora@example.net", subject="Slow", body="Nobody answers?")
    world.run(now=at(120))
    world.empty_inboxes()
    world.run(now=at(149))
    tap.same(texts(world, ANN), [], "nobody is reminded while there is time")
    world.run(now=at(151))
    mails = texts(world, ANN)
    tap.ok(len(mails) == 1 and "Not answered yet" in mails[0][0],
           "staff is reminded of a first answer that is nearly due", mails)
    world.run(now=at(155))
    tap.same(len(texts(world, ANN)), 1, "once")


def main():
    tap = Tap()
    with World() as world:
        if not is_testing():
            tap.skip("who is mailed what", "programs are built without --enable-testing")
        else:
            fill(world)
            for part in (replies_that_wait, what_was_seen, status, inside, tracker, reminder):
                part(tap, world)
    return tap.end()


sys.exit(main())
