"""The rules of the house: columns, lengths, circles between files, where a function stands, how a condition is
written. Prints TAP.

First every rule is tried on a small tree with one planted fault; then they read the tree.  A message says file:line,
what is wrong and what to do.  What is not mended yet stands in house-exceptions, with its reason; what is mended
there is said."""
import collections
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import csource  # noqa: E402
from tap import Tap  # noqa: E402

COLUMNS = 118
FILE_LINES = 400
FUNCTION_LINES = 60
TOPS = ("src", "filters", "tests")
LOGICAL = {"&&", "||"}
EDGES = LOGICAL | {"=", "|=", "&=", "?", ":", ";", "{", "}", ",", "return", "case", "else"}

# Tables that name what carries out each of their rows: whoever is called through one does not know who calls.
TABLES = {
    "commands": "each command stands in a file of its own, and prints its help through the table",
    "checks": "each part of postern check says what it finds by the same function",
    "handlers": "each request is carried out in the file of its topic, and refuses by the same function",
    "kinds": "each transport is made in a file of its own",
    "doers": "each mail command is carried out by a function of its own",
}
# Headers that a whole folder answers for: what they declare is done by the step it belongs to.
FACES = {
    "src/store/store.h": "what others may ask of the store: opening, gathering, applying, migrating are files of "
                         "their own",
    "src/gateway/gateway.h": "what commands may ask of the gateway: each step is a file of its own",
    "src/cmd/command.h": "the table of commands, one use of a command, and help: each is a file of its own",
    "filters/filter.h": "the filters, which their table runs",
}
class Tree:
    def __init__(self, root):
        self.root = root
        self.sources = csource.read_files(root, TOPS, (".c", ".h"))
        self.program = [one for one in self.sources if not one.path.startswith("tests") and one.path.endswith(".c")]
        self.homes = find_homes(self.program)

    def texts(self):
        """(path, text) of everything that people write by hand."""
        yield from ((one.path, one.text) for one in self.sources)
        for top in ("tests", "man"):
            for folder, folders, names in os.walk(os.path.join(self.root, top)):
                folders.sort()
                for name in sorted(names):
                    if name.endswith((".py", ".sh", ".mk")) or re.search(r"\.[157]$", name):
                        path = os.path.join(folder, name)
                        with open(path, encoding="utf-8") as file:
                            yield os.path.relpath(path, self.root), file.read()


def find_homes(files):
    """Where each function that others may call is defined."""
    return {piece.name: file.path for file in files for piece in file.pieces
            if piece.kind == "function" and piece.name.startswith("pt_") and not piece.is_static()}


def check_columns(tree):
    for path, text in tree.texts():
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS:
                yield path, number, "the line has %d columns, %d are allowed" % (len(line), COLUMNS)


def check_files(tree):
    for file in tree.sources:
        if file.text.count("\n") > FILE_LINES and not file.path.startswith("tests"):
            yield file.path, FILE_LINES + 1, "the file has %d lines, %d are allowed: split it by duty" % (
                file.text.count("\n"), FILE_LINES)


def check_functions(tree):
    for file in tree.program:
        for piece in file.pieces:
            if piece.kind == "function" and piece.lines() > FUNCTION_LINES:
                yield file.path, file.line(file.tokens[piece.first].start), (
                    "%s has %d lines, %d are allowed: split it into steps with names" % (piece.name, piece.lines(),
                                                                                         FUNCTION_LINES))


def calls(tree):
    """{file: {file that it calls: (function, line)}}, without what tables of handlers name."""
    found = collections.defaultdict(dict)
    for file in tree.program:
        for piece in file.pieces:
            if piece.kind == "table" and piece.name in TABLES:
                continue
            for at in range(piece.first, piece.last):
                name = file.tokens[at].text
                if tree.homes.get(name, file.path) != file.path:
                    found[file.path].setdefault(tree.homes[name], (name, file.line(file.tokens[at].start)))
    return found


def find_circles(graph):
    """Groups of files that reach each other."""
    order, done, reverse = [], set(), collections.defaultdict(set)

    def walk(start, edges, out):
        waiting = [(start, iter(sorted(edges.get(start, ()))))]
        done.add(start)
        while waiting:
            node, rest = waiting[-1]
            other = next((one for one in rest if one not in done), None)
            if other is None:
                waiting.pop()
                out.append(node)
            else:
                done.add(other)
                waiting.append((other, iter(sorted(edges.get(other, ())))))

    for node in sorted(graph):
        for other in graph[node]:
            reverse[other].add(node)
    for node in sorted(graph):
        if node not in done:
            walk(node, graph, order)
    done.clear()
    for node in reversed(order):
        if node not in done:
            group = []
            walk(node, reverse, group)
            if len(group) > 1:
                yield sorted(group)


def check_circles(tree):
    graph = calls(tree)
    for group in find_circles(graph):
        for path in group:
            for other, (name, line) in sorted(graph[path].items()):
                if other in group:
                    yield path, line, (
                        "%s of %s is called, which calls this file in a circle: move one of both" % (name, other))


def check_homes(tree):
    """A header's functions are in the file of its name, or in another one of its noun: NOUN.c, NOUN-PART.c."""
    named = {name for file in tree.program for piece in file.pieces if piece.kind == "table" and piece.name in TABLES
             for name in piece.words()}
    for file in tree.sources:
        if not file.path.endswith(".h") or file.path.startswith("tests") or file.path in FACES:
            continue
        folder, name = os.path.split(file.path[:-2])
        noun = os.path.join(folder, name.split("-")[0])
        for at, token in enumerate(file.tokens[:-1]):
            home = tree.homes.get(token.text)
            if home and file.tokens[at + 1].text == "(" and token.text not in named:
                if home != noun + ".c" and not home.startswith(noun + "-"):
                    yield file.path, file.line(token.start), (
                        "%s is defined in %s: give it a file of this name" % (token.text, home))


def check_null(tree):
    for file in tree.sources:
        for at, token in enumerate(file.tokens):
            if token.text == "NULL" and file.tokens[at - 1].text in ("==", "!=") and is_condition(file, at):
                yield file.path, file.line(token.start), "a pointer stands by itself in a condition: write p or !p"


def is_condition(file, at):
    """Whether the comparison that ends with token AT is a condition or a part of one, not a value."""
    tokens, first = file.tokens, at - 1
    while tokens[first - 1].text not in EDGES and tokens[first - 1].text not in csource.OPENERS:
        first = file.partner[first - 1] if tokens[first - 1].text in csource.CLOSERS else first - 1
    before, after = tokens[first - 1].text, tokens[at + 1].text
    if before in LOGICAL or after in LOGICAL or after == "?":
        return True
    return (before == "(" and after == ")" and tokens[first - 2].text in ("if", "while",
                                                                          "!")) or before == after == ";"


def check_breaks(tree):
    for file in tree.sources:
        for at, token in enumerate(file.tokens[:-1]):
            if token.text in LOGICAL and file.line(token.start) != file.line(file.tokens[at + 1].start):
                yield file.path, file.line(token.start), "a line ends in %s: break before it" % token.text


RULES = [
    ("columns", "no line is over %d columns" % COLUMNS, check_columns),
    ("file", "no file is over %d lines" % FILE_LINES, check_files),
    ("function", "no function is over %d lines" % FUNCTION_LINES, check_functions),
    ("circle", "no files call each other in a circle", check_circles),
    ("home", "functions of a header are in the file of its name", check_homes),
    ("null", "a condition names no NULL", check_null),
    ("break", "a condition breaks before && and ||", check_breaks),
]

# -- planted faults -------------------------------------------------------------------------------------------------

CLEAN = {
    "src/a/one.h": "int pt_one (void);\nint pt_one_more (void);\n",
    "src/a/one.c": '#include "a/one.h"\n\nint\npt_one (void)\n{\n  return 1;\n}\n',
    "src/a/one-more.c": "int\npt_one_more (void)\n{\n  return pt_one ();\n}\n",
    "src/a/two.h": "int pt_two (void *p);\nint pt_row (void);\n",
    "src/a/two.c": "static const Row handlers[] = { pt_row };\n\nint\npt_two (void *p)\n{\n  gboolean good = p != "
                   "NULL;\n"
                   "  if (!p\n      || pt_one ())\n    return p == NULL;\n  return good && pt_one_more ();\n}\n",
    "src/a/row.c": "int\npt_row (void)\n{\n  return pt_two (0);\n}\n",
}


def body(lines):
    return "static int\nlong_one (void)\n{\n" + "  x ();\n" * (lines - 2) + "}\n"


PLANTED = [
    ("columns", "src/a/b.c", "/* %s */\n" % ("x" * 113), "src/a/b.c:1: the line has 119 columns"),
    ("columns", "src/a/b.c", "/* %s */\n" % ("\u00e9" * 112), None),
    ("columns", "tests/a.py", "\n# %s\n" % ("x" * 117), "tests/a.py:2: the line has 119 columns"),
    ("columns", "man/a.1", "x" * 119, "man/a.1:1: the line has 119 columns"),
    ("file", "src/a/b.c", "\n" * 401, "src/a/b.c:401: the file has 401 lines"),
    ("file", "src/a/b.h", "\n" * 400, None),
    ("function", "src/a/b.c", body(61), "src/a/b.c:3: long_one has 61 lines"),
    ("function", "src/a/b.c", body(60), None),
    ("circle", "src/a/one.c", "int\npt_one (void)\n{\n  return pt_one_more ();\n}\n",
     "src/a/one-more.c:4: pt_one of src/a/one.c is called"),
    ("circle", "src/a/one.c", "static const F others[] = { pt_one_more };\n\nint\npt_one (void)\n{\n  return 1;\n}\n",
     "src/a/one-more.c:4: pt_one of src/a/one.c is called"),
    ("circle", "src/a/one.c", "static const F handlers[] = { pt_one_more };\n\nint\npt_one (void)\n{\n  return "
                              "1;\n}\n", None),
    ("home", "src/a/b.h", "int pt_one (void);\n", "src/a/b.h:1: pt_one is defined in src/a/one.c"),
    ("home", "src/a/one-rest.h", "int pt_one (void);\n", None),
    ("home", "src/b/one.h", "int pt_one (void);\n", "src/b/one.h:1: pt_one is defined in src/a/one.c"),
    ("null", "src/a/b.c", "void\nf (void *p)\n{\n  if (p == NULL)\n    g ();\n}\n",
     "src/a/b.c:4: a pointer stands by itself"),
    ("null", "src/a/b.c", "void\nf (void *p)\n{\n  while (a && g (p)->x != NULL)\n    g ();\n}\n",
     "src/a/b.c:4: a pointer"),
    ("null", "tests/b.c", "int\nf (void *p)\n{\n  return p != NULL ? 1 : 2;\n}\n", "tests/b.c:4: a pointer"),
    ("null", "src/a/b.c", "void\nf (void *p)\n{\n  for (; p != NULL; p = g (p))\n    ;\n}\n",
     "src/a/b.c:4: a pointer"),
    ("null", "src/a/b.c", "int\nf (void *p)\n{\n  g (p == NULL);\n  return p != NULL;\n}\n", None),
    ("break", "src/a/b.c", "int\nf (int a)\n{\n  return a &&\n         b;\n}\n", "src/a/b.c:4: a line ends in &&"),
    ("break", "src/a/b.c", "int\nf (int a)\n{\n  return a || /* or */\n         b;\n}\n",
     "src/a/b.c:4: a line ends in ||"),
    ("break", "src/a/b.c", "int\nf (int a)\n{\n  return a /* and */\n         && b;\n}\n", None),
]


def read_exceptions(root):
    """{(rule, file)} of the lines `RULE FILE: REASON`."""
    found = set()
    with open(os.path.join(root, "tests", "cli", "house-exceptions"), encoding="utf-8") as file:
        for line in file:
            match = re.match(r"(\w+) (\S+): \S", line)
            if match:
                found.add((match[1], match[2]))
            elif line.strip() and line[0] != "#":
                sys.exit("house-exceptions: %s is no line RULE FILE: REASON" % line.strip())
    return found


def told(check, name=None, text=None):
    with tempfile.TemporaryDirectory() as root:
        for path, content in {**CLEAN, **({name: text} if name else {})}.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(content)
        return ["%s:%d: %s" % fault for fault in check(Tree(root))]


def try_planted(tap):
    checks = {word: check for word, _, check in RULES}
    for word, sentence, check in RULES:
        tap.same(told(check), [], "a clean tree passes: " + sentence)
    for number, (word, name, text, wanted) in enumerate(PLANTED, 1):
        faults = told(checks[word], name, text)
        good = not faults if wanted is None else any(fault.startswith(wanted) for fault in faults)
        tap.ok(good, "planted %d: %s, %s" % (number, word, "nothing" if wanted is None else wanted.split(": ")[1]),
               faults)


def main():
    tap = Tap()
    try_planted(tap)
    root = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    tree, exceptions, used = Tree(root), read_exceptions(root), set()
    tap.ok(len(tree.program) > 200, "the tree is there: %d files" % len(tree.program))
    for word, sentence, check in RULES:
        faults = list(check(tree))
        used |= {(word, path) for path, _, _ in faults}
        left = ["%s:%d: %s" % fault for fault in faults if (word, fault[0]) not in exceptions]
        tap.ok(not left, sentence, left)
    for word, path in sorted(exceptions - used):
        tap.note("mended, take it out of house-exceptions: %s %s" % (word, path))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
