"""Who is mailed what, and when: replies that wait, several in one mail, what was seen, status, tickets that stay
inside."""
import email
import email.policy
import os
import shutil
import sys

import desk as lib


def at(minutes):
    return "2026-03-02T%02d:%02d:00Z" % (12 + minutes // 60, minutes % 60)


def texts(desk, address):
    """The plain texts of the mails filed for ADDRESS."""
    found = []
    for raw in desk.sent_to(address):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        part = mail.get_body(("plain",))
        found.append((mail["Subject"], part.get_content().replace("\r\n", "\n")))
    return found


def forget(desk):
    """All mail so far is as if it had never come."""
    shutil.rmtree(os.path.join(desk.top, "sent"), ignore_errors=True)


def fill(desk):
    desk.settings("reply_delay = 0s", "reply_delay = 5m")
    desk.well("person", "add", "bert@example.com", "--name", "Bert Agent", "--role", "agent")
    desk.deliver("carl@example.org", lib.mail("carl@example.org", 1, subject="Printer", body="It is dark."))
    desk.well("run", now=at(0))
    desk.well("ticket", "assign", "1", "ann@example.com", now=at(0))


def replies_that_wait(tap, desk):
    forget(desk)
    desk.well("ticket", "reply", "1", "Pull the plug.", now=at(1))
    desk.well("run", now=at(2))
    tap.same(texts(desk, "carl@example.org"), [], "a reply waits")
    desk.well("ticket", "reply", "1", "And put it back.", now=at(3))
    desk.well("run", now=at(6))
    mails = texts(desk, "carl@example.org")
    tap.same(len(mails), 1, "two replies within the time are one mail", mails)
    text = mails[0][1] if mails else ""
    tap.ok(0 <= text.find("Pull the plug.") < text.find("And put it back."), "with both texts, in their order", text)
    tap.same(desk.well("run", now=at(20)).count("carl"), 0, "and nothing comes after it")
    tap.same(len(texts(desk, "carl@example.org")), 1, "not even later")


def what_was_seen(tap, desk):
    forget(desk)
    desk.well("ticket", "reply", "1", "Is it bright now?", now=at(30))
    desk.well("ticket", "seen", "1", "carl@example.org", now=at(31))
    desk.well("run", now=at(40))
    tap.same(texts(desk, "carl@example.org"), [], "what was seen is not mailed")


def status(tap, desk):
    forget(desk)
    desk.well("ticket", "status", "1", "solved", now=at(50))
    desk.well("run", now=at(50))
    mails = texts(desk, "carl@example.org")
    tap.ok(len(mails) == 1 and "solved" in mails[0][1], "a change of status is told at once", mails)


def inside(tap, desk):
    forget(desk)
    desk.well("ticket", "new", "--requester", "carl@example.org", "--subject", "Factory", "--category", "back-office",
              "Ask them.", now=at(60))
    desk.well("run", now=at(60))
    tap.same(texts(desk, "carl@example.org"), [], "a back-office ticket is not told its requester")
    tap.same(desk.run("ticket", "reply", "2", "Secret").returncode, 77, "and nobody replies on it")
    desk.well("ticket", "set", "2", "shared", "yes", now=at(61))
    desk.well("ticket", "reply", "2", "It comes on Monday.", now=at(61))
    desk.well("ticket", "set", "2", "shared", "no", now=at(62))
    desk.well("run", now=at(70))
    tap.same(texts(desk, "carl@example.org"), [], "a reply that waits is not sent when sharing ends")
    shown = desk.json("outbox", "list", "--all")
    tap.ok(any(one["state"] == "dropped" and one["ticket"] == 2 for one in shown), "its row is dropped", shown)


def tracker(tap, desk):
    forget(desk)
    desk.well("ticket", "status", "1", "open", now=at(80))
    desk.well("ticket", "new", "--requester", "ann@example.com", "--subject", "All", "--category", "tracker",
              "Broken.",
              now=at(80))
    desk.well("ticket", "link", "1", "3", now=at(80))
    desk.well("run", now=at(81))
    forget(desk)
    desk.well("ticket", "status", "3", "pending", now=at(82))
    desk.well("run", now=at(82))
    tap.same(desk.json("ticket", "show", "1")["status"], "pending",
             "the status of a tracker becomes that of its tickets")
    tap.same(len(texts(desk, "carl@example.org")), 1, "whose customers are told once")


def reminder(tap, desk):
    desk.settings("reply_delay = 5m", "reply_delay = 5m\nsla_first_response = 1h")
    desk.deliver("dora@example.net", lib.mail("dora@example.net", 2, subject="Slow", body="Nobody answers?"))
    desk.well("run", now=at(120))
    forget(desk)
    desk.well("run", now=at(149))
    tap.same(texts(desk, "ann@example.com"), [], "nobody is reminded while there is time")
    desk.well("run", now=at(151))
    mails = texts(desk, "ann@example.com")
    tap.ok(len(mails) == 1 and "Not answered yet" in mails[0][0],
           "staff is reminded of a first answer that is nearly due", mails)
    desk.well("run", now=at(155))
    tap.same(len(texts(desk, "ann@example.com")), 1, "once")


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        if not lib.is_testing():
            tap.skip("who is mailed what", "programs are built without --enable-testing")
        else:
            fill(desk)
            for part in (replies_that_wait, what_was_seen, status, inside, tracker, reminder):
                part(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
