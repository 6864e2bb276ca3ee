#!/usr/bin/env python3
"""Real mail of other projects through `postern explain --json`, file by file, and through the spool.

The folder of test data is POSTERN_CORPORA, else ../shared beside the sources.  Every eighth file is explained, all of
them with POSTERN_LONG=1, and then the large made-up messages go through the spool too.
"""
import collections
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.path[0], '..', 'lib'))
from world import DESK, LONG, NO_RATES, SOURCE, TRACES, Tap, World, read, skip_all

LIMIT = float(os.environ.get('POSTERN_EXPLAIN_SECONDS', '2'))
SHARED = os.environ.get('POSTERN_CORPORA') or os.path.join(SOURCE, '..', 'shared')
# in the order of their numbers in the store
VERDICTS = ('new', 'reply', 'private', 'also-to', 'dup', 'auto', 'bounce', 'bounce-held', 'held', 'rejected', 'loop')


def labelled():
    """(path, format) of everything that the corpora list."""
    corpora = os.path.join(SHARED, 'corpora')
    for name in sorted(os.listdir(corpora)):
        labels = os.path.join(corpora, name, 'expected.jsonl')
        if os.path.exists(labels):
            with open(labels, encoding='utf-8') as file:
                for line in file:
                    row = json.loads(line)
                    yield os.path.join(corpora, name, row['file']), row['format']


def abuse():
    folder = os.path.join(SHARED, 'abuse')
    if os.path.isdir(folder):
        yield from (os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith('.eml'))


def bombs(folder):
    maker = os.path.join(SHARED, 'abuse', 'make-bombs')
    if not LONG or not os.path.exists(maker):
        return
    subprocess.run([sys.executable, maker, folder], check=True, stdout=subprocess.DEVNULL)
    for place, _, names in os.walk(folder): # storms are folders of mails
        yield from (os.path.join(place, name) for name in sorted(names) if name != 'manifest.tsv')


def traces(said):
    return [trace for trace in TRACES if trace in said]


def explain(world, path, verdicts):
    """What is wrong with the answer, None if nothing."""
    try:
        done = world.attempt('explain', '--json', '--to', DESK, path, text=False, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return 'took more than %g s' % LIMIT
    said = done.stderr.decode('utf-8', 'replace')
    if done.returncode != 0:
        return 'exit status %d: %s' % (done.returncode, said.strip())
    if traces(said):
        return said
    try:
        verdict = json.loads(done.stdout.decode('utf-8', 'strict'))['verdict']
    except (UnicodeDecodeError, ValueError, KeyError) as error:
        return 'no valid answer: %s' % error
    verdicts[verdict] += 1
    return None if verdict in VERDICTS else 'verdict %s' % verdict


def explain_all(tap, world):
    files = [path for path, _ in labelled()][::1 if LONG else 8]
    verdicts, faults = collections.Counter(), []
    for path in files:
        fault = explain(world, path, verdicts)
        if fault:
            faults.append('%s: %s' % (os.path.relpath(path, SHARED), fault))
    tap.none(faults, 'explain gives valid JSON in time for each of %d files' % len(files))
    for verdict, count in verdicts.most_common():
        print('# explain  %-12s %5d' % (verdict, count))


def check_folders(tap, world, names, said):
    """Each file is gone, or in poison/ with a record that says why."""
    faults = ['%s is still in the spool: %s' % (name, names[name.split(',')[0]]) for name in world.waiting()]
    poisoned = os.listdir(os.path.join(world.spool, 'poison'))
    reasons = [line for line in said.split('\n') if 'poison/' in line]
    faults += ['%s is in poison/ without a word' % name for name in poisoned
               if not any(name.split(',')[0] in line for line in reasons)]
    tap.none(faults, 'every spool file is taken, or in poison/ with its reason')
    for line in reasons:
        print('# ' + line)
    return len(poisoned)


def spool_all(tap, world):
    paths = [path for path, _ in labelled()] + list(abuse()) + list(bombs(world.path('bombs')))
    names = {world.drop('sender@example.org', read(path, 'rb')): path for path in paths}
    done = world.attempt('run', '--no-send')
    said = done.stdout + done.stderr
    faults = traces(said) + ([said[-2000:]] if done.returncode else [])
    tap.none(faults, 'run takes %d files from the spool' % len(names))
    poisoned = check_folders(tap, world, names, said)
    rows, again = world.rows('SELECT count(*), coalesce(sum(duplicates), 0) FROM message')[0]
    wrong = ['%d rows and %d duplicates for %d files' % (rows, again, len(names) - poisoned)]
    tap.none(wrong if rows + again != len(names) - poisoned else [], 'one row a message, duplicates counted')
    query = 'SELECT verdict, cause, count(*) FROM message GROUP BY 1, 2 ORDER BY 3 DESC'
    for verdict, cause, count in world.rows(query):
        print('# run      %-12s %5d%s' % (VERDICTS[verdict], count, '  cause %d' % cause if cause >= 0 else ''))
    print('# run      %-12s %5d' % ('dup', again))


def check_store(tap, world):
    done = world.attempt('check', '--full')
    words = [line.split() for line in done.stdout.splitlines() if line]
    faults = [' '.join(line) for line in words if line[0] == 'error' and line[1] in ('store', 'raw', 'spool')]
    if not any(line[:2] == ['ok', 'store'] for line in words):
        faults.append('no word that the store is well: ' + done.stderr)
    tap.none(faults + traces(done.stderr), 'check --full finds nothing wrong with the store')


def main():
    if not os.path.isdir(os.path.join(SHARED, 'corpora')):
        skip_all('no corpora at %s: set POSTERN_CORPORA' % SHARED)
    tap = Tap()
    with World(NO_RATES, owner=None) as world:
        explain_all(tap, world)
        spool_all(tap, world)
        check_store(tap, world)
    return tap.end()


sys.exit(main())
