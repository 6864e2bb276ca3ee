"""The shape of the source: layers, cycles, functions that we do not call.  Prints TAP.

First every check is tried on a small tree with one planted fault, and on the same tree without it; then the checks
read src/ and filters/.  A message says file:line, what is wrong and what to do."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from tap import Tap  # noqa: E402


BANNED = {
    "strcpy": "use g_strdup or g_strlcpy",
    "strcat": "use g_strconcat or a GString",
    "sprintf": "use g_strdup_printf or g_snprintf",
    "vsprintf": "use g_strdup_vprintf",
    "gets": "read with a length",
    "strtok": "use g_strsplit or strcspn",
    "system": "use GSubprocess or posix_spawn with an argument list",
    "popen": "use GSubprocess or posix_spawn with an argument list",
    "localtime": "times are UTC: use base/clock.h",
    "atoi": "use g_ascii_string_to_signed, which tells errors",
}

# Which library of the last column of src/LAYERS a system header belongs to; headers of the C library are free.
LIBRARIES = [
    (r"(glib|glib-unix|glib-object)\.h$|glib/", "glib"),
    (r"(gio|gio-unix-2\.0)/", "gio"),
    (r"gmime/", "gmime"),
    (r"libxml/", "libxml2"),
    (r"uchardet", "uchardet"),
    (r"sqlite3", "sqlite3"),
    (r"curl/", "curl"),
    (r"json-glib/", "json-glib"),
    (r"libpsl", "libpsl"),
    (r"nettle/", "nettle"),
]

SQL = re.compile(r"\b(SELECT\s.*\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+[\w%]+\s+SET|DELETE\s+FROM|"
                 r"ALTER\s+TABLE|DROP\s+(TABLE|INDEX|TRIGGER|VIEW)|"
                 r"CREATE\s+(TEMP\s+)?(TABLE|INDEX|UNIQUE|TRIGGER|VIEW))",
                 re.S)
PRAGMA = re.compile(r"\bPRAGMA\s")  # takes no bound values: the driver of SQLite may print its own constants into one
FORMATTING = re.compile(r"\b(\w*(?:printf|strconcat|strjoin)\w*)\s*\(")
TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]", re.M)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return TOKEN.sub(lambda m: blank(m[0]) if m[0][0] == "/" else m[0], text)


def without_strings(text):
    return TOKEN.sub(lambda m: m[0][0] + blank(m[0][1:-1]) + m[0][-1], text)


class Source:
    def __init__(self, root, name):
        self.name = name
        with open(os.path.join(root, name), encoding="utf-8") as file:
            self.raw = file.read()
        self.text = without_comments(self.raw)
        self.code = without_strings(self.text)
        self.includes = [(self.line(m.start()), m[1], m[2]) for m in INCLUDE.finditer(self.text)]

    def line(self, offset):
        return self.raw.count("\n", 0, offset) + 1

    def at(self, offset, what):
        return "%s:%d: %s" % (self.name, self.line(offset), what)


class Tree:
    def __init__(self, root):
        self.root = root
        self.layers = read_layers(os.path.join(root, "src", "LAYERS"))
        self.sources = []
        for top in ("src", "filters"):
            for folder, folders, names in os.walk(os.path.join(root, top)):
                folders.sort()
                for name in sorted(names):
                    if name.endswith((".c", ".h")):
                        path = os.path.relpath(os.path.join(folder, name), root)
                        self.sources.append(Source(root, path))


def read_layers(path):
    layers = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                name, rest = line.split(":", 1)
                allowed, _, libraries = rest.partition("|")
                layers[name.strip()] = (set(allowed.split()), set(libraries.split()))
    return layers


def layer_of(name):
    parts = name.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]


def check_layers(tree):
    for source in tree.sources:
        layer = layer_of(source.name)
        if layer not in tree.layers:
            yield "%s:1: the folder %s is no layer: give it a row in src/LAYERS" % (source.name, layer)
            continue
        for line, bracket, target in source.includes:
            if bracket == '"' and target != "config.h":
                yield from check_include(tree, source, line, layer, target)


def check_include(tree, source, line, layer, target):
    other = target.split("/")[0]
    if "/" not in target or other not in tree.layers:
        yield '%s:%d: "%s" names no layer: write #include "LAYER/file.h"' % (source.name, line, target)
    elif other != layer and other not in tree.layers[layer][0]:
        allowed = " ".join(sorted(tree.layers[layer][0])) or "nothing else"
        yield '%s:%d: %s may not include "%s": move the code, or hand the value down as an argument (allowed: %s)' % (
            source.name, line, layer, target, allowed)


def check_libraries(tree):
    for source in tree.sources:
        allowed = tree.layers.get(layer_of(source.name), (set(), set()))[1]
        for line, bracket, target in source.includes:
            library = next((lib for pattern, lib in LIBRARIES if re.match(pattern, target)), None)
            if bracket == "<" and library and library not in allowed:
                yield "%s:%d: <%s> is of %s, which this layer does not use: go through one that does (src/LAYERS)" % (
                    source.name, line, target, library)


def check_goto(tree):
    for source in tree.sources:
        for match in re.finditer(r"\bgoto\b", source.code):
            yield source.at(match.start(), "goto: return early, or let g_autoptr clean up")


def check_cycles(tree):
    headers = {}
    for source in tree.sources:
        if source.name.endswith(".h"):
            key = source.name[4:] if source.name.startswith("src/") else source.name
            headers[key] = source
    done = set()

    def walk(key, path):
        for line, bracket, target in headers[key].includes:
            if bracket != '"' or target not in headers:
                continue
            if target in path:
                cycle = path[path.index(target):] + [target]
                yield "%s:%d: headers include each other in a circle (%s): declare the struct instead" % (
                    headers[key].name, line, " -> ".join(cycle))
            elif target not in done:
                yield from walk(target, path + [target])
        done.add(key)

    for key in sorted(headers):
        if key not in done:
            yield from walk(key, [key])


def check_banned(tree):
    pattern = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED))
    for source in tree.sources:
        for match in pattern.finditer(source.code):
            yield source.at(match.start(), "%s is not called here: %s" % (match[1], BANNED[match[1]]))


def closing(code, start):
    depth = 0
    for offset in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[offset], 0)
        if depth == 0:
            return offset
    return len(code)


def check_sql(tree):
    for source in tree.sources:
        if re.match(r"src/store/migrat\w*\.c$", source.name):
            continue
        for match in FORMATTING.finditer(source.code):
            arguments = source.text[match.end():closing(source.code, match.end() - 1)]
            driver = re.match(r"src/store/sqlite-\w+\.c$", source.name)
            if SQL.search(arguments) or (PRAGMA.search(arguments) and not driver):
                yield source.at(match.start(), "SQL is built by %s: write it as a constant and bind the values"
                                % match[1])


# What a row implies stands beside it in the table; a number elsewhere is a rule that nobody finds there.
ROW_NUMBER = re.compile(r"(?:->|\.)row\s*(?:[<>=!]=|[<>])\s*\d|\bcase\s+ROW_|switch\s*\([^)]*(?:->|\.)row\)")


def check_row_numbers(tree):
    for source in tree.sources:
        if source.name.startswith("src/core/") and not source.name.startswith("src/core/rows-"):
            for match in ROW_NUMBER.finditer(source.code):
                yield source.at(match.start(), "the number of a row is compared: give the row a mark (core/ruling.h)")


CHECKS = [
    ("every include goes down the layers", check_layers),
    ("every library is used by its own layers only", check_libraries),
    ("there is no goto", check_goto),
    ("no headers include each other in a circle", check_cycles),
    ("banned functions are not called", check_banned),
    ("no row is known by its number outside the table", check_row_numbers),
    ("no SQL is built by printf outside the migration", check_sql),
]

# -- planted faults -------------------------------------------------------------------------------------------------

LAYERS = """# a comment: with a colon
base:                 | glib
model:   base         | glib
core:    base model   | glib
store:   base model   | glib sqlite3
filters: base model   | glib
"""

CLEAN = {
    "src/base/text.h": '#include <glib.h>\n#include <string.h>\nint f (void);\n',
    "src/base/text.c": '#include "config.h"\n#include "base/text.h"\n\n'
                       'int\nf (void)\n{\n  return 1; /* no goto, no atoi () */\n}\n',
    "src/model/ticket.h": '#include "base/text.h"\n',
    "src/core/decide.c": '#include "model/ticket.h"\n/* #include "store/store.h" */\n'
                         'static const char *s = "goto system (x)";\n',
    "src/store/store.c": '#include <sqlite3.h>\nconst char *q = "SELECT a FROM b";\n'
                         'int\ng (S *s)\n{\n  return s->system (1);\n}\n',
    "src/store/migrate.c": 'char *\nh (int v)\n{\n  return g_strdup_printf ("PRAGMA user_version = %d", v);\n}\n',
    "filters/spam.c": '#include "model/ticket.h"\n#include "filters/spam.h"\n',
    "filters/spam.h": "",
}


PLANTED = [
    ("an include that goes up", check_layers, "src/base/text.c", '#include "model/ticket.h"\n',
     'src/base/text.c:1: base may not include "model/ticket.h"'),
    ("an include that goes sideways", check_layers, "src/store/a.c", '\n#include "core/decide.h"\n',
     'src/store/a.c:2: store may not include "core/decide.h"'),
    ("a filter that reaches into the store", check_layers, "filters/a.c", '  #  include  "store/store.h"\n',
     'filters/a.c:1: filters may not include "store/store.h"'),
    ("an include without its folder", check_layers, "src/core/a.c", '#include "decide.h"\n',
     'src/core/a.c:1: "decide.h" names no layer'),
    ("a folder that is no layer", check_layers, "src/misc/a.c", "", "src/misc/a.c:1: the folder misc is no layer"),
    ("a library of another layer", check_libraries, "src/core/a.c", "#include <sqlite3.h>\n",
     "src/core/a.c:1: <sqlite3.h> is of sqlite3"),
    ("a goto", check_goto, "src/core/a.c", "int\nf (void)\n{\n  goto out;\n}\n", "src/core/a.c:4: goto"),
    ("headers in a circle", check_cycles, "src/base/text.h", '#include "model/ticket.h"\n',
     "src/model/ticket.h:1: headers"),
    ("a header that includes itself", check_cycles, "src/core/a.h", '#include "core/a.h"\n',
     "src/core/a.h:1: headers"),
    ("a row known by its number", check_row_numbers, "src/core/a.c", "x = r->row == 22;\n",
     "src/core/a.c:1: the number of a row is compared"),
    ("rows known by their numbers", check_row_numbers, "src/core/a.c", "\nx = ruling.row < 19;\n",
     "src/core/a.c:2: the number of a row is compared"),
    ("a row that is looked for at all", check_row_numbers, "src/core/a.c", "x = r->row != NULL;\n", None),
    ("SQL by printf", check_sql, "src/store/a.c", 'x = g_strdup_printf ("SELECT a FROM t WHERE b = \'%s\'",\n b);\n',
     "src/store/a.c:1: SQL is built by g_strdup_printf"),
    ("SQL put together", check_sql, "src/core/a.c", '\nx = g_strconcat (f (1), "DELETE FROM t", NULL);\n',
     "src/core/a.c:2: SQL is built by g_strconcat"),
    ("a message that only talks of an update", check_sql, "src/store/a.c",
     'g_strdup_printf ("cannot update %s", x);\n', None),
    ("a PRAGMA by printf outside the migration", check_sql, "src/store/a.c",
     'sqlite3_mprintf ("PRAGMA x = %d", 1);\n',
     "src/store/a.c:1: SQL is built by sqlite3_mprintf"),
    ("a PRAGMA by printf in the driver", check_sql, "src/store/sqlite-a.c", 'sqlite3_mprintf ("PRAGMA x = %d", 1);\n',
     None),
    ("SQL by printf in the driver", check_sql, "src/store/sqlite-a.c", 'sqlite3_mprintf ("DROP TABLE %s", x);\n',
     "src/store/sqlite-a.c:1: SQL is built by sqlite3_mprintf"),
] + [
    ("a call of " + name, check_banned, "src/core/a.c", "int\nf (void)\n{\n  return %s (x);\n}\n" % name,
     "src/core/a.c:4: %s is not called here" % name) for name in sorted(BANNED)
] + [
    ("a function whose name only ends like one", check_banned, "src/core/a.c", "my_system (x); pt_gets (x);\n", None),
]


def plant(root, files):
    for name, text in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def found(check, name=None, text=None):
    with tempfile.TemporaryDirectory() as root:
        plant(root, CLEAN)
        plant(root, {"src/LAYERS": LAYERS})
        if name:
            plant(root, {name: text})
        return list(check(Tree(root)))


def main():
    tap = Tap()
    root = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    for sentence, check in CHECKS:
        faults = found(check)
        tap.ok(not faults, "a clean tree passes: " + sentence, faults)
    for sentence, check, name, text, wanted in PLANTED:
        faults = found(check, name, text)
        passed = faults == [] if wanted is None else len(faults) == 1 and faults[0].startswith(wanted)
        tap.ok(passed, ("passed: " if wanted is None else "told: ") + sentence, [] if passed else faults)
    tree = Tree(root)
    tap.ok(len(tree.sources) > 20 and len(tree.layers) > 10, "the tree is there: %d sources" % len(tree.sources))
    for sentence, check in CHECKS:
        faults = list(check(tree))
        tap.ok(not faults, sentence, faults)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
