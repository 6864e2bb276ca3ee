#!/usr/bin/env python3
"""Breaks one rule after the other in a copy of the source, and shows which scenarios fall.

  mutate.py [--jobs N] [--list|--check] [RULE|FUNCTION|FILE...]

The file mutations says which place of the source becomes what (README, "How a rule is broken").  A mutation is caught
if for each of its rules a scenario falls that names the rule, so the files that name one of them run.  One whose
place is not there, or that does not compile, is not caught.  They run on the core alone; where that does not show it,
on the full store, too. Only the mutations of RULE, FUNCTION or FILE are tried if some are given.
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

import breaking

SOURCE = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PROGRAM = "tests/scenario/run-scenario"
MOST_SECONDS = 300
LEFT_OUT = shutil.ignore_patterns(".git", "*.o", "*.a", ".deps", ".dirstamp", "autom4te.cache", "config.status",
                                  "__pycache__")

Result = collections.namedtuple("Result", "trouble fallen unseen")


def run(words, tree, **more):
    environ = dict(os.environ, top_srcdir=".", top_builddir=".")
    return subprocess.run(words, cwd=tree, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=MOST_SECONDS, check=False, **more)


def make(tree):
    return run(["make", "-s", "-j2", PROGRAM], tree)


def left_out(folder, names):
    """What is built, and folders where something is."""
    return LEFT_OUT(folder, names) | {name for name in names
                                      if os.path.exists(os.path.join(folder, name, "config.status"))}


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
    """Only a scenario that names one of RULES counts, so only its file has to run."""
    sentences_rules, places = named
    where = {rule: places[rule] or files(tree) for rule in rules}
    sentences = fallen(tree, sorted(set().union(*where.values())), True)
    left = [] if sentences is None else unseen(rules, sentences, sentences_rules)
    if left:
        more = fallen(tree, sorted(set().union(*(where[rule] for rule in left))), False)
        sentences = None if more is None else sentences | more
    if sentences is None:
        return Result("the program breaks", set(), rules)
    return Result("", sentences, unseen(rules, sentences, sentences_rules))


def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def try_one(tree, changes, mutation, named):
    path = os.path.join(tree, changes[0].path)
    text = read_text(path)
    try:
        write(path, breaking.apply(text, changes))
        if make(tree).returncode:
            return Result("it does not compile", set(), mutation.rules)
        return try_scenarios(tree, mutation.rules, named)
    except subprocess.TimeoutExpired:
        return Result("it takes too long", set(), mutation.rules)
    finally:
        write(path, text)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def work(tree, source, waiting, results, named):
    while True:
        try:
            at, mutation = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            results[at] = try_one(tree, breaking.changes_of(source, mutation), mutation, named)
        except breaking.Trouble as trouble:
            results[at] = Result(str(trouble), set(), mutation.rules)
        print_row(mutation, results[at])


def print_row(mutation, result):
    """In one piece, for several threads print."""
    word = "caught" if not result.trouble and not result.unseen else "LEFT"
    text = "%-6s %-24s %-28s %4d fall  %s\n" % (word, ", ".join(mutation.rules)[:24], mutation.scope,
                                                len(result.fallen),
                                              " ".join(mutation.words))
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
    source = breaking.Source(SOURCE)
    threads = [threading.Thread(target=work, args=(one, source, waiting, results, named)) for one in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def print_list(mutations, everything):
    """Without trying them; those whose place is not there are marked."""
    source, wrong = breaking.Source(SOURCE), 0
    for one in mutations:
        trouble = breaking.trouble_of(source, one)
        wrong += bool(trouble)
        if everything or trouble:
            print("mutations:%d: %s: %s: %s%s" % (one.line, ", ".join(one.rules), one.scope, " ".join(one.words),
                                                  ": " + trouble if trouble else ""))
    print("%d mutations, %d of them without their place" % (len(mutations), wrong))
    return wrong > 0


def is_wanted(mutation, only, source):
    if not only or set(only) & {*mutation.rules, mutation.scope, mutation.scope.rpartition("/")[2]}:
        return True
    try:
        return os.path.basename(breaking.changes_of(source, mutation)[0].path) in only
    except breaking.Trouble:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="what would be tried, and which places are not there")
    parser.add_argument("--check", action="store_true", help="only which places are not there")
    parser.add_argument("only", nargs="*", metavar="RULE|FUNCTION|FILE")
    options = parser.parse_args()
    source = breaking.Source(SOURCE)
    mutations = [one for one in breaking.read(breaking.LIST) if is_wanted(one, options.only, source)]
    if options.list or options.check:
        return print_list(mutations, options.list)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        results = try_all(folder, mutations, options.jobs)
    caught = sum(not one.trouble and not one.unseen for one in results)
    print("%d of %d mutations are caught, in %d s" % (caught, len(mutations), time.monotonic() - begin))
    return caught < len(mutations)


if __name__ == "__main__":
    sys.exit(main())
