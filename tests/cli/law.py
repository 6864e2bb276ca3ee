"""Every rule, threat and RFC section that the sources name stands in doc/, and every RFC of doc/rfc.md is named.
Prints TAP.

First on a small tree with one planted fault, and on the same tree without it; then on the sources."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap as lib  # noqa: E402

FOLDERS = ("src", "filters", "tests", "man", "templates", "schema", "etc")
OTHERS = ("HACKING", "README")
LAST_ROW = 43  # of the ordered table, section 3.3 of the rules
NOT_RULES = {"A9": "half of a character", "C0": "control characters", "C1": "control characters"}

ENTRY = re.compile(r"^\| *(?:\d+ +)?([A-Z]{1,2}[0-9]{1,3}[a-c]?) *\|", re.M)
HEADING = re.compile(r"^#+ ([0-9]+(?:\.[0-9]+)?)\.? ", re.M)
ROW = re.compile(r"^\| ([0-9]+) \|", re.M)
RFC_ENTRY = re.compile(r"^\| ([0-9]{3,5}) \| ([0-9.]+|-) \| \S", re.M)

ID = re.compile(r"(?<![\w=%\\./-])([A-Z]{1,2}[0-9]{1,3}[a-c]?)(?![\w-])")
NUMBERS = r"([0-9.]*[0-9](?:(?:, | and | to |-)[0-9.]*[0-9])*)"
SECTION = re.compile(r"\b(RULES|THREATS) (?:sections? )%s" % NUMBERS)
ROWS = re.compile(r"\brows? %s" % NUMBERS)
RFC = re.compile(r"\bRFC ?([0-9]{3,5})(?:,? sections? %s)?" % NUMBERS)
DRAFT = re.compile(r"\b(DESIGN|STYLE|PERF|PEERS) (?:section|chapter)")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
        return file.read()


def join_lines(text):
    """Sentences of comments go on behind the marks of the next line."""
    return re.sub(r"\n[ \t]*(?:\*(?!/)|//|#|\.\\\")?[ \t]*", " ", text)


class Law:
    def __init__(self, root):
        rules, threats = read(root, "doc", "rules.md"), read(root, "doc", "threats.md")
        self.ids = set(ENTRY.findall(rules)) | set(ENTRY.findall(threats))
        self.kinds = {re.match("[A-Z]+", one)[0] for one in self.ids} - set("FGKQZ")  # sources of the rules
        self.sections = {"RULES": set(HEADING.findall(rules)), "THREATS": set(HEADING.findall(threats))}
        self.rows = {int(one) for one in ROW.findall(rules)}
        self.rfcs = set(RFC_ENTRY.findall(read(root, "doc", "rfc.md")))


def sources(root):
    for folder in FOLDERS:
        for place, folders, names in os.walk(os.path.join(root, folder)):
            folders[:] = sorted(one for one in folders if not one.startswith((".", "__")))
            for name in sorted(names):
                if name.endswith((".c", ".h", ".scn", ".sh", ".py", ".sql", ".mk", ".txt", \
                                  ".html")) or re.search(r"\.[157]$", name) \
                   or name in ("mutations", "rules", "README"):
                    yield os.path.relpath(os.path.join(place, name), root)
    yield from (name for name in OTHERS if os.path.exists(os.path.join(root, name)))


def cited_rfcs(text):
    for match in RFC.finditer(text):
        for section in re.split(r", | and | to |-", match[2]) if match[2] else ["-"]:
            yield match[1], section


def faults(root):
    law, used = Law(root), set()
    for name in sources(root):
        if name == "tests/cli/law.py":
            continue
        text = join_lines(read(root, name))
        for one in sorted(set(ID.findall(text))):
            if re.match("[A-Z]+", one)[0] in law.kinds and one not in law.ids and one not in NOT_RULES:
                yield "%s: %s is no rule and no threat of doc/: write its entry, or name the right one" % (name, one)
        for match in SECTION.finditer(text):
            for section in re.split(r", | and | to |-", match[2]):
                if section not in law.sections[match[1]]:
                    yield "%s: doc/%s.md has no section %s" % (name, match[1].lower(), section)
        for match in ROWS.finditer(text) if name.startswith("src/core/") else ():
            for row in re.split(r", | and | to |-", match[1]):
                if not row.isdigit() or int(row) not in law.rows or int(row) > LAST_ROW:
                    yield "%s: the table of section 3.3 has no row %s" % (name, row)
        for match in DRAFT.finditer(text):
            yield "%s: %s is no file of this tree: say it here, or in HACKING" % (name, match[1])
        for one in cited_rfcs(text):
            used.add(one)
            if one not in law.rfcs:
                yield "%s: RFC %s section %s is not in doc/rfc.md: add it with what it is for" % (name, *one)
    for one in sorted(law.rfcs - used):
        yield "doc/rfc.md: nothing names RFC %s section %s: take it out" % one


CLEAN = {
    "doc/rules.md": "## 1. Roles\n\n| Id | Rule |\n|---|---|\n| R1 | one |\n| MC2 | two |\n| P3a | three |\n\n### "
                    "3.3 Table\n\n| 1 | a |\n",
    "doc/threats.md": "## 7. Limits\n\n| T001 | one |\n| R01 | promise |\n",
    "doc/rfc.md": "| RFC | section | what for |\n|---|---|---|\n| 5322 | 3.4 | x |\n| 2047 | - | y |\n",
    "src/core/a.c": "/* R1, P3a; RULES section 1, T001; RFC 5322\n * section 3.4; row 1 and GB2312 */\nconst char "
                    "*s = \"MC2 R01, =A9\";\n",
    "man/a.7": "RFC 2047\n",
}
PLANTED = [
    ("a rule that is not there", "src/store/b.c", "/* (RULES R2) */", "src/store/b.c: R2 is no rule"),
    ("a rule in a string", "src/core/b.c", 'f ("MC9 R1");', "src/core/b.c: MC9 is no rule"),
    ("a threat that is not there", "filters/b.c", "/* T999 */", "filters/b.c: T999 is no rule"),
    ("a rule in a scenario", "tests/scenario/b.scn", "scenario P9: x\n", "tests/scenario/b.scn: P9 is no rule"),
    ("a section that is not there", "src/mime/b.h", "/* THREATS sections 7 and 8 */",
     "src/mime/b.h: doc/threats.md has no section 8"),
    ("a row that is not there", "src/core/b.c", "/* rows 1-2 */",
     "src/core/b.c: the table of section 3.3 has no row 2"),
    ("an RFC that is not listed", "man/b.1", "RFC 3834\n", "man/b.1: RFC 3834 section - is not in doc/rfc.md"),
    ("a section that is not listed", "src/b.c", "/* RFC 5322 section 3.5 */", "src/b.c: RFC 5322 section 3.5 is not"),
    ("an RFC that nobody names", "doc/rfc.md", CLEAN["doc/rfc.md"] + "| 822 | - | z |\n",
     "doc/rfc.md: nothing names RFC 822"),
    ("a document that is not here", "src/b.c", "/* DESIGN section 1 */", "src/b.c: DESIGN is no file"),
]


def found(name=None, text=None):
    with tempfile.TemporaryDirectory() as root:
        for path, content in {**CLEAN, **({name: text} if name else {})}.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(content)
        return list(faults(root))


def main():
    tap = lib.Tap()
    root = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    tap.same(found(), [], "a clean tree passes")
    for sentence, name, text, wanted in PLANTED:
        got = found(name, text)
        tap.ok(len(got) == 1 and got[0].startswith(wanted), "told: " + sentence, got)
    law = Law(root)
    tap.ok(len(law.ids) > 400 and law.rows >= set(range(1, LAST_ROW + 1)), "the law is there: %d ids" % len(law.ids))
    got = list(faults(root))
    tap.ok(not got, "what the sources name stands in doc/", got)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
