"""People on a ticket by command: CCs, participants, followers, candidates, and what mail a follower gets."""
import sys

import desk as lib


def people(desk, relation):
    return [one["label"] for one in desk.json("ticket", "show", "1")["people"] if one["relation"] == relation]


def kinds(desk):
    return [event["kind"] for event in desk.json("ticket", "show", "1")["events"]]


def refused(tap, desk, why, *words):
    done = desk.run(*words)
    tap.ok(done.returncode == 77 and why in done.stderr.decode(), "refused with %s: %s" % (why, " ".join(words)),
           "%d %s" % (done.returncode, done.stderr.decode()))


def given(desk):
    desk.well("person", "add", "bert@example.com", "--role", "agent", "--name", "Bert 100% Agent")
    desk.well("person", "add", "fred@fred.example.net", "--role", "agent", "--name", "Fred")
    desk.well("person", "add", "lena@example.com", "--role", "light-agent", "--name", "Lena")
    desk.deliver("carl@example.org", lib.mail("carl@example.org", 1))
    desk.well("run")
    desk.well("ticket", "assign", "1", "bert@example.com")


def copied(tap, desk):
    tap.same(desk.well("ticket", "cc", "1", "add", "dora@example.net", "emil@example.net"),
             "ticket #1, 0 mails to send\n", "cc add")
    tap.same(people(desk, "cc"), ["dora@example.net", "emil@example.net"], "makes people CCs, new ones, too")
    refused(tap, desk, "support@example.com", "ticket", "cc", "1", "add", "support@example.com")
    refused(tap, desk, "is the requester", "ticket", "cc", "1", "add", "carl@example.org")
    refused(tap, desk, "may not choose who is on the ticket", "ticket", "cc", "1", "add", "fred@fred.example.net",
            "--as", "lena@example.com")
    desk.well("ticket", "reply", "1", "Words", "--as", "bert@example.com")
    desk.well("ticket", "cc", "1", "remove", "emil@example.net", "--as", "bert@example.com")
    rows = {row["address"]: row["state"] for row in desk.json("outbox", "list", "--all") if row["kind"] == "reply"}
    tap.same(rows, {"carl@example.org": "due", "dora@example.net": "due", "emil@example.net": "dropped"},
             "cc remove takes back what still waits")
    desk.well("run", now="2099-01-01T10:00:00Z")
    tap.same(len(desk.sent_to("emil@example.net")), 0, "so that nothing reaches him")
    sent = desk.sent_to("carl@example.org")[-1].split(b"\r\n\r\n")[0]
    tap.ok(b"dora@example.net" in sent and b"emil@example.net" not in sent, "and he stands in nobody's Cc any more",
           sent)
    tap.same([kind for kind in kinds(desk) if kind.startswith("cc-")], ["cc-added", "cc-added", "cc-removed"],
             "the log says who came and went")


def followed(tap, desk):
    tap.same(desk.well("ticket", "candidates", "1", "agent").count("\n"), 2,
             "candidates finds by name, without the assignee")
    tap.same([one["address"] for one in desk.json("ticket", "candidates", "1", "FRED.example")],
             ["fred@fred.example.net"],
             "and by domain, whatever the case")
    tap.same(desk.json("ticket", "candidates", "1", "carl"), [], "but nobody outside")
    tap.same(desk.json("ticket", "candidates", "1", "%"), [], "a percent sign means itself")
    desk.well("ticket", "follow", "1", "--as", "lena@example.com")
    tap.same(desk.well("ticket", "follow", "1", "--who", "fred@fred.example.net"),
             "ticket #1, 1 mail to send\n  followed to fred@fred.example.net\n",
             "follow --who tells whom it is about")
    tap.same(people(desk, "follower"), ["Fred", "Lena"], "both follow")
    tap.same(desk.json("ticket", "candidates", "1", "fred"), [], "who follows is no candidate")
    refused(tap, desk, "is the assignee", "ticket", "follow", "1", "--as", "bert@example.com")
    refused(tap, desk, "only they can follow", "ticket", "follow", "1", "--who", "carl@example.org")
    desk.well("run")
    mail = desk.sent_to("fred@fred.example.net")
    tap.ok(len(mail) == 1 and b"follow" in mail[0]
           and b"lena" not in mail[0].lower(), "the mail names no other follower", mail)
    desk.well("ticket", "unfollow", "1", "--as", "lena@example.com")
    desk.well("ticket", "unfollow", "1", "--who", "fred@fred.example.net")
    tap.same([kind for kind in kinds(desk) if kind in ("followed", "follower-added", "unfollowed",
                                                       "follower-removed")],
             ["followed", "follower-added", "unfollowed", "follower-removed"], "four kinds of event in the log")


def took_part(tap, desk):
    refused(tap, desk, "participants are switched off", "ticket", "participant", "1", "add", "gina@example.net")
    desk.settings("\n[rules]\n", "\n[rules]\nparticipants = yes\n")
    done = desk.run("ticket", "participant", "1", "add", "gina@example.net", "nonsense")
    tap.same((done.returncode, done.stderr.decode()), (0, 'postern: "nonsense" is no mail address, and left out\n'),
             "participant add drops what is no address, and says so")
    tap.same(people(desk, "participant"), ["gina@example.net"], "the others take part")
    refused(tap, desk, "always takes part", "ticket", "participant", "1", "remove", "carl@example.org")
    desk.well("ticket", "participant", "1", "remove", "gina@example.net")
    tap.same(people(desk, "participant"), [], "until they are removed")


def chosen(tap, desk):
    tap.same(desk.json("settings", "fred@fred.example.net"),
             {"id": 3, "follow_added": True, "follow_reply": True, "follow_note": True},
               "all mail of a follower is on")
    desk.well("settings", "fred@fred.example.net", "follow_added=no", "follow_note=no")
    tap.same(desk.well("settings", "3").split(), "follow_added no follow_reply yes follow_note no".split(),
             "settings takes NAME=no")
    desk.well("settings", "3", "follow_note=yes")
    tap.same(desk.json("settings", "3")["follow_note"], True, "and NAME=yes")
    tap.same(desk.well("ticket", "follow", "1", "--who", "fred@fred.example.net"), "ticket #1, 0 mails to send\n",
             "which is obeyed")
    for wrong in ("follow_all=no", "follow_note=off", "follow_note"):
        tap.same(desk.run("settings", "3", wrong).returncode, 64, "%s is a mistake" % wrong)


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        given(desk)
        copied(tap, desk)
        followed(tap, desk)
        took_part(tap, desk)
        chosen(tap, desk)
        full = desk.run("check", "--full")
        tap.ok(b"every invariant holds" in full.stdout, "every invariant of the store holds", full.stdout.decode())
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
