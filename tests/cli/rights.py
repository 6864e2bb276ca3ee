"""Divisions, companies, scopes, people and what an agent may look at, by command."""
import os
import sqlite3
import sys

import desk as lib


def refused(tap, desk, fact, why, *words, status=77):
    done = desk.run(*words)
    tap.ok(done.returncode == status and why in done.stderr.decode(), fact,
           "%d %s" % (done.returncode, done.stderr.decode()))


def numbers(desk, *words):
    return sorted(one["ticket"] for one in desk.json("ticket", "list", *words))


def fill(desk):
    for name in ("bert", "dora", "nora"):
        desk.well("person", "add", name + "@example.com", "--name", name.capitalize() + " Agent", "--role", "agent")
    desk.well("person", "add", "adam@example.com", "--role", "admin")
    for n, address in enumerate(("carl@example.org", "dina@example.net", "carl@example.org"), 1):
        desk.deliver(address, lib.mail(address, n, subject="Matter %d" % n))
    desk.well("run")


def divisions(tap, desk):
    tap.same(desk.well("division", "add", "Printers"), "division #1\n", "a division is added")
    desk.well("division", "add", "Cables")
    refused(tap, desk, "its name is its own, in any case", "already", "division", "add", "PRINTERS")
    refused(tap, desk, "a name is no number", "number", "division", "add", "12")
    desk.well("division", "join", "printers", "dora@example.com", "bert@example.com")
    desk.well("division", "join", "Cables", "bert@example.com")
    bert, dora = (desk.json("person", "show", name + "@example.com") for name in ("bert", "dora"))
    tap.same((bert["divisions"], dora["divisions"]), ([1, 2], [1]), "agents join, the first one is the default")
    tap.same([sorted(one["members"]) for one in desk.json("division", "list")],
             [sorted((bert["id"], dora["id"])), [bert["id"]]], "list names who is in it")
    refused(tap, desk, "a customer is in none", "only agents", "division", "join", "Cables", "carl@example.org")
    desk.well("division", "rename", "Cables", "Wires")
    desk.well("division", "leave", "Wires", "bert@example.com")
    tap.ok("Wires" in desk.well("division", "list"), "it takes another name")
    tap.same(desk.well("ticket", "set", "1", "division", "Printers"),
             "ticket #1, 2 mails to send\n  division to bert@example.com\n  division to dora@example.com\n",
             "a ticket that nobody has comes into it: its people are told")
    refused(tap, desk, "one with open tickets stays", "open ticket", "division", "remove", "Printers")
    desk.well("division", "remove", "Wires")
    tap.same([one["name"] for one in desk.json("division", "list")], ["Printers"], "an empty one goes")
    refused(tap, desk, "and is not found any more", "no division", "division", "remove", "Wires", status=65)


def companies(tap, desk):
    tap.same(desk.well("company", "add", "Example Works", "--contact", "carl@example.org"), "company #1\n",
             "a company is added")
    desk.well("person", "set", "dina@example.net", "--company", "example works")
    tap.same(desk.json("person", "show", "dina@example.net")["company"], 1, "a customer belongs to it")
    desk.well("company", "set", "Example Works", "--name", "Example Mills", "--contact", "none")
    tap.same([(one["name"], one["contact"]) for one in desk.json("company", "list")], [("Example Mills", None)],
             "name and contact change")
    desk.well("company", "remove", "Example Mills")
    tap.same((desk.json("company", "list"), desk.json("person", "show", "dina@example.net")["company"]), ([], None),
             "who belonged to one that is removed belongs to none")


def looking(tap, desk):
    desk.well("person", "set", "nora@example.com", "--scope", "own")
    desk.well("person", "set", "dora@example.com", "--scope", "division")
    desk.well("ticket", "assign", "2", "bert@example.com")
    desk.well("ticket", "note", "2", "CANARY-PRIVATE", "--as", "bert@example.com")
    tap.same(numbers(desk), [1, 2, 3], "who names nobody sees all")
    tap.same(numbers(desk, "--as", "nora@example.com"), [3], "own: what nobody has and no division")
    tap.same(numbers(desk, "--as", "dora@example.com"), [1, 3], "division: its tickets, and those of nobody")
    tap.same(numbers(desk, "--as", "bert@example.com"), [1, 2, 3], "all: every one")
    refused(tap, desk, "show is refused, too", "not for Nora Agent", "ticket", "show", "2", "--as",
            "nora@example.com")
    refused(tap, desk, "and log", "not for Nora Agent", "ticket", "log", "2", "--as", "nora@example.com")
    refused(tap, desk, "and a customer sees nothing by command", "not for", "ticket", "show", "1", "--as",
            "carl@example.org")
    desk.well("ticket", "cc", "2", "add", "dora@example.com")
    shown = desk.well("ticket", "show", "2", "--as", "dora@example.com")
    tap.ok("Matter 2" in shown, "an agent in CC sees a ticket", shown)
    desk.well("ticket", "unfollow", "2", "--as", "dora@example.com")
    shown = desk.well("ticket", "show", "2", "--as", "dora@example.com")
    tap.ok("CANARY" not in shown and "cc-added" not in shown, "but neither notes nor log if he does not follow",
           shown)
    row = next(one["row"] for one in desk.json("outbox", "list", "--all") if one["ticket"] == 2)
    for hand in ("hold", "drop"):
        refused(tap, desk, "who may not edit a ticket does not %s its mail" % hand, "may not edit", "outbox", hand,
                str(row),
                "--as", "nora@example.com")
    for word in ("release", "delete"):
        refused(tap, desk, "who is for tickets of his own does not %s held mail" % word, "for all tickets", "held",
                word, "1",
                "--as", "nora@example.com")
    desk.well("ticket", "set", "3", "restricted", "yes")
    tap.same(numbers(desk, "--as", "bert@example.com"), [1, 2], "a restricted one is for its people")
    tap.same(numbers(desk, "--as", "adam@example.com"), [1, 2, 3], "and for admins")
    desk.well("ticket", "set", "3", "restricted", "no")
    tap.same(desk.run("ticket", "set", "3", "restricted", "maybe").returncode, 64, "restricted is yes or no")
    refused(tap, desk, "there is no such division", "no division", "ticket", "set", "3", "division", "Nowhere")


def people(tap, desk):
    refused(tap, desk, "an agent changes no people", "admin or owner", "person", "set", "carl@example.org", "--name",
            "C", "--as",
            "bert@example.com")
    refused(tap, desk, "and no divisions", "admin or owner", "division", "add", "Mine", "--as", "bert@example.com")
    refused(tap, desk, "and no companies", "admin or owner", "company", "add", "Mine", "--as", "bert@example.com")
    desk.well("person", "set", "carl@example.org", "--name", "Carl", "--as", "adam@example.com")
    desk.well("person", "address", "carl@example.org", "carl@example.net")
    desk.well("person", "address", "--primary", "carl@example.org", "carl@example.net")
    refused(tap, desk, "the primary address stays", "primary", "person", "address", "--remove", "carl@example.org",
            "carl@example.net")
    desk.well("person", "address", "--remove", "carl@example.net", "carl@example.org")
    shown = desk.json("person", "show", "carl@example.net")
    tap.same([(one["address"], one["primary"]) for one in shown["addresses"]], [("carl@example.net", True)],
             "addresses come, go, and are where mail goes")
    refused(tap, desk, "an address that is not his is not found", "no address", "person", "address", "--remove",
            "carl@example.net",
            "dina@example.net", status=65)
    dina = desk.json("person", "show", "dina@example.net")["id"]
    said = desk.well("person", "merge", "dina@example.net", "carl@example.net", "--as", "adam@example.com")
    tap.ok("1 ticket" in said, "two become one", said)
    carl = desk.json("person", "show", "dina@example.net")
    tap.same((carl["name"], len(carl["addresses"]), desk.json("ticket", "show", "2")["requester"]),
             ("Carl", 2, carl["id"]),
             "with addresses and tickets")
    tap.ok("person-merged" in desk.well("ticket", "show", "2")
           or "merged" in desk.well("ticket", "log", "2"), "and it is logged")
    with sqlite3.connect("file:%s?mode=ro" % os.path.join(desk.state, "postern.db"), uri=True) as store:
        known = store.execute("SELECT group_concat(former, ' ') FROM person_former WHERE person = ?",
                              (carl["id"],)).fetchone()[0]
    tap.same(known, str(dina), "what was signed for one of them names the other")
    refused(tap, desk, "an agent is not merged away", "no end user", "person", "merge", "bert@example.com",
            "carl@example.net")
    refused(tap, desk, "and nobody with himself", "twice", "person", "merge", "carl@example.net", "dina@example.net")
    tap.same(desk.run("check", "--full").returncode in (0, 1), True, "check runs")
    findings = desk.run("check", "--full").stdout.decode()
    tap.ok("foreign" not in findings.lower(), "no row points at somebody who is gone", findings)


def demotion(tap, desk):
    desk.well("ticket", "follow", "3", "--as", "bert@example.com")
    said = desk.well("person", "set", "bert@example.com", "--role", "end-user")
    tap.same(said, "taken off 2 tickets that he had or followed\n",
             "who is no agent any more is taken off his tickets")
    shown = desk.json("ticket", "show", "2")
    tap.same(shown["assignee"], None, "nobody has his open one")
    log = desk.well("ticket", "show", "3")
    tap.ok("follower-removed" in log and "unassigned" in desk.well("ticket", "show", "2"), "which is logged", log)
    tap.same(desk.json("person", "show", "bert@example.com")["divisions"], [], "and he is in no division")


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        fill(desk)
        divisions(tap, desk)
        companies(tap, desk)
        looking(tap, desk)
        people(tap, desk)
        demotion(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
