"""What people are told names no rule: refusals, held mail, the log, mails.  Ids are for explain and --json.  Prints
TAP."""
import email
import email.policy
import re
import sys

import desk as lib
import law

LAW = law.Law(lib.SOURCE)
WORD = re.compile(r"(?<![\w=+./@-])([A-Z]{1,2}[0-9]{1,3}[a-c]?)(?![\w@-])")
NUMBER = re.compile(r"\brows? [0-9]+: ")


def ids(text):
    return [one for one in WORD.findall(text) if one in LAW.ids] + NUMBER.findall(text)


def words(raw):
    """Subject and texts of a mail."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["Subject"])] + texts)


def fill(desk):
    for name, role in (("bert", "agent"), ("lena", "light-agent"), ("adam", "admin")):
        desk.well("person", "add", name + "@example.com", "--name", name.capitalize() + " Agent", "--role", role)
    for n in range(1, 4):
        desk.deliver("carl@example.org", lib.mail("carl@example.org", n, subject="Matter %d" % n))
    desk.deliver("dora@example.org", lib.mail("dora@example.org", 9, extra="Auto-Submitted: auto-replied\n"))
    desk.deliver("dora@example.org", lib.mail("dora@example.org", 10, body="", subject=""))
    desk.well("run")
    desk.well("ticket", "assign", "1", "bert@example.com")
    desk.well("ticket", "status", "2", "solved", "--as", "bert@example.com")
    desk.well("ticket", "merge", "3", "1")
    desk.well("run")


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


def refusals(tap, desk):
    said = []
    for one in REFUSED:
        done = desk.run(*one)
        said.append((done.returncode, " ".join(one), done.stderr.decode().strip()))
    seen = [one for one in said if one[0] == 77]
    tap.ok(len(seen) >= 18, "commands are refused: %d" % len(seen),
           "\n".join("%d %s: %s" % one for one in said if one[0] != 77))
    tap.same([one for one in said if ids(one[2])], [], "a refusal names no rule")


def looking(tap, desk):
    shown = {"held": desk.well("held", "list")}
    for one in desk.json("held", "list"):
        shown["held show %d" % one["message"]] = desk.well("held", "show", str(one["message"]))
    for n in ("1", "2", "3"):
        shown["show " + n], shown["log " + n] = desk.well("ticket", "show", n), desk.well("ticket", "log", n)
    shown["outbox"] = desk.well("outbox", "list", "--all")
    tap.ok(any("reason" in text for text in shown.values()), "held mail tells its reason", shown)
    tap.same([(name, ids(text)) for name, text in shown.items() if ids(text)], [],
             "what the commands show names no rule")
    tap.ok(ids(desk.run("held", "show", "--json", str(desk.json("held", "list")[0]["message"])).stdout.decode()),
           "but JSON does")


def answer(desk, to, body, number):
    """BODY from TO, to the newest mail that they have."""
    mail = email.message_from_bytes(desk.sent_to(to)[-1], policy=email.policy.default)
    address = mail["Reply-To"].addresses[0].addr_spec
    text = "From: %s\nTo: %s\nSubject: Re: %s\nMessage-ID: <%s@example.com>\nIn-Reply-To: %s\n\n%s\n" % (
        to, address, mail["Subject"], number, mail["Message-ID"], body)
    desk.deliver(to, text, address)
    return desk.well("run")


def mails(tap, desk):
    answer(desk, "bert@example.com", "#status new\n#assignee carl@example.org\n#requester nobody\n#public "
                                     "true\n#group None\n\nText.", 20)
    answer(desk, "carl@example.org", "#status solved\n\nMy answer.", 21)
    told = [raw for name in ("ann", "bert", "adam", "lena") for raw in desk.sent_to(name + "@example.com")]
    told += desk.sent_to("carl@example.org") + desk.sent_to("dora@example.org")
    texts = [words(raw) for raw in told]
    tap.ok(any("not done" in text or "refused" in text for text in texts), "a mail says what was refused", texts[-3:])
    tap.same([(ids(text), text) for text in texts if ids(text)], [], "%d mails name no rule" % len(texts))


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        tap.same(ids("nothing returns to new (L2)"), ["L2"], "an id is seen")
        tap.same(ids("row 15: no text"), ["row 15: "], "a row is seen")
        fill(desk)
        refusals(tap, desk)
        looking(tap, desk)
        mails(tap, desk)
    finally:
        desk.close()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
