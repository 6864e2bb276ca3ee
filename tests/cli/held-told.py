"""Held mail: who is told of it, how a mail lets it in or drops it, and when it is deleted.  Prints TAP."""
import datetime
import email
import email.policy
import re
import sqlite3
import sys
import urllib.parse

import desk as lib
from tap import skip_all

START = datetime.datetime.now(datetime.timezone.utc).replace(hour=23, minute=0, second=0, microsecond=0)
STRANGER = "erin@example.org"


def at(days, hours=0.0):
    """A time, so many days and hours from this evening: mail comes by the true clock."""
    return (START + datetime.timedelta(days=days, hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return "%s\n%s" % (message["Subject"], message.get_body(("plain",)).get_content())


def mails(desk, address="ann@example.com"):
    return [text(raw) for raw in desk.sent_to(address)]


def links(said, words):
    """Address, subject and body of the mailto links behind WORDS."""
    found = [urllib.parse.urlsplit(one) for one in re.findall(words + r": (mailto:\S+)", said)]
    return [(urllib.parse.unquote(one.path), dict(urllib.parse.parse_qsl(one.query)))
            for one in found]


def follow(desk, link, sender="ann@example.com", number=[100]):
    """Sends the mail that a mail program makes of LINK."""
    address, fields = link
    number[0] += 1
    desk.deliver(sender, lib.mail(sender, number[0], subject=fields["subject"], body=fields["body"])
                 .replace("support@example.com", address), recipient=address)


def held(desk):
    return [one["message"] for one in desk.json("held", "list")]


def robot(desk, number, subject):
    desk.deliver("robot@machine.test", lib.mail("robot@machine.test", number, subject=subject,
                                                extra="Auto-Submitted: auto-generated\n"))


def digest(tap, desk):
    robot(desk, 1, "Backup done")
    robot(desk, 2, "Backup failed")
    desk.well("run")
    tap.same(mails(desk), [], "what nobody waits for is not told at once")
    desk.well("run")
    tap.same(mails(desk), [], "nor before held_digest is over")
    desk.well("run", now=at(1))
    said = mails(desk)
    tap.same([len(said), said[0].count("robot@machine.test") if said else 0], [1, 2], "then one list tells of all")
    desk.well("run", now=at(1, 9))
    tap.same(len(mails(desk)), 1, "and nothing new is no mail")
    return said[0]


def asked(tap, desk, said):
    let_in, drop = links(said, "Let it in"), links(said, "Drop it")
    follow(desk, let_in[0])
    desk.well("run", now=at(1, 10))
    tap.same([one["title"] if "title" in one else one["subject"] for one in desk.json("ticket", "list")],
             ["Backup done"], "a link lets its mail in")
    follow(desk, let_in[0])
    follow(desk, drop[1])
    desk.well("run", now=at(1, 10.1))
    tap.same([len(desk.json("ticket", "list")), held(desk)], [1, []], "once; another drops one")
    follow(desk, drop[1])
    desk.well("run", now=at(1, 10.2))
    tap.same(held(desk), [], "a second time it is nothing")
    robot(desk, 3, "Backup odd")
    desk.well("run", now=at(1, 10.3))
    number = held(desk)
    follow(desk, let_in[1], sender=STRANGER)
    desk.well("run", now=at(1, 10.4))
    tap.same(sorted(held(desk))[:1], number, "a stranger with a link lets nothing in")


def expiry(tap, desk):
    desk.well("run", now=at(2))
    before = len(mails(desk))
    kept = held(desk)
    desk.well("run", now=at(3650))
    desk.well("run", now=at(2, 1))
    tap.same(held(desk), kept, "a clock that jumps deletes nothing")
    for day in range(3, 13):
        desk.well("run", now=at(day))
    said = mails(desk)[before:]
    tap.ok(len(said) == 1 and "will be deleted in three days" in said[0],
           "three days of service before its end it is told again", repr(said))
    tap.same(held(desk), kept, "and is there")
    for day in range(13, 16):
        desk.well("run", now=at(day))
    tap.same(held(desk), [], "then it is deleted")


def nobody(tap, desk):
    desk.well("person", "set", "ann@example.com", "--role", "light-agent")
    robot(desk, 9, "Unread")
    for day in range(16, 29):
        desk.well("run", now=at(day))
    desk.well("run", now=at(47))
    tap.same(len(held(desk)), 1, "what nobody is told of stays")
    said = [one["detail"] for one in desk.json("check", now=at(47))["findings"] if one["about"] == "held mail"]
    tap.same(said, ["there is nobody who can be told of held mail: it stays until somebody looks",
                    "1 held mails of which nobody was told"], "and postern check says so")


def clock(tap, desk):
    with sqlite3.connect(desk.state + "/postern.db") as store:
        store.execute("UPDATE outbox SET state = 0, settled_at = 0, tried_at = 0, due_at = ? "
                      "WHERE id = (SELECT max(id) FROM outbox)",
                      (int((START + datetime.timedelta(days=3650)).timestamp()) * 1000000,))
    before = len(desk.sent_to("ann@example.com"))
    desk.well("person", "set", "ann@example.com", "--role", "owner")
    desk.well("run", now=at(48))
    tap.ok(len(desk.sent_to("ann@example.com")) > before, "a row that is due in ten years is sent today")


def main():
    if not lib.is_testing():
        skip_all("built without --enable-testing")
    tap, desk = lib.Tap(), lib.Desk()
    desk.settings("[rules]\n", "[rules]\nunanswered_after = 0\n")
    try:
        said = digest(tap, desk)
        asked(tap, desk, said)
        expiry(tap, desk)
        nobody(tap, desk)
        clock(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
