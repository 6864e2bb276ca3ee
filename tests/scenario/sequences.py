"""Random sequences of mails and requests, which random-run prints, one a seed, watched by random_model.py.  Prints
TAP.

  sequences.py              5000 of them, or with POSTERN_LONG 100000; POSTERN_SEED says with which seed they begin
  sequences.py SEED COUNT   so many from there on
  sequences.py SEED         the story of one, and what is wrong with it"""

import collections
import os
import subprocess
import sys

sys.dont_write_bytecode = True  # the sources may be read only
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import random_model  # noqa: E402
from tap import Tap  # noqa: E402

PROGRAM = os.path.join(os.environ.get("top_builddir", "."), "tests", "scenario", "random-run")
LONG = bool(os.environ.get("POSTERN_LONG"))
FIRST = int(os.environ.get("POSTERN_SEED", "1"))
COUNT = 100000 if LONG else 5000
SHOWN = 3

# (statement, what the model complains of when it is broken)
STATEMENTS = [
    ("no text reaches anybody who may not see it", ["text to somebody who may not see it"]),
    ("nothing private or unshared is told outside",
     ["something private or unshared is told outside", "mail outside of a ticket that is not shared"]),
    ("internal mail goes to people who may read it",
     ["somebody is told who may not read it", "internal mail to somebody who may not read it"]),
    ("no mail of an agent with a note mark is public, and nobody's to a note address",
     ["a marked note is public", "mail to a note address is public"]),
    ("an address in Bcc is shown to nobody", ["an address in Bcc is shown"]),
    ("people outside read no name or address of anybody who is not in the conversation",
     ["a name or address to somebody outside", "an address of staff in a text to somebody outside"]),
    ("a follower is named to nobody else, and nobody in the header of internal mail",
     ["a follower is named to somebody else", "another person in the header of internal mail"]),
    ("whom an agent's public comment is not mailed to, its author is told of, but of those who have it",
     ["somebody is not mailed and the author does not know"]),
    ("no mail goes to an address that is not its reader's", ["sent to another address"]),
    ("nobody is told twice of one update", ["two mails of one update", "told twice"]),
    ("nobody of us is brought onto a ticket that they may not read, but by an agent who may",
     ["somebody is brought onto a ticket that they may not read"]),
    ("the author is not told", ["the author is told"]),
    ("whoever was removed or disabled is not told, not even by mail that was promised before",
     ["mail to somebody who is not on the ticket any more", "somebody who is not on the ticket is told",
      "mail to somebody disabled", "mail for somebody disabled", "mail of a deleted ticket"]),
    ("every change has its event, by whoever made it", ["a change without its event", "a comment without its event"]),
    ("a closed ticket does not change but by programs and admins", ["a closed ticket changed"]),
    ("what is held, automatic or refused changes nothing",
     ["something changed by what is %s" % word for word in random_model.NOTHING + ("bounce",)]),
    ("commands of light agents, end users, strangers and unproven mail change nothing",
     ["a mail changed what it may not", "a light agent changed a ticket",
      "somebody who is no active agent did something"]),
    ("every held row was told or is in a digest to come, to who may let it in",
     ["held mail that nobody is told of", "held mail is told to who may not let it in"]),
    ("numbers never go backwards", ["a number goes backwards"]),
    ("every mail can be written", ["the program"]),
]
# What must have happened, and how often in 1000 sequences at least, or the statements would say little.
FLOORS = {"= sent": 5000, "= sent note": 1000, "= sent reply": 500, "= sent held": 500,
          "= sent held-digest": 500, "= unsent": 15, "= outbox dropped": 30,
          "= verdict held": 800, "= verdict private": 700, "= verdict reply": 500, "= verdict new": 1000,
          "= verdict auto": 50, "= verdict bounce": 80, "= verdict done": 2000, "= verdict refused": 1000}


class Test:
    def __init__(self):
        self.wrong = collections.defaultdict(list)
        self.counts = collections.Counter()
        self.sequences = 0

    def complain(self, seed, what, why):
        self.wrong[what].append((seed, why))

    def count(self, line):
        words = line.split(None, 5)
        self.counts["= " + words[1]] += 1
        state = words[3] if words[1] in ("sent", "outbox") else words[2]
        self.counts["= %s %s" % (words[1], state)] += 1

    def read(self, lines, echo=False):
        sequence = None
        for line in lines:
            if echo:
                sys.stdout.write("# " + line)
            if line.startswith("seed "):
                if sequence:
                    sequence.finish()
                sequence = random_model.Sequence(int(line.split()[1]), self.complain)
                self.sequences += 1
                continue
            if line.startswith(("= sent", "= unsent", "= outbox", "= verdict")):
                self.count(line)
            sequence.line(line)
        if sequence:
            sequence.finish()

    def complaints(self, names):
        return [(seed, name, why) for name in names for seed, why in self.wrong.get(name, ())]


def report(test, status, first, floors):
    plan = [("%d sequences ran, from seed %d on" % (test.sequences, first), status == 0 and test.sequences > 0, [])]
    for sentence, names in STATEMENTS:
        found = test.complaints(names)
        plan.append((sentence, not found, found))
    known = {name for _, names in STATEMENTS for name in names}
    other = test.complaints(set(test.wrong) - known)
    plan.append(("nothing else is wrong", not other, other))
    rare = ["%s: %d" % (what, test.counts[what]) for what, least in FLOORS.items()
            if test.counts[what] * 1000 < least * test.sequences]
    often = ("what the statements speak of happened often enough", not rare, [(0, what, "") for what in rare])
    plan += [often] * floors
    print("# " + ", ".join("%s %d" % (what[2:], test.counts[what]) for what in FLOORS))
    tap = Tap()
    for sentence, good, found in plan:
        shown = ["  sequences.py %d: %s: %s" % one for one in found[:SHOWN]]
        if len(found) > SHOWN:
            shown.append("  and %d more, of %d seeds" % (len(found) - SHOWN, len({seed for seed, _, _ in found})))
        tap.ok(good, sentence, shown)
    return tap.end()


def main(arguments):
    test, alone = Test(), len(arguments) == 2
    wanted = arguments[1:] or [str(FIRST), str(COUNT)]
    with subprocess.Popen([PROGRAM] + wanted, stdout=subprocess.PIPE, text=True, errors="replace") as program:
        test.read(program.stdout, alone)
    return report(test, program.wait(), int(wanted[0]), test.sequences >= 1000)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
