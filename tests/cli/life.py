"""The life of a ticket by command: closing, follow-ups, merging, deleting, fields, lists, and what programs may."""
import os
import re
import sqlite3
import sys

import desk as lib

TABLES = ("ticket", "ticket_person", "comment", "event", "link", "known_id", "outbox", "message")


def rows_of(desk, ticket):
    """Every row of TICKET as the store holds it, to the byte."""
    found = {}
    with sqlite3.connect("file:%s?mode=ro" % os.path.join(desk.state, "postern.db"), uri=True) as store:
        for table in TABLES:
            key = "id" if table == "ticket" else "ticket"
            found[table] = store.execute("SELECT * FROM %s WHERE %s = ? ORDER BY rowid" % (table, key) if table not in
                                         ("ticket_person", "link") else
                                         "SELECT * FROM %s WHERE ticket = ?" % table, (ticket,)).fetchall()
    return found


def refused(tap, desk, fact, why, *words):
    done = desk.run(*words)
    tap.ok(done.returncode == 77 and why in done.stderr.decode(), fact,
           "%d %s" % (done.returncode, done.stderr.decode()))


def numbers(desk, *words):
    return sorted(one["ticket"] for one in desk.json("ticket", "list", *words))


def fill(desk):
    desk.well("person", "add", "bert@example.com", "--name", "Bert Agent", "--role", "agent")
    for n, address in enumerate(("carl@example.org", "dora@example.net", "carl@example.org"), 1):
        desk.deliver(address, lib.mail(address, n, subject="Matter %d" % n,
                                       body="First line of %d.\n\nMore of it." % n))
    desk.well("run")
    desk.well("ticket", "assign", "1", "bert@example.com")


def fields(tap, desk):
    tap.same(desk.well("ticket", "set", "1", "priority", "high"), "ticket #1, 0 mails to send\n",
             "set sets the priority")
    desk.well("ticket", "set", "1", "type", "incident")
    desk.well("ticket", "set", "1", "subject", "Printer on fire")
    desk.well("ticket", "tag", "1", "add", "Laser", "office")
    desk.well("ticket", "tag", "1", "remove", "office")
    desk.well("ticket", "field", "1", "room=12 b")
    shown = desk.json("ticket", "show", "1")
    tap.same([shown[name] for name in ("priority", "type", "subject", "tags", "custom")],
             ["high", "incident", "Printer on fire", "laser", "room=12 b"], "and so do set, tag and field")
    tap.same(desk.run("ticket", "set", "1", "colour", "red").returncode, 64,
             "a field that does not exist is a mistake in usage")
    tap.same(desk.run("ticket", "set", "1", "priority", "huge").returncode, 64,
             "so is a priority that does not exist")
    tap.same(desk.run("ticket", "tag", "1", "drop", "laser").returncode, 64, "and another word than add and remove")
    tap.same(desk.run("ticket", "field", "1", "room").returncode, 64, "and a field without a value")
    refused(tap, desk, "a tag is a word", "a tag is a word", "ticket", "tag", "1", "add", "no,comma")
    refused(tap, desk, "an agent does not change the requester", "agents_may_change_requester",
            "ticket", "set", "1", "requester", "dora@example.net", "--as", "bert@example.com")
    log = desk.well("ticket", "log", "1")
    tap.ok(all(words in log for words in ("ticket opened", "assigned to Bert Agent", "priority set to high",
                                          "tags are now laser", "subject changed to Printer on fire")),
           "log tells it in words", log)
    words = [one["words"] for one in desk.json("ticket", "log", "1")]
    tap.ok("priority set to high" in words and all(words), "and with --json", words)


def closing(tap, desk):
    said = desk.well("ticket", "status", "1", "closed")
    tap.ok("now solved" in said, "a command to close solves, and says so", said)
    done = lib.json.loads(desk.run("ticket", "status", "1", "closed", "--api").stdout)
    tap.same((done["ticket"], done["status"], done["followup_of"]), (1, "closed", None), "a program closes")
    shown = desk.json("ticket", "show", "1")
    tap.same((shown["status"], shown["public_status"]), ("closed", "solved"), "people outside read solved")
    refused(tap, desk, "nobody reopens it", "the ticket is closed", "ticket", "status", "1", "open")
    refused(tap, desk, "nor a program", "the ticket is closed", "ticket", "status", "1", "open", "--api")
    refused(tap, desk, "nobody replies to it", "the ticket is closed", "ticket", "reply", "1", "More")
    refused(tap, desk, "nobody sets its priority", "the ticket is closed", "ticket", "set", "1", "priority", "low")
    tap.same(desk.run("ticket", "set", "1", "priority", "low", "--api").returncode, 0, "but a program does")
    desk.settings("[rules]", "[rules]\nadmin_edit_closed = yes")
    tap.same(desk.run("ticket", "tag", "1", "add", "old").returncode, 0,
             "and with admin_edit_closed an owner sets tags")
    refused(tap, desk, "an agent does not", "the ticket is closed", "ticket", "tag", "1", "add", "x", "--as",
            "bert@example.com")
    refused(tap, desk, "no ticket begins as closed", "no ticket begins as closed", "ticket", "new", "--api",
            "--requester",
            "carl@example.org", "--subject", "s", "--status", "closed", "text")
    new = lib.json.loads(desk.run("ticket", "new", "--api", "--requester", "carl@example.org", "--subject",
                                  "By phone",
                                  "--status", "solved", "It is done.").stdout)
    tap.same((new["ticket"], new["status"]), (4, "solved"), "one may begin as solved")


def followups(tap, desk):
    refused(tap, desk, "an open ticket has no follow-up", "the ticket is not closed", "ticket", "followup", "2",
            "Again")
    desk.well("run")
    before = rows_of(desk, 1)
    said = desk.well("ticket", "followup", "1", "It burns again.\nBadly.", "--as", "bert@example.com")
    tap.ok(said.startswith("ticket #5, follow-up to #1, "), "followup names both tickets", said)
    shown = desk.json("ticket", "show", "5")
    tap.same([shown[name] for name in ("subject", "followup_of", "channel", "priority", "tags", "custom",
                                       "requester_label", "type")],
             ["Printer on fire (follow-up to #1)", 1, "closed-ticket", "low", "laser old", "room=12 b",
              "carl@example.org", "none"],
             "it takes over what followup_copy says, and no type")
    tap.same(shown["summary"], "Follow-up to #1. It burns again. Badly.",
             "its summary names the closed ticket and begins as its text")
    tap.ok("follow-up of" in desk.well("ticket", "show", "5"), "it leads back to it")
    done = lib.json.loads(desk.run("ticket", "followup", "1", "By program", "--api", "--requester",
                                   "dora@example.net").stdout)
    shown = desk.json("ticket", "show", str(done["ticket"]))
    tap.same((done["followup_of"], shown["requester_label"]), (1, "carl@example.org"),
             "a program learns the parent, and does not choose the requester")
    tap.same(rows_of(desk, 1), before, "the closed ticket is what it was, to the byte")
    receipt = [mail for mail in desk.sent_to("carl@example.org")][0]
    answer = re.search(rb"^Reply-To:[^+]*(support\+[a-z2-7]+@example\.com)", receipt, re.M)[1].decode()
    text = ("From: carl@example.org\nTo: %s\nSubject: Re: Matter\nMessage-ID: <late@example.org>\n\n"
            "Still burning.\n" % answer)
    desk.deliver("carl@example.org", text, answer)
    desk.well("run")
    newest = max(numbers(desk))
    shown = desk.json("ticket", "show", str(newest))
    tap.same((shown["followup_of"], shown["subject"]), (1, "Printer on fire (follow-up to #1)"),
             "an answer by mail is a follow-up, too")
    tap.same(rows_of(desk, 1), before, "and leaves the closed ticket as it was, to the byte")


def lists(tap, desk):
    tap.same(numbers(desk, "--closed"), [1], "closed tickets stand apart")
    tap.ok(1 not in numbers(desk) and 1 in numbers(desk, "--all"), "and in the list only with --all")
    tap.same(numbers(desk, "--status", "closed"), [1], "--status closed is the same list")
    tap.same(numbers(desk, "--tag", "laser", "--status", "open"),
             numbers(desk, "--channel", "closed-ticket", "--priority", "low"),
             "follow-ups are found by tag and status, by channel and priority")
    tap.same(numbers(desk, "--channel", "command"), [4], "--channel command")
    tap.same(numbers(desk, "--requester", "dora@example.net"), [2], "--requester")
    tap.same(numbers(desk, "--requester", "dora@example.net", "--channel", "command"), [], "filters are combined")
    tap.same(numbers(desk, "--division", "none"), numbers(desk), "--division none")
    tap.same(desk.run("ticket", "list", "--division", "nowhere").returncode, 65, "a division that is not there")
    desk.well("ticket", "note", "2", "I watch it.", "--as", "bert@example.com")
    tap.same(numbers(desk, "--following", "--as", "bert@example.com"), [2], "--following lists what an agent follows")
    tap.same(numbers(desk, "--following", "--as", "bert@example.com", "--assignee", "none", "--mailbox", "support"),
             [2],
             "together with others")
    tap.same(numbers(desk, "--following"), [], "and another agent's is his own")
    tap.same(desk.run("ticket", "list", "--channel", "pigeon").returncode, 64,
             "a channel that does not exist is a mistake in usage")


def merging(tap, desk):
    said = desk.well("ticket", "merge", "3", "2", "--public", "there", "--text", "One matter.")
    tap.ok(said.startswith("ticket #2, "), "merge names the ticket that is left", said)
    lost, kept = desk.json("ticket", "show", "3"), desk.json("ticket", "show", "2")
    tap.same((lost["status"], lost["tags"], lost["merged_into"]), ("closed", "closed_by_merge", 2),
             "the other one is closed and tagged")
    tap.same([(one["relation"], one["label"]) for one in kept["people"] if one["relation"] == "cc"],
             [("cc", "carl@example.org")],
             "its requester is a CC now")
    last = kept["comments"][-1]
    tap.ok(not last["private"] and last["text"].startswith("One matter.\n\nTicket #3 was merged into this one.")
           and "First line of 3." in last["text"], "the last public comment travels", last["text"])
    tap.same(lost["comments"][-1]["private"], True, "the side that was not named stays private")
    refused(tap, desk, "nothing is merged into a closed ticket", "that ticket is closed", "ticket", "merge", "2", "1")
    refused(tap, desk, "nor into a merged one", "merged into another one", "ticket", "merge", "4", "3")
    tap.same(desk.run("ticket", "merge", "2", "4", "--public", "everywhere").returncode, 64,
             "--public has four words")


def deleting(tap, desk):
    refused(tap, desk, "an agent deletes nothing", "only admins and owners", "ticket", "delete", "2", "--as",
            "bert@example.com")
    due = [one["row"] for one in desk.json("outbox", "list") if one["ticket"] == 2]
    desk.well("ticket", "delete", "2")
    left = [one["row"] for one in desk.json("outbox", "list") if one["ticket"] == 2]
    tap.ok(due and not left, "delete drops what was not sent yet", (due, left))
    tap.ok(2 not in numbers(desk, "--all"), "and no list shows the ticket")
    refused(tap, desk, "it is deleted once", "the ticket is deleted", "ticket", "delete", "2")
    desk.well("check", "--full")


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        fill(desk)
        for part in (fields, closing, followups, lists, merging, deleting):
            part(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
