"""postern config get and list --changed, and what check says of who proves the sender (RULES J11, J12)."""
import os
import sqlite3
import sys

import desk as lib

RESULTS = "Authentication-Results: %s; dkim=pass header.d=example.org\nReceived: from a.example.org by %s; " \
          "Thu, 01 Jan 2026 10:00:00 +0000\n"


def settings(tap, desk):
    tap.same(desk.well("config", "get", "close_after"), "7d\n", "config get prints a default")
    tap.same(desk.well("config", "get", "rules.reply_delay"), "0s\n", "and what stands in the file")
    tap.same(desk.well("config", "get", "support.address"), "support@example.com\n", "and what a mailbox has")
    done = desk.run("config", "get", "close_afer")
    tap.ok(done.returncode == 65 and b'did you mean "close_after"' in done.stderr, "a slip gets the nearest name",
           done.stderr)
    desk.settings("[rules]", "[rules]\nreceipt = yes\nmax_cc = 7\n")
    changed = {"%s.%s" % (one["mailbox"] or one["group"], one["name"]) for one in
               desk.json("config", "list", "--changed")}
    tap.same(changed, {"postern.state", "support.address", "smtp.transport", "smtp.path", "rules.reply_delay",
                       "rules.max_cc"}, "config list --changed leaves out what is at its default, in the file or not")


def sender(desk):
    return [(one["finding"], one["detail"], one["advice"]) for one in desk.json("check")["findings"]
            if one["about"] == "sender"]


def trusted(tap, desk):
    found = sender(desk)
    tap.ok(found[0][0] == "notice" and found[0][1].startswith("not ready for customers"),
           "without results of somebody who is trusted check says that it is not ready for customers", found)
    for word in ("Agents see", "customers see", "authserv_id"):
        tap.ok(word in found[0][1] + found[0][2], "what follows is said: " + word, found)
    checked = desk.run("check")
    tap.same(checked.returncode, 0, "that is a notice: the status is 0", checked.stdout)
    desk.deliver("carl@example.org", RESULTS % ("mx.example.com", "mx.example.com") + lib.mail("carl@example.org", 1))
    desk.well("run")
    tap.ok("mx.example.com" in sender(desk)[0][2], "the name that the last mails bore is told", sender(desk))
    desk.settings("[postern]", "[postern]\nauthserv_id = mx.example.com")
    tap.same([one[0] for one in sender(desk)], ["ok"],
             "where they bear those that are trusted all is well", sender(desk))
    desk.settings("= mx.example.com", "= other.example.com")
    found = sender(desk)
    tap.ok([one[0] for one in found] == ["warning"] * 2 and "of other.example.com" in found[0][1]
           and "mx.example.com" in found[0][1] and "received_by" in found[1][1],
           "where none bears them, nor the line of received_by, check warns and names what they bore", found)


def slips(tap, desk):
    for words, said in ((["ticket", "lst"], 'did you mean "ticket list"?'),
                        (["ticket", "list", "--asignee", "ann"], "did you mean --assignee?"),
                        (["ticket", "list", "--tag", "a", "--tag=b"], "--tag is given 2 times"),
                        (["ticket", "list", "--tag"], "Missing argument")):
        done = desk.run(*words)
        tap.ok(done.returncode == 64 and said in done.stderr.decode(), " ".join(words) + ": " + said, done.stderr)
    for words in (["ticket", "--help"], ["help", "ticket"]):
        done = desk.run(*words)
        tap.ok(done.returncode == 0 and b"ticket reply" in done.stdout and b"person add" not in done.stdout,
               " ".join(words) + " lists the commands of the group", done.stdout)
    done = desk.run("explain", "--to", "a@example.com", "--to", "b@example.com", "-")
    tap.ok(b"times" not in done.stderr, "what may be repeated is taken twice", done.stderr)


def about(desk, what):
    return [(one["finding"], one["detail"]) for one in desk.json("check")["findings"] if one["about"] == what]


def alive(tap, desk):
    desk.deliver("list@example.org", lib.mail("list@example.org", 7, extra="Auto-Submitted: auto-generated\n"))
    desk.well("run")
    found = about(desk, "held")
    tap.ok(found and found[0][0] == "notice" and found[0][1].startswith("1 mails are held"),
           "held mail is told", found)
    found = about(desk, "outbox")
    tap.ok(all(one[0] == "ok" for one in found), "mail that is due is no fault", found)
    store = sqlite3.connect(os.path.join(desk.state, "postern.db"))
    store.execute("UPDATE outbox SET state = 0, due_at = (strftime('%s', 'now') + 3650 * 86400) * 1000000, "
                  "settled_at = 0 WHERE id = (SELECT min(id) FROM outbox)")
    store.commit()
    store.close()
    found = [one for one in about(desk, "outbox") if one[0] == "warning"]
    tap.ok(found and found[0][1].startswith("1 mails are due in more than 8 days"), "mail due in ten years is told",
           about(desk, "outbox"))
    tap.ok(about(desk, "disk"), "the disk is looked at")


def team(tap, desk):
    tap.same([one[0] for one in about(desk, "people")], ["ok"], "J21: the owner is told of new tickets")
    desk.well("person", "add", "bob@example.com", "--role", "agent")
    found = about(desk, "people")
    tap.ok([one[0] for one in found] == ["ok", "notice"] and found[1][1].startswith("1 agents and supervisors"),
           "J21: that an agent hears of none is said", found)
    desk.settings("[rules]", "[rules]\nnotify_new = team")
    tap.same([one[0] for one in about(desk, "people")], ["ok"], "J21: but not where the team is told")
    desk.settings("\nnotify_new = team", "")
    desk.well("person", "set", "bob@example.com", "--state", "disabled")


def staff_mail(tap, desk):
    desk.deliver("carol@example.org", lib.mail("carol@example.org", 8))
    desk.well("run")
    tap.same(about(desk, "staff mail"), [], "J4: staff mail that goes well is not spoken of")
    store = sqlite3.connect(os.path.join(desk.state, "postern.db"))
    store.execute("UPDATE outbox SET state = 5")
    store.commit()
    store.close()
    found = about(desk, "staff mail")
    tap.ok(len(found) == 1 and found[0][0] == "warning" and "to 1 of our people failed" in found[0][1]
           and found[0][1].endswith("ann@example.com"), "J4: staff mail that failed is told", found)


def main():
    tap = lib.Tap()
    desk = lib.Desk()
    settings(tap, desk)
    trusted(tap, desk)
    slips(tap, desk)
    alive(tap, desk)
    team(tap, desk)
    staff_mail(tap, desk)
    desk.close()
    return tap.end()


sys.exit(main())
