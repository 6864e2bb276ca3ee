"""What is taken back before anybody has it, and who leaves a ticket and comes back, by the links in the mails and by
command.  Prints TAP."""
import email
import email.policy
import html
import re
import sys
import urllib.parse

import desk as lib
from tap import skip_all

CARL, CARA, ANN = "carl@example.org", "cara@example.net", "ann@example.com"


def at(minutes):
    return "2026-03-02T%02d:%02d:00Z" % (12 + minutes // 60, minutes % 60)


def mails(desk, address):
    return [email.message_from_bytes(raw, policy=email.policy.default) for raw in desk.sent_to(address)]


def text(message):
    return message.get_body(("plain",)).get_content()


def link(message, words):
    """The mailto link behind WORDS, which text and HTML must give alike; None if there is none."""
    in_text = re.search(re.escape(words) + r": (mailto:\S+)", text(message))
    page = message.get_body(("html",)).get_content()
    in_page = [html.unescape(to) for to, said in re.findall(r'<a href="(mailto:[^"]+)"[^>]*>([^<]+)</a>', page)
               if said == words]
    if not in_text or in_page != [in_text.group(1)]:
        return None
    return in_text.group(1)


def follow(desk, url, sender, number=[100]):
    """Sends the mail that a mail program makes of a link, or of List-Unsubscribe."""
    one = urllib.parse.urlsplit(url)
    fields = dict(urllib.parse.parse_qsl(one.query))
    number[0] += 1
    address = urllib.parse.unquote(one.path)
    desk.deliver(sender, lib.mail(sender, number[0], subject=fields["subject"], body=fields.get("body", ""))
                 .replace("support@example.com", address), recipient=address)


def comments(desk):
    return [(one["private"], one["text"].strip()) for one in desk.json("ticket", "show", "1")["comments"]]


def copied(desk):
    return [one["person"] for one in desk.json("ticket", "show", "1")["people"] if one["relation"] == "cc"]


def fill(desk):
    desk.settings("reply_delay = 0s", "reply_delay = 5m")
    desk.deliver(CARL, lib.mail(CARL, 1, body="It is dark."))
    desk.well("run", now=at(0))
    desk.well("ticket", "assign", "1", ANN, now=at(0))
    desk.well("ticket", "cc", "1", "add", CARA, now=at(0))


def by_command(tap, desk):
    said = desk.well("ticket", "reply", "1", "Wrong words.", now=at(1))
    number = re.search(r"^comment (\d+) waits 5m; postern ticket unsend (\d+) takes it back$", said, re.M)
    tap.ok(number and number.group(1) == number.group(2), "a reply that waits says how to take it back", said)
    number = number.group(1) if number else "2"
    tap.ok("comment %s  public" % number in desk.well("ticket", "show", "1"), "ticket show has its number, too")
    tap.ok("comment %s is mailed to nobody, and a note now" % number
           in desk.well("ticket", "unsend", number, now=at(2)), "ticket unsend takes it back")
    tap.same(comments(desk)[-1], (True, "Wrong words."), "it is a note")
    desk.well("run", now=at(10))
    tap.same([len(mails(desk, CARL)), len(mails(desk, CARA))], [1, 0], "and nobody is mailed but the receipt")
    tap.ok("taken back: comment %s is mailed to nobody" % number in desk.well("ticket", "log", "1"),
           "the log says so")
    again = desk.run("ticket", "unsend", "#" + number, now=at(11))
    tap.ok(again.returncode and b"it is a note already" in again.stderr, "a second time is refused", again.stderr)
    none = desk.run("ticket", "unsend", "99", now=at(11))
    tap.ok(none.returncode and b"there is no such comment" in none.stderr, "so is what there is not", none.stderr)


def by_mail(tap, desk):
    before = len(mails(desk, ANN))
    desk.well("ticket", "reply", "1", "Buy a new one.", now=at(20))
    desk.well("run", now=at(20))
    copy = mails(desk, ANN)[before:]
    tap.same([one["Subject"] for one in copy], ["[#1] Waits to be mailed: Printer"], "its author gets a copy at once")
    stop = link(copy[0], "Stop it") if copy else None
    tap.ok(stop, "with a link to stop it in text and HTML", copy and text(copy[0]))
    follow(desk, stop, ANN)
    desk.well("run", now=at(21))
    tap.same(comments(desk)[-1], (True, "Buy a new one."), "the link makes it a note")
    desk.well("run", now=at(40))
    tap.same([len(mails(desk, CARL)), len(mails(desk, CARA))], [1, 0], "and nobody is mailed")
    tap.ok("is mailed to nobody, and a note now" in text(mails(desk, ANN)[-1]), "its author hears that")


def too_late(tap, desk):
    before = len(mails(desk, ANN))
    desk.well("ticket", "reply", "1", "Try again.", now=at(50))
    desk.well("run", now=at(50))
    stop = link(mails(desk, ANN)[before], "Stop it")
    desk.well("run", now=at(56))
    tap.same([len(mails(desk, CARL)), len(mails(desk, CARA))], [2, 1], "what nobody stops is mailed")
    follow(desk, stop, ANN)
    desk.well("run", now=at(57))
    said = text(mails(desk, ANN)[-1])
    tap.ok("not stopped: too late: it is mailed already to" in said and CARL in said and CARA in said,
           "who stops it too late is told who has it", said)
    tap.same(comments(desk)[-1], (False, "Try again."), "and it stays public")
    refused = desk.run("ticket", "unsend", "4", now=at(58))
    tap.ok(refused.returncode and b"too late" in refused.stderr, "the command says the same", refused.stderr)


def leaving(tap, desk):
    copy = mails(desk, CARA)[-1]
    field = (copy["List-Unsubscribe"] or "").strip()
    tap.ok(link(copy, "Leave this ticket"), "a copy has a link to leave", text(copy))
    tap.ok(field and re.match(r"<mailto:support\+\w+@example\.com\?subject=unsubscribe>$", field),
           "and a field for mail programs", field)
    tap.same(mails(desk, CARL)[-1]["List-Unsubscribe"], None, "the requester has none")
    follow(desk, field.strip("<>"), "robot@provider.test")
    desk.well("run", now=at(60))
    tap.same(copied(desk), [], "blank mail to it, by whomever, takes them off")
    left = mails(desk, CARA)[-1]
    tap.ok("You have left ticket #1" in text(left), "they are told", text(left))
    back = link(left, "Get mail again")
    tap.ok(back, "with a link back")
    follow(desk, back, "robot@provider.test")
    desk.well("run", now=at(61))
    tap.same(copied(desk), [], "which nobody else may use")
    follow(desk, back, CARA)
    desk.well("run", now=at(62))
    tap.same(len(copied(desk)), 1, "they come back by it")
    tap.ok("You are on ticket #1 again" in text(mails(desk, CARA)[-1]), "and are told that")
    follow(desk, link(mails(desk, CARA)[-1], "Leave this ticket"), CARA)
    desk.well("run", now=at(63))
    tap.same(copied(desk), [], "and leave by the other link")


def main():
    if not lib.is_testing():
        skip_all("built without --enable-testing")
    tap, desk = lib.Tap(), lib.Desk()
    try:
        fill(desk)
        by_command(tap, desk)
        by_mail(tap, desk)
        too_late(tap, desk)
        leaving(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
