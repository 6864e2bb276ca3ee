"""Divisions, companies, scopes, people and what an agent may look at, by command."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import Tap, World


def refused(tap, world, fact, why, *words, status=77):
    done = world.attempt(*words)
    tap.ok(done.returncode == status and why in done.stderr, fact,
           "%d %s" % (done.returncode, done.stderr))


def numbers(world, *words):
    return sorted(one["ticket"] for one in world.tickets(*words))


def fill(world):
    for name in ("bert", "dora", "nora"):
        world.postern("person", "add", name + "@example.com", "--name", name.capitalize() + " Agent", "--role",
                      "agent")
    world.postern("person", "add", "adam@example.com", "--role", "admin")
    for n, address in enumerate(("carl@example.org", "dina@example.net", "carl@example.org"), 1):
        world.deliver(address, subject="Matter %d" % n)
    world.run()


def divisions(tap, world):
    tap.same(world.postern("division", "add", "Printers"), "division #1\n", "a division is added")
    world.postern("division", "add", "Cables")
    refused(tap, world, "its name is its own, in any case", "already", "division", "add", "PRINTERS")
    refused(tap, world, "a name is no number", "number", "division", "add", "12")
    world.postern("division", "join", "printers", "dora@example.com", "bert@example.com")
    world.postern("division", "join", "Cables", "bert@example.com")
    bert, dora = (world.json("person", "show", name + "@example.com") for name in ("bert", "dora"))
    tap.same((bert["divisions"], dora["divisions"]), ([1, 2], [1]), "agents join, the first one is the default")
    tap.same([sorted(one["members"]) for one in world.json("division", "list")],
             [sorted((bert["id"], dora["id"])), [bert["id"]]], "list names who is in it")
    refused(tap, world, "a customer is in none", "only agents", "division", "join", "Cables", "carl@example.org")
    world.postern("division", "rename", "Cables", "Wires")
    world.postern("division", "leave", "Wires", "bert@example.com")
    tap.ok("Wires" in world.postern("division", "list"), "it takes another name")
    tap.same(world.postern("ticket", "set", "1", "division", "Printers"),
             "ticket #1, 2 mails to send\n  division to bert@example.com\n  division to dora@example.com\n",
             "a ticket that nobody has comes into it: its people are told")
    refused(tap, world, "one with open tickets stays", "open ticket", "division", "remove", "Printers")
    world.postern("division", "remove", "Wires")
    tap.same([one["name"] for one in world.json("division", "list")], ["Printers"], "an empty one goes")
    refused(tap, world, "and is not found any more", "no division", "division", "remove", "Wires", status=65)


def companies(tap, world):
    tap.same(world.postern("company", "add", "Example Works", "--contact", "carl@example.org"), "company #1\n",
             "a company is added")
    world.postern("person", "set", "dina@example.net", "--company", "example works")
    tap.same(world.json("person", "show", "dina@example.net")["company"], 1, "a customer belongs to it")
    world.postern("company", "set", "Example Works", "--name", "Example Mills", "--contact", "none")
    tap.same([(one["name"], one["contact"]) for one in world.json("company", "list")], [("Example Mills", None)],
             "name and contact change")
    world.postern("company", "remove", "Example Mills")
    tap.same((world.json("company", "list"), world.json("person", "show", "dina@example.net")["company"]), ([], None),
             "who belonged to one that is removed belongs to none")


def looking(tap, world):
    world.postern("person", "set", "nora@example.com", "--scope", "own")
    world.postern("person", "set", "dora@example.com", "--scope", "division")
    world.postern("ticket", "assign", "2", "bert@example.com")
    world.postern("ticket", "note", "2", "CANARY-PRIVATE", "--as", "bert@example.com")
    tap.same(numbers(world), [1, 2, 3], "who names nobody sees all")
    tap.same(numbers(world, "--as", "nora@example.com"), [3], "own: what nobody has and no division")
    tap.same(numbers(world, "--as", "dora@example.com"), [1, 3], "division: its tickets, and those of nobody")
    tap.same(numbers(world, "--as", "bert@example.com"), [1, 2, 3], "all: every one")
    refused(tap, world, "show is refused, too", "not for Nora Agent", "ticket", "show", "2", "--as",
            "nora@example.com")
    refused(tap, world, "and log", "not for Nora Agent", "ticket", "log", "2", "--as", "nora@example.com")
    refused(tap, world, "and a customer sees nothing by command", "not for", "ticket", "show", "1", "--as",
            "carl@example.org")
    world.postern("ticket", "cc", "2", "add", "dora@example.com")
    shown = world.postern("ticket", "show", "2", "--as", "dora@example.com")
    tap.ok("Matter 2" in shown, "an agent in CC sees a ticket", shown)
    world.postern("ticket", "unfollow", "2", "--as", "dora@example.com")
    shown = world.postern("ticket", "show", "2", "--as", "dora@example.com")
    tap.ok("CANARY" not in shown and "cc-added" not in shown, "but neither notes nor log if he does not follow",
           shown)
    row = next(one["row"] for one in world.outbox("--all") if one["ticket"] == 2)
    for hand in ("hold", "drop"):
        refused(tap, world, "who may not edit a ticket does not %s its mail" % hand, "may not edit", "outbox", hand,
                str(row),
                "--as", "nora@example.com")
    for word in ("release", "delete"):
        refused(tap, world, "who is for tickets of his own does not %s held mail" % word, "for all tickets", "held",
                word, "1",
                "--as", "nora@example.com")
    world.postern("ticket", "set", "3", "restricted", "yes")
    tap.same(numbers(world, "--as", "bert@example.com"), [1, 2], "a restricted one is for its people")
    tap.same(numbers(world, "--as", "adam@example.com"), [1, 2, 3], "and for admins")
    world.postern("ticket", "set", "3", "restricted", "no")
    tap.same(world.attempt("ticket", "set", "3", "restricted", "maybe").returncode, 64, "restricted is yes or no")
    refused(tap, world, "there is no such division", "no division", "ticket", "set", "3", "division", "Nowhere")


def people(tap, world):
    refused(tap, world, "an agent changes no people", "admin or owner", "person", "set", "carl@example.org", "--name",
            "C", "--as",
            "bert@example.com")
    refused(tap, world, "and no divisions", "admin or owner", "division", "add", "Mine", "--as", "bert@example.com")
    refused(tap, world, "and no companies", "admin or owner", "company", "add", "Mine", "--as", "bert@example.com")
    world.postern("person", "set", "carl@example.org", "--name", "Carl", "--as", "adam@example.com")
    world.postern("person", "address", "carl@example.org", "carl@example.net")
    world.postern("person", "address", "--primary", "carl@example.org", "carl@example.net")
    refused(tap, world, "the primary address stays", "primary", "person", "address", "--remove", "carl@example.org",
            "carl@example.net")
    world.postern("person", "address", "--remove", "carl@example.net", "carl@example.org")
    shown = world.json("person", "show", "carl@example.net")
    tap.same([(one["address"], one["primary"]) for one in shown["addresses"]], [("carl@example.net", True)],
             "addresses come, go, and are where mail goes")
    refused(tap, world, "an address that is not his is not found", "no address", "person", "address", "--remove",
            "carl@example.net",
            "dina@example.net", status=65)
    dina = world.json("person", "show", "dina@example.net")["id"]
    said = world.postern("person", "merge", "dina@example.net", "carl@example.net", "--as", "adam@example.com")
    tap.ok("1 ticket" in said, "two become one", said)
    carl = world.json("person", "show", "dina@example.net")
    tap.same((carl["name"], len(carl["addresses"]), world.ticket(2)["requester"]),
             ("Carl", 2, carl["id"]),
             "with addresses and tickets")
    tap.ok("person-merged" in world.postern("ticket", "show", "2")
           or "merged" in world.postern("ticket", "log", "2"), "and it is logged")
    known = world.count("SELECT group_concat(former, ' ') FROM person_former WHERE person = ?", carl["id"])
    tap.same(known, str(dina), "what was signed for one of them names the other")
    refused(tap, world, "an agent is not merged away", "no end user", "person", "merge", "bert@example.com",
            "carl@example.net")
    refused(tap, world, "and nobody with himself", "twice", "person", "merge", "carl@example.net", "dina@example.net")
    tap.same(world.attempt("check", "--full").returncode in (0, 1), True, "check runs")
    findings = world.attempt("check", "--full").stdout
    tap.ok("foreign" not in findings.lower(), "no row points at somebody who is gone", findings)


def demotion(tap, world):
    world.postern("ticket", "follow", "3", "--as", "bert@example.com")
    said = world.postern("person", "set", "bert@example.com", "--role", "end-user")
    tap.same(said, "taken off 2 tickets that he had or followed\n",
             "who is no agent any more is taken off his tickets")
    shown = world.ticket(2)
    tap.same(shown["assignee"], None, "nobody has his open one")
    log = world.postern("ticket", "show", "3")
    tap.ok("follower-removed" in log and "unassigned" in world.postern("ticket", "show", "2"), "which is logged", log)
    tap.same(world.json("person", "show", "bert@example.com")["divisions"], [], "and he is in no division")


def main():
    tap = Tap()
    with World() as world:
        fill(world)
        divisions(tap, world)
        companies(tap, world)
        looking(tap, world)
        people(tap, world)
        demotion(tap, world)
    return tap.end()


sys.exit(main())
