"""What people are told names no rule: refusals, held mail, the log, mails.  Ids are for explain and --json.  Prints
TAP."""
import os
import re
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import CARL, SOURCE, Tap, World
import law

LAW = law.Law(SOURCE)
WORD = re.compile(r"(?<![\w=+./@-])([A-Z]{1,2}[0-9]{1,3}[a-c]?)(?![\w@-])")
NUMBER = re.compile(r"\brows? [0-9]+: ")


def ids(text):
    return [one for one in WORD.findall(text) if one in LAW.ids] + NUMBER.findall(text)


def words(message):
    """Subject and texts of a mail."""
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["Subject"])] + texts)


def fill(world):
    for name, role in (("bert", "agent"), ("lena", "light-agent"), ("adam", "admin")):
        world.postern("person", "add", name + "@example.com", "--name", name.capitalize() + " Agent", "--role", role)
    for n in range(1, 4):
        world.deliver("carl@example.org", subject="Matter %d" % n)
    world.deliver("dora@example.org", extra="Auto-Submitted: auto-replied\n")
    world.deliver("dora@example.org", body="", subject="")
    world.run()
    world.postern("ticket", "assign", "1", "bert@example.com")
    world.postern("ticket", "status", "2", "solved", "--as", "bert@example.com")
    world.postern("ticket", "merge", "3", "1")
    world.run()


REFUSED = [
    ("ticket", "status", "1", "new"),
    ("ticket", "status", "1", "closed"),
    ("ticket", "status", "1", "solved", "--as", "lena@example.com"),
    ("ticket", "reply", "1", "x", "--as", "carl@example.org"),
    ("ticket", "follow", "1", "--as", "bert@example.com"),
    ("ticket", "follow", "1", "--as", "carl@example.org"),
    ("ticket", "assign", "1", "lena@example.com"),
    ("ticket", "assign", "1", "carl@example.org"),
    ("ticket", "cc", "1", "add", "support@example.com"),
    ("ticket", "cc", "1", "add", "dora@example.org", "--as", "lena@example.com"),
    ("ticket", "participant", "1", "add", "dora@example.org"),
    ("ticket", "set", "1", "requester", "dora@example.org", "--as", "bert@example.com"),
    ("ticket", "set", "1", "shared", "no"),
    ("ticket", "note", "3", "x"),
    ("ticket", "merge", "1", "3"),
    ("ticket", "merge", "2", "1"),
    ("ticket", "followup", "1", "x"),
    ("ticket", "delete", "1", "--as", "bert@example.com"),
    ("ticket", "show", "1", "--as", "carl@example.org"),
    ("outbox", "drop", "1", "--as", "carl@example.org"),
    ("held", "release", "1", "--as", "lena@example.com"),
    ("held", "delete", "1", "--as", "carl@example.org"),
    ("person", "set", "carl@example.org", "--name", "C", "--as", "bert@example.com"),
    ("division", "add", "Mine", "--as", "bert@example.com"),
]


def refusals(tap, world):
    said = []
    for one in REFUSED:
        done = world.attempt(*one)
        said.append((done.returncode, " ".join(one), done.stderr.strip()))
    seen = [one for one in said if one[0] == 77]
    tap.ok(len(seen) >= 18, "commands are refused: %d" % len(seen),
           "\n".join("%d %s: %s" % one for one in said if one[0] != 77))
    tap.same([one for one in said if ids(one[2])], [], "a refusal names no rule")


def looking(tap, world):
    shown = {"held": world.postern("held", "list")}
    for one in world.held():
        shown["held show %d" % one["message"]] = world.postern("held", "show", str(one["message"]))
    for n in ("1", "2", "3"):
        shown["show " + n], shown["log " + n] = world.postern("ticket", "show", n), world.postern("ticket", "log", n)
    shown["outbox"] = world.postern("outbox", "list", "--all")
    tap.ok(any("reason" in text for text in shown.values()), "held mail tells its reason", shown)
    tap.same([(name, ids(text)) for name, text in shown.items() if ids(text)], [],
             "what the commands show names no rule")
    tap.ok(ids(world.attempt("held", "show", "--json", str(world.held()[0]["message"])).stdout),
           "but JSON does")


def answer(world, to, body):
    """BODY from TO, to the newest mail that they have."""
    world.answer(world.inbox(to)[-1], to, body)
    world.run()


def mails(tap, world):
    answer(world, "bert@example.com", "#status new\n#assignee carl@example.org\n#requester nobody\n#public "
           "true\n#group None\n\nText.")
    answer(world, CARL, "#status solved\n\nMy answer.")
    texts = [words(mail) for mail in world.inbox("*")]
    tap.ok(any("not done" in text or "refused" in text for text in texts), "a mail says what was refused", texts[-3:])
    tap.same([(ids(text), text) for text in texts if ids(text)], [], "%d mails name no rule" % len(texts))


def main():
    tap = Tap()
    with World() as world:
        tap.same(ids("nothing returns to new (L2)"), ["L2"], "an id is seen")
        tap.same(ids("row 15: no text"), ["row 15: "], "a row is seen")
        fill(world)
        refusals(tap, world)
        looking(tap, world)
        mails(tap, world)
    return tap.end()


sys.exit(main())
