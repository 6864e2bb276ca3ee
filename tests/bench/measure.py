#!/usr/bin/env python3
"""What a change costs in this tree, and how the tree is built, as a table: one column for each checkout.

  measure.py [-v] [CHECKOUT[:BUILD]...]     this one unless some are given; BUILD: where its run-scenario is built

Files to touch are those that name one example of the thing today.  Calls are counted by gdb from where its evidence
is read to the end of pt_decide, for one agent's answer with a token in To, in In-Reply-To, in References and in the
body; without BUILD or gdb they are left out."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
import csource  # noqa: E402

# What one adds; the example; how it is named.
EXAMPLES = [
    ("a message field", "has_plain", r"\bhas_plain\b"),
    ("a ticket column", "solved_by", r"\bsolved_by\b|\bSOLVED_BY\b"),
    ("a settable field", "restricted", r"\brestricted\b|\bPT_FIELD_RESTRICTED\b"),
    ("a snapshot fact", "name_is_staff", r"\bname_is_staff\b"),
    ("a setting", "header_match_days", r"\bheader_match_days\b"),
    ("a kind of notification", "reminder", r"\bPT_NOTIFY_REMINDER\b|\breminder\b"),
    ("a command", "ticket seen", r"\bpt_cmd_ticket_seen\b|\bticket seen\b"),
    ("an entrance", "lmtp", r"\bPT_ENTRANCE_LMTP\b|\blmtp\b"),
]
PLACES = ("src", "filters", "schema", "man", "templates", "tests")
# Where evidence begins to be read, by one name or the other.
BEGINS = ("pt_keys_make", "pt_lookup_make")
COUNTED = ("pt_hmac_sha256", "pt_commands_read")
ENDINGS = (".1", ".5", ".7", ".c", ".h", ".py", ".sh", ".scn", ".mk", ".sql", ".txt", ".html", ".subject")

# What comes of it is not said right, so that run-scenario prints the decision.
ANSWER = """given
  setting authserv_id mx.example.com
  mailbox support support@example.com
  person ann agent ann@example.com
  person carl end-user carl@example.org
  ticket 1000 requester carl assignee ann
  comment 1 on 1000 by carl public "It does not print."
  sent 1 notice comment 1 to ann
scenario "an agent answers"
when
  mail from ann to support+{token 1000 ann}
  envelope to support+{token 1000 ann}
  in-reply-to {id notice 1 ann}
  references {id notice 1 ann}
  text
    It prints now.

    > It does not print.
    > {body 1000 ann 1}
then
  verdict held
"""


def read_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def files_of(root, place):
    for folder, folders, names in os.walk(os.path.join(root, place)):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(folder, name)


class Checkout:
    def __init__(self, word):
        self.root, _, build = word.partition(":")
        self.build = os.path.abspath(build) if build else None
        self.files = csource.read_files(self.root, ("src", "filters"), (".c", ".h"))
        self.texts = {os.path.relpath(path, self.root): read_text(path) for place in PLACES
                                for path in files_of(self.root, place) if not path.endswith("measure.py")}

    def named(self, pattern):
        return [path for path, text in self.texts.items() if re.search(pattern, text) or re.search(pattern, path)]

    def touched(self, pattern):
        paths = self.named(pattern)
        tests = sum(path.startswith("tests") for path in paths)
        return "%d + %d" % (len(paths) - tests, tests)

    def lines(self, place):
        return sum(text.count("\n") for path, text in self.texts.items()
                   if os.path.dirname(path + "/").startswith(place + "/") and path.endswith(ENDINGS))

    def rooms(self):
        return sorted(name for name in os.listdir(os.path.join(self.root, "src"))
                      if os.path.isdir(os.path.join(self.root, "src", name)))

    def circles(self):
        """Groups of .c files that call each other in a circle, without what the tables of handlers name."""
        import importlib
        lint = importlib.import_module("house-lint")
        return list(lint.find_circles(lint.calls(lint.Tree(self.root))))

    def longest_function(self):
        return max((piece.lines(), piece.name) for file in self.files for piece in file.pieces
                   if piece.kind == "function")

    def longest_file(self):
        return max((file.text.count("\n"), file.path) for file in self.files)

    def calls(self):
        """{function: how often it is called for the answer}"""
        if not self.build or not shutil.which("gdb"):
            return {}
        program = os.path.join(self.build, "tests", "scenario", "run-scenario")
        with tempfile.TemporaryDirectory() as folder:
            scenario, script = os.path.join(folder, "answer.scn"), os.path.join(folder, "script")
            with open(scenario, "w", encoding="utf-8") as file:
                file.write(ANSWER)
            with open(script, "w", encoding="utf-8") as file:
                file.write(gdb_script())
            done = subprocess.run(["gdb", "-batch", "-nx", "-x", script, "--args", program, "--memory", scenario],
                                  cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                                  env=dict(os.environ, top_srcdir=os.path.abspath(self.root)), check=False)
        found = dict(re.findall(r"(?m)^count (\w+) (\d+)$", done.stdout))
        if not found or "verdict reply row 43" not in done.stdout:
            sys.exit("measure.py: the answer was not decided:\n%s%s" % (done.stdout[-2000:], done.stderr[-2000:]))
        return found


def gdb_script():
    lines = ["set pagination off", "set breakpoint pending on", "set confirm off"]
    lines += ["break " + name for name in BEGINS] + ["run", "delete"]
    for n, name in enumerate(COUNTED):
        lines += ["set $n%d = 0" % n, "break " + name, "commands", "silent", "set $n%d = $n%d + 1" % (n, n),
                  "continue", "end"]
    lines += ["tbreak pt_decide", "continue", "up", "tbreak *$pc", "continue"]
    lines += ['printf "count %s %%d\\n", $n%d' % (name, n) for n, name in enumerate(COUNTED)]
    return "\n".join(lines + ["delete", "continue"]) + "\n"


def rows(checkouts):
    yield "files to touch, program + tests, by an example", [""] * len(checkouts)
    for what, example, pattern in EXAMPLES:
        yield "  %s (%s)" % (what, example), [one.touched(pattern) for one in checkouts]
    yield "calls for one agent's answer with four tokens", [""] * len(checkouts)
    counts = [one.calls() for one in checkouts]
    for name in COUNTED:
        yield "  " + name, [count.get(name, "-") for count in counts]
    yield "lines", [""] * len(checkouts)
    for room in sorted({room for one in checkouts for room in one.rooms()}):
        yield "  src/" + room, [one.lines("src/" + room) for one in checkouts]
    for place in ("filters", "tests", "man", "schema", "templates"):
        yield "  " + place, [one.lines(place) for one in checkouts]
    yield "  all of src and filters", [one.lines("src") + one.lines("filters") for one in checkouts]
    circles = [one.circles() for one in checkouts]
    yield "circles between .c files", [len(found) for found in circles]
    yield "  files in them", [sum(len(group) for group in found) for found in circles]
    yield "longest function", ["%d %s" % one.longest_function() for one in checkouts]
    yield "longest file", ["%d %s" % one.longest_file() for one in checkouts]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", "--verbose", action="store_true", help="which files, too")
    parser.add_argument("checkouts", nargs="*", default=[os.path.join(HERE, "..", "..")], metavar="CHECKOUT[:BUILD]")
    options = parser.parse_args()
    checkouts = [Checkout(word) for word in options.checkouts]
    for what, values in rows(checkouts):
        print(("%-50s" % what + "".join("  %-34s" % value for value in values)).rstrip())
    if options.verbose:
        for one in checkouts:
            for what, _, pattern in EXAMPLES:
                print("%s: %s: %s" % (one.root, what, " ".join(one.named(pattern))))
            for group in one.circles():
                print("%s: circle: %s" % (one.root, " ".join(group)))


if __name__ == "__main__":
    main()
