"""RULES 3.3: every combination that matrix-run prints is compared with matrix_model.py, and the statements below the
table are checked over all of them.  Prints TAP."""

import collections
import os
import subprocess
import sys

sys.dont_write_bytecode = True  # the sources may be read only
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import matrix_model  # noqa: E402
from tap import Tap  # noqa: E402

PROGRAM = os.path.join(os.environ.get("top_builddir", "."), "tests", "scenario", "matrix-run")
LONG = bool(os.environ.get("POSTERN_LONG"))
PASSES, ENTRANCES, FLOOR = (16, 5, 300000) if LONG else (2, 2, 50000)
ROWS = set(range(16, 44))
SHOWN = 5


def is_evidence(word, *kinds):
    return word["evidence"].split(":")[0] in kinds


def requester_in(word):
    return "requester" in word["who"].split(":")[1].split("+")


def role_in(word, *roles):
    return word["who"].split(":")[0] in roles


def is_matched(word):
    return word["state"] not in ("none", "deleted")


INSIDE = ("agent", "agent-limited", "light-agent")


def is_unrelated(word):
    """An end user without a relation that counts: participants and company only where the feature is on."""
    role, relations, feature = word["who"].split(":")
    counts = {"requester", "cc"} | ({"participant", "company"} if feature == "on" else set())
    return role == "unknown" or (role == "end-user" and not set(relations.split("+")) & counts)


def is_apart(got):
    """A flagged ticket of its own: what a closed ticket makes of a flagged note, or a stranger's mail."""
    return got["ticket"] == "new" and got["ticket-flagged"] == "flagged"


def shows(got):
    """Something of it is public on a ticket that others stand on."""
    own = got["ticket"] == "new" and got["link"] == "-"  # a matter of their own (J8)
    return got["comment"] == "public" and not is_apart(got) and not own


# (statement, when it speaks of a case, what must hold then)
STATEMENTS = [
    ("a failed authentication is always held, or flagged once an agent vouched for it",
     lambda w: w["auth"] == "fail" and not role_in(w, "suspended"),
     lambda w, g: g["verdict"] == "held" or (w["recovered"] == "yes" and (is_apart(g) or g["comment"] == "private"))),
    ("nobody revoked or unrelated is ever public on a ticket",
     lambda w: is_matched(w) and (role_in(w, "revoked") or is_unrelated(w)),
     lambda w, g: not shows(g)),
    ("an internal is public only with pass, or with his own token where no authserv-id is configured",
     lambda w: is_matched(w) and role_in(w, *INSIDE),
     lambda w, g: not shows(g) or w["auth"] == "pass" or (w["auth"] == "nobody-trusted" and is_evidence(w, "own"))),
    ("an agent is public only on signed evidence, except as requester",
     lambda w: is_matched(w) and role_in(w, *INSIDE) and not requester_in(w),
     lambda w, g: not shows(g) or is_evidence(w, "own", "other")),
    ("nobody is public with auth none and without own evidence, except flagged by B3",
     lambda w: is_matched(w) and w["auth"] in ("none", "nobody-trusted") and not is_evidence(w, "own"),
     lambda w, g: not shows(g) or (w["auth"] == "nobody-trusted" and g["flagged"] == "flagged")),
    ("nobody is public with a differing Reply-To",
     lambda w: is_matched(w) and w["reply-to"] == "differs",
     lambda w, g: not shows(g)),
    ("an answer to a private comment is never public, except of the requester (note a)",
     lambda w: is_matched(w) and w["evidence"].endswith(":private") and not requester_in(w)
     and w["address"] != "answer",  # that is what it is for (J2)
     lambda w, g: not shows(g)),
    ("an agent's #note and #public false are never public",
     lambda w: role_in(w, *INSIDE) and w["command"] in ("note", "hide", "note+priority"),
     lambda w, g: g["comment"] != "public"),
    ("what went to a note address is never public, whoever wrote it",
     lambda w: "note" in w["address"],
     lambda w, g: g["comment"] != "public"),
    ("private comments send nothing to anybody outside but that the ticket is open again",
     lambda w: True,
     lambda w, g: g["comment"] != "private"
     or (g["outside"] in ("0", "1" if g["status"] == "open" else "0") and g["receipts"] == g["cc-receipts"] == "0")),
    ("a flagged private comment changes no status, list or field",
     lambda w: True,
     lambda w, g: g["ticket"] != "-" or (g["comment"], g["flagged"]) != ("private", "flagged")
     or (g["status"], g["cc"], g["follower"], g["ran"]) == ("-", "0", "0", "0")),
    ("a closed ticket is never touched",
     lambda w: w["state"] == "closed",
     lambda w, g: g["touched"] == "0"),
    ("a merged ticket is never touched",
     lambda w: w["state"] == "merged",
     lambda w, g: g["buried"] == "0"),
    ("what is held or rejected has no action, but that its author is there and their address works (J3)",
     lambda w: True,
     lambda w, g: g["verdict"] not in ("held", "rejected") or g["actions"] == "0"),
    ("nothing is rejected where the refusal would become a bounce",
     lambda w: w["entrance"] not in ("lmtp", "milter"),
     lambda w, g: g["verdict"] != "rejected"),
    ("commands of light agents, revoked agents and end users never run",
     lambda w: not role_in(w, "agent", "agent-limited"),
     lambda w, g: g["ran"] == "0"),
    ("nothing flagged adds a CC or runs a command",
     lambda w: True,
     lambda w, g: "flagged" not in (g["flagged"], g["ticket-flagged"]) or (g["cc"] == "0" and "0" == g["ran"])
     or (g["row"] == "22" and g["cc"] == "0")),  # there the flag says whose words it is not
    ("an unproven mail never brings others a receipt, and a failed one nobody",
     lambda w: w["auth"] != "pass",
     lambda w, g: g["cc-receipts"] == "0" and (w["auth"] != "fail" or g["receipts"] == "0")),
]


def differences(wanted, got):
    for name, right in wanted.items():
        if got[name] != str(right) and right != "any" and not (isinstance(right, tuple) and int(got[name]) in right):
            yield "%s is %s, wanted %s" % (name, got[name], right)


class Test:
    def __init__(self):
        self.combinations = 0
        self.rows = collections.Counter()
        self.wrong = collections.defaultdict(list)  # differing field and row -> cases
        self.broken = collections.defaultdict(list)
        self.spoken = collections.Counter()
        self.remarks = []

    def take(self, word, got, line):
        self.combinations += 1
        self.rows[int(got["row"])] += 1
        for difference in differences(matrix_model.expect(word), got):
            self.wrong["row %s: %s" % (got["row"], difference)].append(line)
        for sentence, speaks, holds in STATEMENTS:
            if speaks(word):
                self.spoken[sentence] += 1
                if not holds(word, got):
                    self.broken[sentence].append(line)

    def read(self, lines):
        names = next(lines).rstrip("\n").split("\t")
        facts = names.index("row")
        for line in lines:
            if line.startswith("#"):
                self.remarks.append(line.rstrip("\n"))
                continue
            values = line.rstrip("\n").split("\t")
            self.take(dict(zip(names[:facts], values)), dict(zip(names[facts:], values[facts:])),
                      " ".join(values[:facts]))


def print_cases(found):
    for what, cases in sorted(found.items(), key=lambda item: -len(item[1]))[:40]:
        print("# %d x %s" % (len(cases), what))
        for case in cases[:1]:
            print("#   matrix-run %s" % case)


def report(test, status):
    plan = [("every combination has the outcome that the table gives it (%d of them)" % test.combinations,
             not test.wrong and status == 0),
            ("there are at least %d combinations" % FLOOR, test.combinations >= FLOOR),
            ("every row of 16 to 43 is reached",
              ROWS <= set(test.rows))]
    plan += [("%s (%d)" % (sentence, test.spoken[sentence]), test.spoken[sentence] > 0 and not test.broken[sentence])
             for sentence, _, _ in STATEMENTS]
    for remark in sorted(test.remarks):
        print(remark)
    print("# row -> combinations: " + ", ".join("%d -> %d" % item for item in sorted(test.rows.items())))
    print_cases(test.wrong)
    print_cases({what: cases for what, cases in test.broken.items() if cases})
    tap = Tap()
    for sentence, good in plan:
        tap.ok(good, sentence)
    return tap.end()


def main():
    test = Test()
    with subprocess.Popen([PROGRAM, str(PASSES), str(ENTRANCES)], stdout=subprocess.PIPE, text=True) as program:
        test.read(program.stdout)
    return report(test, program.wait())


if __name__ == "__main__":
    sys.exit(main())
