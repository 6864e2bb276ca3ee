"""Every command with --json prints what postern-json(7) says: the members, all of them and no others, with their
types."""
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import SOURCE, Tap, World, write

PAGE = os.path.join(SOURCE, "man", "postern-json.7")
FILE_MAIL = """From: Carl <carl@example.org>
To: support@example.com
Cc: dora@example.net
Subject: Printer
Message-ID: <file@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

It does not print.
--b
Content-Type: text/csv
Content-Disposition: attachment; filename=a.csv

1,2
--b--
"""


def read_page():
    """{command: {path: {types}}}"""
    page, command = {}, None
    with open(PAGE, encoding="utf-8") as file:
        for line in file:
            if line.startswith(".Ss "):
                command = line[4:].strip()
                page[command] = {}
            found = re.match(r"\.It Li (\S+) Pq (.+)$", line)
            if found and command:
                page[command][found[1]] = found[2]
    return page


def members(value, path, out):
    """Collects {path: {kinds}} of every member below VALUE."""
    if isinstance(value, list):
        for one in value:
            members(one, path + "[]" if path else "", out)
        return
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        here = path + "." + name if path else name
        out.setdefault(here, []).append(one)
        members(one, here, out)


def fits(value, kind):
    base = kind.replace(" or null", "")
    if value is None:
        return kind.endswith(" or null")
    if base == "time":
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value) is not None
    if base == "word":
        return isinstance(value, str) and " " not in value
    if base.startswith("array of "):
        return isinstance(value, list) and all(fits(one, base[9:]) for one in value)
    types = {"number": int, "text": str, "boolean": bool, "array": list}
    return isinstance(value, types[base]) and not (base == "number" and isinstance(value, bool))


def lacking(value, path, page):
    """Members of the page that an object below VALUE has not: each has all of them, null where there is nothing."""
    if isinstance(value, list):
        return sorted(set(sum((lacking(one, path + "[]" if path else "", page) for one in value), [])))
    if not isinstance(value, dict):
        return []
    begin = path + "." if path else ""
    wanted = {one[len(begin):] for one in page if one.startswith(begin)}
    out = [begin + name for name in wanted if "." not in name and "[" not in name and name not in value]
    return out + sum((lacking(one, begin + name, page) for name, one in value.items()), [])


def compare(tap, command, value, page):
    found = {}
    members(value, "", found)
    tap.same(sorted(set(found) - set(page)), [], "%s: every member is on the page" % command)
    tap.same(sorted(set(page) - set(found)), [], "%s: every member of the page is printed" % command)
    tap.same(sorted(set(lacking(value, "", page))), [], "J17, %s: and each object has all of its members" % command)
    wrong = ["%s is %r, the page says %s" % (path, one, page[path])
             for path, values in found.items() for one in values if path in page and not fits(one, page[path])]
    tap.ok(not wrong, "%s: the types are those of the page" % command, "\n".join(wrong))


def fill(world):
    """Something in every list."""
    world.postern("person", "add", "fay@example.com", "--role", "agent")
    world.postern("person", "add", "lee@example.com", "--role", "agent")
    world.deliver("carl@example.org", FILE_MAIL)
    world.deliver("robot@example.org", extra="Auto-Submitted: auto-generated\n")
    world.run("--no-send")
    world.postern("ticket", "reply", "1", "Is it on?")
    world.postern("ticket", "assign", "1", "fay@example.com")
    world.postern("division", "add", "Printers")
    world.postern("division", "join", "Printers", "fay@example.com", "ann@example.com")
    world.postern("company", "add", "Example Works", "--contact", "carl@example.org")
    world.postern("company", "add", "Example Parts")
    world.postern("person", "set", "ann@example.com", "--company", "Example Works")
    return {"person show": ["ann@example.com"], "settings": ["ann@example.com"], "ticket candidates": ["1", "lee"],
            "ticket show": ["1"], "ticket log": ["1"], "ticket attachment": ["1"], "outbox show": ["1"],
            "held show": [str(world.held()[0]["message"])], "explain": [world.path("mail")]}


def commands(world):
    """Those that have --json, by the program's own list."""
    found = []
    for line in world.postern("help", "--all").splitlines():
        if "[--json]" in line:
            found.append(" ".join(re.match(r"postern ((?:[a-z]+ ?){1,2})", line)[1].split()))
    return found


def main():
    tap, page = Tap(), read_page()
    with World() as world:
        words = fill(world)
        write(words["explain"][0], FILE_MAIL.replace("file@", "other@"))
        names = commands(world)
        tap.same(sorted(names), sorted(page), "the page and the program name the same commands")
        listing = [line.split()[1:3] for line in world.postern("help", "--all").splitlines()]
        tap.same([" ".join(two) for two in listing if two[1:] and two[1] in ("list", "show")
                  and " ".join(two) not in names], [],
                 "every list and every show has --json")
        for name in sorted(names, key=lambda one: one == "run"):  # run empties the outbox
            done = world.attempt(*name.split(), *words.get(name, []), "--json")
            try:
                value = json.loads(done.stdout)
            except ValueError as trouble:
                tap.ok(False, "%s prints JSON" % name, "%s\n%s" % (trouble, done.stderr))
                continue
            compare(tap, name, value, page.get(name, {}))
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", PAGE], stdout=subprocess.PIPE, check=False)
        tap.same(lint.stdout.decode(), "", "mandoc has no objection to the page")
    return tap.end()


sys.exit(main())
