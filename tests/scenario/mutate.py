#!/usr/bin/env python3
"""Breaks one rule after the other in a copy of the source, and shows which scenarios fall.

  mutate.py [--jobs N] [--list] [RULE|FILE...]

The file mutations says which text of a source file becomes what.  A mutation is caught if for each of its rules a
scenario falls that names the rule.  One whose text is not there, or that does not compile, is not caught.  All run on the
core alone; where that does not show it, those files that name the rule run on the full store, too.  Only the mutations of
RULE or in FILE are tried if some are given.
"""
import argparse
import collections
import glob
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PROGRAM = "tests/scenario/run-scenario"
MOST_SECONDS = 300
LEFT_OUT = shutil.ignore_patterns(".git", "*.o", "*.a", ".deps", ".dirstamp", "autom4te.cache", "config.status", "__pycache__")

Mutation = collections.namedtuple("Mutation", "rules file old new label")
Result = collections.namedtuple("Result", "trouble fallen unseen")


def read(path):
    """The mutations of the file PATH."""
    found = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        never = re.match(r"([^-+#:][^:]*): (\S+) never (\w+)$", line)
        head = re.match(r"([^-+#:][^:]*): (\S+)$", line)
        if never:
            text = never.group(3) + " (PtFacts *f, PtRuling *r)\n{\n"
            found.append(Mutation(never.group(1).split(", "), never.group(2), text, text + "  if (f)\n    return FALSE;\n",
                                  never.group(3) + " never"))
        elif head:
            found.append(Mutation(head.group(1).split(", "), head.group(2), [], [], ""))
        elif line[:1] in ("-", "+"):
            (found[-1].old if line[0] == "-" else found[-1].new).append(line[1:])
        elif line and line[0] != "#":
            sys.exit("%s:%d: is neither a head nor a line of - or +" % (path, number))
    return [one if one.label else one._replace(old="\n".join(one.old), new="\n".join(one.new), label=shorten(one.new))
            for one in found]


def shorten(lines):
    return " ".join(" ".join(lines).split())[:70] or "(nothing)"


def run(words, tree, **more):
    environ = dict(os.environ, top_srcdir=".", top_builddir=".")
    return subprocess.run(words, cwd=tree, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=MOST_SECONDS, check=False, **more)


def make(tree):
    return run(["make", "-s", "-j2", PROGRAM], tree)


def left_out(folder, names):
    """What is built, and folders where something is."""
    return LEFT_OUT(folder, names) | {name for name in names if os.path.exists(os.path.join(folder, name, "config.status"))}


def build(tree):
    """The program and what it needs, in TREE, a copy of the source."""
    compiler = "ccache gcc" if shutil.which("ccache") else "gcc"
    shutil.copytree(SOURCE, tree, ignore=left_out)
    done = run(["./configure", "-q", "--enable-testing", "CC=" + compiler, "CFLAGS=-O0"], tree)
    if done.returncode == 0:
        done = make(tree)
    if done.returncode:
        sys.exit("mutate.py: the source cannot be built:\n" + done.stdout[-2000:])


def files(tree):
    return sorted(os.path.relpath(name, tree) for name in glob.glob(os.path.join(tree, "tests/scenario/*.scn")))


def names(tree):
    """{sentence of a scenario: the rules that it names}, {rule: the files where it is named}"""
    rules, places = collections.defaultdict(set), collections.defaultdict(set)
    for line in run([PROGRAM, "--list-rules"] + files(tree), tree).stdout.splitlines():
        rule, place, sentence = line.split("\t")
        rules[sentence.replace("#", " ")].add(rule)
        places[rule].add(place.split(":")[0])
    return rules, places


def fallen(tree, names_of_files, core_alone):
    """Sentences of those that fall; None if the program ended as it should not."""
    done = run([PROGRAM] + (["--memory"] if core_alone else []) + names_of_files, tree)
    return set(re.findall(r"(?m)^not ok \d+ - (.*)$", done.stdout)) if done.returncode in (0, 1) else None


def unseen(rules, sentences, named):
    return [rule for rule in rules if not any(rule in named[sentence] for sentence in sentences)]


def try_scenarios(tree, rules, named):
    sentences_rules, places = named
    sentences = fallen(tree, files(tree), True)
    left = [] if sentences is None else unseen(rules, sentences, sentences_rules)
    if left:
        more = fallen(tree, sorted(set().union(*(places[rule] for rule in left))) or files(tree), False)
        sentences = None if more is None else sentences | more
    if sentences is None:
        return Result("the program breaks", set(), rules)
    return Result("", sentences, unseen(rules, sentences, sentences_rules))


def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def find_trouble(tree, mutation):
    """Why it cannot be tried."""
    path = os.path.join(tree, mutation.file)
    if not os.path.exists(path):
        return "its file is not there"
    count = read_text(path).count(mutation.old) if mutation.old else 0
    return "" if count == 1 else "its text is there %d times" % count


def try_one(tree, mutation, named):
    rules, path = mutation.rules, os.path.join(tree, mutation.file)
    trouble = find_trouble(tree, mutation)
    if trouble:
        return Result(trouble, set(), rules)
    text = read_text(path)
    try:
        write(path, text.replace(mutation.old, mutation.new))
        if make(tree).returncode:
            return Result("it does not compile", set(), rules)
        return try_scenarios(tree, rules, named)
    except subprocess.TimeoutExpired:
        return Result("it takes too long", set(), rules)
    finally:
        write(path, text)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def work(tree, waiting, results, named):
    while True:
        try:
            at, mutation = waiting.get_nowait()
        except queue.Empty:
            return
        results[at] = try_one(tree, mutation, named)
        print_row(mutation, results[at])


def print_row(mutation, result):
    """In one piece, for several threads print."""
    word = "caught" if not result.trouble and not result.unseen else "LEFT"
    text = "%-6s %-24s %-20s %4d fall  %s\n" % (word, ", ".join(mutation.rules)[:24], os.path.basename(mutation.file),
                                              len(result.fallen), mutation.label)
    if result.trouble:
        text += "       %s\n" % result.trouble
    elif result.unseen:
        text += "       no scenario that falls names %s; fallen: %s\n" % (
            ", ".join(result.unseen), "; ".join(sorted(result.fallen)[:3]) or "none")
    sys.stdout.write(text)
    sys.stdout.flush()


def try_all(folder, mutations, jobs):
    tree = os.path.join(folder, "0")
    build(tree)
    named, results, waiting = names(tree), [None] * len(mutations), queue.Queue()
    before = fallen(tree, files(tree), False)
    if before is None or before:
        sys.exit("mutate.py: scenarios fall before anything is broken: %s" % before)
    for item in enumerate(mutations):
        waiting.put(item)
    trees = [tree] + [shutil.copytree(tree, os.path.join(folder, str(n)), symlinks=True) for n in range(1, jobs)]
    threads = [threading.Thread(target=work, args=(one, waiting, results, named)) for one in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def print_list(mutations):
    """Without trying them; those whose text is not there once are marked."""
    wrong = 0
    for one in mutations:
        trouble = find_trouble(SOURCE, one)
        print("%s: %s: %s%s" % (", ".join(one.rules), one.file, one.label, ": " + trouble if trouble else ""))
        wrong += bool(trouble)
    print("%d mutations, %d of them without their text" % (len(mutations), wrong))
    return wrong > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="what would be tried, and which texts are not there")
    parser.add_argument("only", nargs="*", metavar="RULE|FILE")
    options = parser.parse_args()
    mutations = [one for one in read(os.path.join(os.path.dirname(os.path.abspath(__file__)), "mutations"))
                 if not options.only or set(options.only) & set(one.rules + [os.path.basename(one.file)])]
    if options.list:
        return print_list(mutations)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        results = try_all(folder, mutations, options.jobs)
    caught = sum(not one.trouble and not one.unseen for one in results)
    print("%d of %d mutations are caught, in %d s" % (caught, len(mutations), time.monotonic() - begin))
    return caught < len(mutations)


if __name__ == "__main__":
    sys.exit(main())
