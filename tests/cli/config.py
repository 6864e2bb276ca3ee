"""postern config get and list --changed, and what check says of who proves the sender (RULES J11, J12)."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import CARL, Tap, World

RESULTS = "Authentication-Results: %s; dkim=pass header.d=example.org\nReceived: from a.example.org by %s; " \
          "Thu, 01 Jan 2026 10:00:00 +0000\n"


def settings(tap, world):
    tap.same(world.postern("config", "get", "close_after"), "7d\n", "config get prints a default")
    tap.same(world.postern("config", "get", "rules.reply_delay"), "0s\n", "and what stands in the file")
    tap.same(world.postern("config", "get", "support.address"), "support@example.com\n", "and what a mailbox has")
    done = world.attempt("config", "get", "close_afer")
    tap.ok(done.returncode == 65 and 'did you mean "close_after"' in done.stderr, "a slip gets the nearest name",
           done.stderr)
    world.set("rules", "receipt = yes\nmax_cc = 7\n")
    changed = {"%s.%s" % (one["mailbox"] or one["group"], one["name"]) for one in
               world.json("config", "list", "--changed")}
    tap.same(changed, {"postern.state", "support.address", "smtp.transport", "smtp.path", "rules.reply_delay",
                       "rules.max_cc"}, "config list --changed leaves out what is at its default, in the file or not")


def sender(world):
    return [(one["finding"], one["detail"], one["advice"]) for one in world.findings("sender")]


def trusted(tap, world):
    found = sender(world)
    tap.ok(found[0][0] == "notice" and found[0][1].startswith("not ready for customers"),
           "without results of somebody who is trusted check says that it is not ready for customers", found)
    for word in ("Agents see", "customers see", "authserv_id"):
        tap.ok(word in found[0][1] + found[0][2], "what follows is said: " + word, found)
    checked = world.attempt("check")
    tap.same(checked.returncode, 0, "that is a notice: the status is 0", checked.stdout)
    world.deliver(CARL, (RESULTS % ("mx.example.com", "mx.example.com")).encode() + world.mail(CARL))
    world.run()
    tap.ok("mx.example.com" in sender(world)[0][2], "the name that the last mails bore is told", sender(world))
    world.set("postern", "authserv_id = mx.example.com")
    tap.same([one[0] for one in sender(world)], ["ok"],
             "where they bear those that are trusted all is well", sender(world))
    world.change("= mx.example.com", "= other.example.com")
    found = sender(world)
    tap.ok([one[0] for one in found] == ["warning"] * 2 and "of other.example.com" in found[0][1]
           and "mx.example.com" in found[0][1] and "received_by" in found[1][1],
           "where none bears them, nor the line of received_by, check warns and names what they bore", found)


def slips(tap, world):
    for words, said in ((["ticket", "lst"], 'did you mean "ticket list"?'),
                        (["ticket", "list", "--asignee", "ann"], "did you mean --assignee?"),
                        (["ticket", "list", "--tag", "a", "--tag=b"], "--tag is given 2 times"),
                        (["ticket", "list", "--tag"], "Missing argument")):
        done = world.attempt(*words)
        tap.ok(done.returncode == 64 and said in done.stderr, " ".join(words) + ": " + said, done.stderr)
    for words in (["ticket", "--help"], ["help", "ticket"]):
        done = world.attempt(*words)
        tap.ok(done.returncode == 0 and "ticket reply" in done.stdout and "person add" not in done.stdout,
               " ".join(words) + " lists the commands of the group", done.stdout)
    done = world.attempt("explain", "--to", "a@example.com", "--to", "b@example.com", "-")
    tap.ok("times" not in done.stderr, "what may be repeated is taken twice", done.stderr)


def about(world, what):
    return [(one["finding"], one["detail"]) for one in world.findings(what)]


def alive(tap, world):
    world.deliver("list@example.org", extra="Auto-Submitted: auto-generated\n")
    world.run()
    found = about(world, "held")
    tap.ok(found and found[0][0] == "notice" and found[0][1].startswith("1 mails are held"),
           "held mail is told", found)
    found = about(world, "outbox")
    tap.ok(all(one[0] == "ok" for one in found), "mail that is due is no fault", found)
    world.execute("UPDATE outbox SET state = 0, due_at = (strftime('%s', 'now') + 3650 * 86400) * 1000000, "
                  "settled_at = 0 WHERE id = (SELECT min(id) FROM outbox)")
    found = [one for one in about(world, "outbox") if one[0] == "warning"]
    tap.ok(found and found[0][1].startswith("1 mails are due in more than 8 days"), "mail due in ten years is told",
           about(world, "outbox"))
    tap.ok(about(world, "disk"), "the disk is looked at")


def team(tap, world):
    tap.same([one[0] for one in about(world, "people")], ["ok"], "J21: the owner is told of new tickets")
    world.postern("person", "add", "bob@example.com", "--role", "agent")
    found = about(world, "people")
    tap.ok([one[0] for one in found] == ["ok", "notice"] and found[1][1].startswith("1 agents and supervisors"),
           "J21: that an agent hears of none is said", found)
    world.set("rules", "notify_new = team")
    tap.same([one[0] for one in about(world, "people")], ["ok"], "J21: but not where the team is told")
    world.change("\nnotify_new = team", "")
    world.postern("person", "set", "bob@example.com", "--state", "disabled")


def staff_mail(tap, world):
    world.deliver("carol@example.org")
    world.run()
    tap.same(about(world, "staff mail"), [], "J4: staff mail that goes well is not spoken of")
    world.execute("UPDATE outbox SET state = 5")
    found = about(world, "staff mail")
    tap.ok(len(found) == 1 and found[0][0] == "warning" and "to 1 of our people failed" in found[0][1]
           and found[0][1].endswith("ann@example.com"), "J4: staff mail that failed is told", found)


def main():
    tap = Tap()
    with World() as world:
        for part in (settings, trusted, slips, alive, team, staff_mail):
            part(tap, world)
    return tap.end()


sys.exit(main())
