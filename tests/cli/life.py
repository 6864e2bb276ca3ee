"""The life of a ticket by command: closing, follow-ups, merging, deleting, fields, lists, and what programs may."""
import json
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import CARL, Tap, World, reply_to

TABLES = ("ticket", "ticket_person", "comment", "event", "link", "known_id", "outbox", "message")


def rows_of(world, ticket):
    """Every row of TICKET as the store holds it, to the byte."""
    found = {}
    for table in TABLES:
        key = "id" if table == "ticket" else "ticket"
        order = "" if table in ("ticket_person", "link") else " ORDER BY rowid"
        found[table] = world.rows("SELECT * FROM %s WHERE %s = ?%s" % (table, key, order), ticket)
    return found


def refused(tap, world, fact, why, *words):
    done = world.attempt(*words)
    tap.ok(done.returncode == 77 and why in done.stderr, fact,
           "%d %s" % (done.returncode, done.stderr))


def numbers(world, *words):
    return sorted(one["ticket"] for one in world.tickets(*words))


def fill(world):
    world.postern("person", "add", "bert@example.com", "--name", "Bert Agent", "--role", "agent")
    for n, address in enumerate(("carl@example.org", "dora@example.net", "carl@example.org"), 1):
        world.deliver(address, subject="Matter %d" % n, body="First line of %d.\n\nMore of it." % n)
    world.run()
    world.postern("ticket", "assign", "1", "bert@example.com")


def fields(tap, world):
    tap.same(world.postern("ticket", "set", "1", "priority", "high"), "ticket #1, 0 mails to send\n",
             "set sets the priority")
    world.postern("ticket", "set", "1", "type", "incident")
    world.postern("ticket", "set", "1", "subject", "Printer on fire")
    world.postern("ticket", "tag", "1", "add", "Laser", "office")
    world.postern("ticket", "tag", "1", "remove", "office")
    world.postern("ticket", "field", "1", "room=12 b")
    shown = world.ticket(1)
    tap.same([shown[name] for name in ("priority", "type", "subject", "tags", "custom")],
             ["high", "incident", "Printer on fire", "laser", "room=12 b"], "and so do set, tag and field")
    tap.same(world.attempt("ticket", "set", "1", "colour", "red").returncode, 64,
             "a field that does not exist is a mistake in usage")
    tap.same(world.attempt("ticket", "set", "1", "priority", "huge").returncode, 64,
             "so is a priority that does not exist")
    tap.same(world.attempt("ticket", "tag", "1", "drop", "laser").returncode, 64,
             "and another word than add and remove")
    tap.same(world.attempt("ticket", "field", "1", "room").returncode, 64, "and a field without a value")
    refused(tap, world, "a tag is a word", "a tag is a word", "ticket", "tag", "1", "add", "no,comma")
    refused(tap, world, "an agent does not change the requester", "agents_may_change_requester",
            "ticket", "set", "1", "requester", "dora@example.net", "--as", "bert@example.com")
    log = world.postern("ticket", "log", "1")
    tap.ok(all(words in log for words in ("ticket opened", "assigned to Bert Agent", "priority set to high",
                                          "tags are now laser", "subject changed to Printer on fire")),
           "log tells it in words", log)
    words = [one["words"] for one in world.json("ticket", "log", "1")]
    tap.ok("priority set to high" in words and all(words), "and with --json", words)


def closing(tap, world):
    said = world.postern("ticket", "status", "1", "closed")
    tap.ok("now solved" in said, "a command to close solves, and says so", said)
    done = json.loads(world.attempt("ticket", "status", "1", "closed", "--api").stdout)
    tap.same((done["ticket"], done["status"], done["followup_of"]), (1, "closed", None), "a program closes")
    shown = world.ticket(1)
    tap.same((shown["status"], shown["public_status"]), ("closed", "solved"), "people outside read solved")
    refused(tap, world, "nobody reopens it", "the ticket is closed", "ticket", "status", "1", "open")
    refused(tap, world, "nor a program", "the ticket is closed", "ticket", "status", "1", "open", "--api")
    refused(tap, world, "nobody replies to it", "the ticket is closed", "ticket", "reply", "1", "More")
    refused(tap, world, "nobody sets its priority", "the ticket is closed", "ticket", "set", "1", "priority", "low")
    tap.same(world.attempt("ticket", "set", "1", "priority", "low", "--api").returncode, 0, "but a program does")
    world.set("rules", "admin_edit_closed = yes")
    tap.same(world.attempt("ticket", "tag", "1", "add", "old").returncode, 0,
             "and with admin_edit_closed an owner sets tags")
    refused(tap, world, "an agent does not", "the ticket is closed", "ticket", "tag", "1", "add", "x", "--as",
            "bert@example.com")
    refused(tap, world, "no ticket begins as closed", "no ticket begins as closed", "ticket", "new", "--api",
            "--requester",
            "carl@example.org", "--subject", "s", "--status", "closed", "text")
    new = json.loads(world.attempt("ticket", "new", "--api", "--requester", "carl@example.org", "--subject",
                                   "By phone",
                                   "--status", "solved", "It is done.").stdout)
    tap.same((new["ticket"], new["status"]), (4, "solved"), "one may begin as solved")


def followups(tap, world):
    refused(tap, world, "an open ticket has no follow-up", "the ticket is not closed", "ticket", "followup", "2",
            "Again")
    world.run()
    before = rows_of(world, 1)
    said = world.postern("ticket", "followup", "1", "It burns again.\nBadly.", "--as", "bert@example.com")
    tap.ok(said.startswith("ticket #5, follow-up to #1, "), "followup names both tickets", said)
    shown = world.ticket(5)
    tap.same([shown[name] for name in ("subject", "followup_of", "channel", "priority", "tags", "custom",
                                       "requester_label", "type")],
             ["Printer on fire (follow-up to #1)", 1, "closed-ticket", "low", "laser old", "room=12 b",
              "carl@example.org", "none"],
             "it takes over what followup_copy says, and no type")
    tap.same(shown["summary"], "Follow-up to #1. It burns again. Badly.",
             "its summary names the closed ticket and begins as its text")
    tap.ok("follow-up of" in world.postern("ticket", "show", "5"), "it leads back to it")
    done = json.loads(world.attempt("ticket", "followup", "1", "By program", "--api", "--requester",
                                    "dora@example.net").stdout)
    shown = world.ticket(done["ticket"])
    tap.same((done["followup_of"], shown["requester_label"]), (1, "carl@example.org"),
             "a program learns the parent, and does not choose the requester")
    tap.same(rows_of(world, 1), before, "the closed ticket is what it was, to the byte")
    world.deliver(CARL, recipient=reply_to(world.inbox(CARL)[0]), subject="Re: Matter", body="Still burning.")
    world.run()
    newest = max(numbers(world))
    shown = world.ticket(newest)
    tap.same((shown["followup_of"], shown["subject"]), (1, "Printer on fire (follow-up to #1)"),
             "an answer by mail is a follow-up, too")
    tap.same(rows_of(world, 1), before, "and leaves the closed ticket as it was, to the byte")


def lists(tap, world):
    tap.same(numbers(world, "--closed"), [1], "closed tickets stand apart")
    tap.ok(1 not in numbers(world) and 1 in numbers(world, "--all"), "and in the list only with --all")
    tap.same(numbers(world, "--status", "closed"), [1], "--status closed is the same list")
    tap.same(numbers(world, "--tag", "laser", "--status", "open"),
             numbers(world, "--channel", "closed-ticket", "--priority", "low"),
             "follow-ups are found by tag and status, by channel and priority")
    tap.same(numbers(world, "--channel", "command"), [4], "--channel command")
    tap.same(numbers(world, "--requester", "dora@example.net"), [2], "--requester")
    tap.same(numbers(world, "--requester", "dora@example.net", "--channel", "command"), [], "filters are combined")
    tap.same(numbers(world, "--division", "none"), numbers(world), "--division none")
    tap.same(world.attempt("ticket", "list", "--division", "nowhere").returncode, 65, "a division that is not there")
    world.postern("ticket", "note", "2", "I watch it.", "--as", "bert@example.com")
    tap.same(numbers(world, "--following", "--as", "bert@example.com"), [2],
             "--following lists what an agent follows")
    tap.same(numbers(world, "--following", "--as", "bert@example.com", "--assignee", "none", "--mailbox", "support"),
             [2],
             "together with others")
    tap.same(numbers(world, "--following"), [], "and another agent's is his own")
    tap.same(world.attempt("ticket", "list", "--channel", "pigeon").returncode, 64,
             "a channel that does not exist is a mistake in usage")


def merging(tap, world):
    said = world.postern("ticket", "merge", "3", "2", "--public", "there", "--text", "One matter.")
    tap.ok(said.startswith("ticket #2, "), "merge names the ticket that is left", said)
    lost, kept = world.ticket(3), world.ticket(2)
    tap.same((lost["status"], lost["tags"], lost["merged_into"]), ("closed", "closed_by_merge", 2),
             "the other one is closed and tagged")
    tap.same([(one["relation"], one["label"]) for one in kept["people"] if one["relation"] == "cc"],
             [("cc", "carl@example.org")],
             "its requester is a CC now")
    last = kept["comments"][-1]
    tap.ok(not last["private"] and last["text"].startswith("One matter.\n\nTicket #3 was merged into this one.")
           and "First line of 3." in last["text"], "the last public comment travels", last["text"])
    tap.same(lost["comments"][-1]["private"], True, "the side that was not named stays private")
    refused(tap, world, "nothing is merged into a closed ticket", "that ticket is closed", "ticket", "merge", "2",
            "1")
    refused(tap, world, "nor into a merged one", "merged into another one", "ticket", "merge", "4", "3")
    tap.same(world.attempt("ticket", "merge", "2", "4", "--public", "everywhere").returncode, 64,
             "--public has four words")


def deleting(tap, world):
    refused(tap, world, "an agent deletes nothing", "only admins and owners", "ticket", "delete", "2", "--as",
            "bert@example.com")
    due = [one["row"] for one in world.outbox() if one["ticket"] == 2]
    world.postern("ticket", "delete", "2")
    left = [one["row"] for one in world.outbox() if one["ticket"] == 2]
    tap.ok(due and not left, "delete drops what was not sent yet", (due, left))
    tap.ok(2 not in numbers(world, "--all"), "and no list shows the ticket")
    refused(tap, world, "it is deleted once", "the ticket is deleted", "ticket", "delete", "2")
    world.postern("check", "--full")


def main():
    tap = Tap()
    with World() as world:
        fill(world)
        for part in (fields, closing, followups, lists, merging, deleting):
            part(tap, world)
    return tap.end()


sys.exit(main())
