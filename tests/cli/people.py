"""People on a ticket by command: CCs, participants, followers, candidates, and what mail a follower gets."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import Tap, World


def people(world, relation):
    return [one["label"] for one in world.ticket(1)["people"] if one["relation"] == relation]


def kinds(world):
    return [event["kind"] for event in world.ticket(1)["events"]]


def refused(tap, world, why, *words):
    done = world.attempt(*words)
    tap.ok(done.returncode == 77 and why in done.stderr, "refused with %s: %s" % (why, " ".join(words)),
           "%d %s" % (done.returncode, done.stderr))


def given(world):
    world.postern("person", "add", "bert@example.com", "--role", "agent", "--name", "Bert 100% Agent")
    world.postern("person", "add", "fred@fred.example.net", "--role", "agent", "--name", "Fred")
    world.postern("person", "add", "lena@example.com", "--role", "light-agent", "--name", "Lena")
    world.deliver("carl@example.org")
    world.run()
    world.postern("ticket", "assign", "1", "bert@example.com")


def copied(tap, world):
    tap.same(world.postern("ticket", "cc", "1", "add", "dora@example.net", "emil@example.net"),
             "ticket #1, 0 mails to send\n", "cc add")
    tap.same(people(world, "cc"), ["dora@example.net", "emil@example.net"], "makes people CCs, new ones, too")
    refused(tap, world, "support@example.com", "ticket", "cc", "1", "add", "support@example.com")
    refused(tap, world, "is the requester", "ticket", "cc", "1", "add", "carl@example.org")
    refused(tap, world, "may not choose who is on the ticket", "ticket", "cc", "1", "add", "fred@fred.example.net",
            "--as", "lena@example.com")
    world.postern("ticket", "reply", "1", "Words", "--as", "bert@example.com")
    world.postern("ticket", "cc", "1", "remove", "emil@example.net", "--as", "bert@example.com")
    rows = {row["address"]: row["state"] for row in world.outbox("--all") if row["kind"] == "reply"}
    tap.same(rows, {"carl@example.org": "due", "dora@example.net": "due", "emil@example.net": "dropped"},
             "cc remove takes back what still waits")
    world.run(now="2099-01-01T10:00:00Z")
    tap.same(len(world.inbox("emil@example.net")), 0, "so that nothing reaches him")
    sent = str(world.inbox("carl@example.org")[-1].items())
    tap.ok("dora@example.net" in sent and "emil@example.net" not in sent, "and he stands in nobody's Cc any more",
           sent)
    tap.same([kind for kind in kinds(world) if kind.startswith("cc-")], ["cc-added", "cc-added", "cc-removed"],
             "the log says who came and went")


def followed(tap, world):
    tap.same(world.postern("ticket", "candidates", "1", "agent").count("\n"), 2,
             "candidates finds by name, without the assignee")
    tap.same([one["address"] for one in world.json("ticket", "candidates", "1", "FRED.example")],
             ["fred@fred.example.net"],
             "and by domain, whatever the case")
    tap.same(world.json("ticket", "candidates", "1", "carl"), [], "but nobody outside")
    tap.same(world.json("ticket", "candidates", "1", "%"), [], "a percent sign means itself")
    world.postern("ticket", "follow", "1", "--as", "lena@example.com")
    tap.same(world.postern("ticket", "follow", "1", "--who", "fred@fred.example.net"),
             "ticket #1, 1 mail to send\n  followed to fred@fred.example.net\n",
             "follow --who tells whom it is about")
    tap.same(people(world, "follower"), ["Fred", "Lena"], "both follow")
    tap.same(world.json("ticket", "candidates", "1", "fred"), [], "who follows is no candidate")
    refused(tap, world, "is the assignee", "ticket", "follow", "1", "--as", "bert@example.com")
    refused(tap, world, "only they can follow", "ticket", "follow", "1", "--who", "carl@example.org")
    world.run()
    mail = world.inbox("fred@fred.example.net")
    raw = mail[0].as_string().lower() if mail else ""
    tap.ok(len(mail) == 1 and "follow" in raw and "lena" not in raw, "the mail names no other follower", mail)
    world.postern("ticket", "unfollow", "1", "--as", "lena@example.com")
    world.postern("ticket", "unfollow", "1", "--who", "fred@fred.example.net")
    tap.same([kind for kind in kinds(world) if kind in ("followed", "follower-added", "unfollowed",
                                                        "follower-removed")],
             ["followed", "follower-added", "unfollowed", "follower-removed"], "four kinds of event in the log")


def took_part(tap, world):
    refused(tap, world, "participants are switched off", "ticket", "participant", "1", "add", "gina@example.net")
    world.change("\n[rules]\n", "\n[rules]\nparticipants = yes\n")
    done = world.attempt("ticket", "participant", "1", "add", "gina@example.net", "nonsense")
    tap.same((done.returncode, done.stderr), (0, 'postern: "nonsense" is no mail address, and left out\n'),
             "participant add drops what is no address, and says so")
    tap.same(people(world, "participant"), ["gina@example.net"], "the others take part")
    refused(tap, world, "always takes part", "ticket", "participant", "1", "remove", "carl@example.org")
    world.postern("ticket", "participant", "1", "remove", "gina@example.net")
    tap.same(people(world, "participant"), [], "until they are removed")


def chosen(tap, world):
    tap.same(world.json("settings", "fred@fred.example.net"),
             {"id": 3, "follow_added": True, "follow_reply": True, "follow_note": True},
             "all mail of a follower is on")
    world.postern("settings", "fred@fred.example.net", "follow_added=no", "follow_note=no")
    tap.same(world.postern("settings", "3").split(), "follow_added no follow_reply yes follow_note no".split(),
             "settings takes NAME=no")
    world.postern("settings", "3", "follow_note=yes")
    tap.same(world.json("settings", "3")["follow_note"], True, "and NAME=yes")
    tap.same(world.postern("ticket", "follow", "1", "--who", "fred@fred.example.net"), "ticket #1, 0 mails to send\n",
             "which is obeyed")
    for wrong in ("follow_all=no", "follow_note=off", "follow_note"):
        tap.same(world.attempt("settings", "3", wrong).returncode, 64, "%s is a mistake" % wrong)


def main():
    tap = Tap()
    with World() as world:
        given(world)
        copied(tap, world)
        followed(tap, world)
        took_part(tap, world)
        chosen(tap, world)
        full = world.attempt("check", "--full").stdout
        tap.ok("every invariant holds" in full, "every invariant of the store holds", full)
    return tap.end()


sys.exit(main())
