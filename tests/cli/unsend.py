"""What is taken back before anybody has it, and who leaves a ticket and comes back, by the links in the mails and by
command.  Prints TAP."""
import html
import os
import re
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import ANN, CARL, Tap, World, body, skip_without_testing

CARA = "cara@example.net"


def at(minutes):
    return "2026-03-02T%02d:%02d:00Z" % (12 + minutes // 60, minutes % 60)


def link(message, words):
    """The mailto link behind WORDS, which text and HTML must give alike; None if there is none."""
    in_text = re.search(re.escape(words) + r": (mailto:\S+)", body(message))
    page = message.get_body(("html",)).get_content()
    in_page = [html.unescape(to) for to, said in re.findall(r'<a href="(mailto:[^"]+)"[^>]*>([^<]+)</a>', page)
               if said == words]
    if not in_text or in_page != [in_text.group(1)]:
        return None
    return in_text.group(1)


def comments(world):
    return [(one["private"], one["text"].strip()) for one in world.ticket(1)["comments"]]


def copied(world):
    return [one["person"] for one in world.ticket(1)["people"] if one["relation"] == "cc"]


def fill(world):
    world.change("reply_delay = 0s", "reply_delay = 5m")
    world.deliver(CARL, body="It is dark.")
    world.run(now=at(0))
    world.postern("ticket", "assign", "1", ANN, now=at(0))
    world.postern("ticket", "cc", "1", "add", CARA, now=at(0))


def by_command(tap, world):
    said = world.postern("ticket", "reply", "1", "Wrong words.", now=at(1))
    number = re.search(r"^comment (\d+) waits 5m; postern ticket unsend (\d+) takes it back$", said, re.M)
    tap.ok(number and number.group(1) == number.group(2), "a reply that waits says how to take it back", said)
    number = number.group(1) if number else "2"
    tap.ok("comment %s  public" % number in world.postern("ticket", "show", "1"), "ticket show has its number, too")
    tap.ok("comment %s is mailed to nobody, and a note now" % number
           in world.postern("ticket", "unsend", number, now=at(2)), "ticket unsend takes it back")
    tap.same(comments(world)[-1], (True, "Wrong words."), "it is a note")
    world.run(now=at(10))
    tap.same([len(world.inbox(CARL)), len(world.inbox(CARA))], [1, 0], "and nobody is mailed but the receipt")
    tap.ok("taken back: comment %s is mailed to nobody" % number in world.postern("ticket", "log", "1"),
           "the log says so")
    again = world.attempt("ticket", "unsend", "#" + number, now=at(11))
    tap.ok(again.returncode and "it is a note already" in again.stderr, "a second time is refused", again.stderr)
    none = world.attempt("ticket", "unsend", "99", now=at(11))
    tap.ok(none.returncode and "there is no such comment" in none.stderr, "so is what there is not", none.stderr)


def by_mail(tap, world):
    before = len(world.inbox(ANN))
    world.postern("ticket", "reply", "1", "Buy a new one.", now=at(20))
    world.run(now=at(20))
    copy = world.inbox(ANN)[before:]
    tap.same([one["Subject"] for one in copy], ["[#1] Waits to be mailed: Printer"], "its author gets a copy at once")
    stop = link(copy[0], "Stop it") if copy else None
    tap.ok(stop, "with a link to stop it in text and HTML", copy and body(copy[0]))
    world.follow(stop, ANN)
    world.run(now=at(21))
    tap.same(comments(world)[-1], (True, "Buy a new one."), "the link makes it a note")
    world.run(now=at(40))
    tap.same([len(world.inbox(CARL)), len(world.inbox(CARA))], [1, 0], "and nobody is mailed")
    tap.ok("is mailed to nobody, and a note now" in body(world.inbox(ANN)[-1]), "its author hears that")


def too_late(tap, world):
    before = len(world.inbox(ANN))
    world.postern("ticket", "reply", "1", "Try again.", now=at(50))
    world.run(now=at(50))
    stop = link(world.inbox(ANN)[before], "Stop it")
    world.run(now=at(56))
    tap.same([len(world.inbox(CARL)), len(world.inbox(CARA))], [2, 1], "what nobody stops is mailed")
    world.follow(stop, ANN)
    world.run(now=at(57))
    said = body(world.inbox(ANN)[-1])
    tap.ok("not stopped: too late: it is mailed already to" in said and CARL in said and CARA in said,
           "who stops it too late is told who has it", said)
    tap.same(comments(world)[-1], (False, "Try again."), "and it stays public")
    refused = world.attempt("ticket", "unsend", "4", now=at(58))
    tap.ok(refused.returncode and "too late" in refused.stderr, "the command says the same", refused.stderr)


def leaving(tap, world):
    copy = world.inbox(CARA)[-1]
    field = (copy["List-Unsubscribe"] or "").strip()
    tap.ok(link(copy, "Leave this ticket"), "a copy has a link to leave", body(copy))
    tap.ok(field and re.match(r"<mailto:support\+\w+@example\.com\?subject=unsubscribe>$", field),
           "and a field for mail programs", field)
    tap.same(world.inbox(CARL)[-1]["List-Unsubscribe"], None, "the requester has none")
    world.follow(field.strip("<>"), "robot@provider.test")
    world.run(now=at(60))
    tap.same(copied(world), [], "blank mail to it, by whomever, takes them off")
    left = world.inbox(CARA)[-1]
    tap.ok("You have left ticket #1" in body(left), "they are told", body(left))
    back = link(left, "Get mail again")
    tap.ok(back, "with a link back")
    world.follow(back, "robot@provider.test")
    world.run(now=at(61))
    tap.same(copied(world), [], "which nobody else may use")
    world.follow(back, CARA)
    world.run(now=at(62))
    tap.same(len(copied(world)), 1, "they come back by it")
    tap.ok("You are on ticket #1 again" in body(world.inbox(CARA)[-1]), "and are told that")
    world.follow(link(world.inbox(CARA)[-1], "Leave this ticket"), CARA)
    world.run(now=at(63))
    tap.same(copied(world), [], "and leave by the other link")


def main():
    skip_without_testing()
    tap = Tap()
    with World() as world:
        fill(world)
        by_command(tap, world)
        by_mail(tap, world)
        too_late(tap, world)
        leaving(tap, world)
    return tap.end()


sys.exit(main())
