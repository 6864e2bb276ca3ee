#!/usr/bin/env python3
"""Real mail of other projects through `postern explain --json`, file by file, and through the spool.

The folder of test data is POSTERN_SHARED, else ../shared beside the sources.  Every eighth file is explained, all of
them with POSTERN_LONG=1, and then the large made-up messages go through the spool too.
"""
import collections
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import Tap, skip_all  # noqa: E402
from world import BUILT, DESK, SOURCE, SPOOL_HEAD, TRACES, change  # noqa: E402

LIMIT = float(os.environ.get('POSTERN_EXPLAIN_SECONDS', '2'))
SHARED = os.environ.get('POSTERN_SHARED') or os.path.join(SOURCE, '..', 'shared')
LONG = os.environ.get('POSTERN_LONG') == '1'
# in the order of their numbers in the store
VERDICTS = ('new', 'reply', 'private', 'also-to', 'dup', 'auto', 'bounce', 'bounce-held', 'held', 'rejected', 'loop')


class World:
    """A fresh installation in FOLDER."""

    def __init__(self, folder):
        self.file = os.path.join(folder, 'postern.conf')
        self.state = os.path.join(folder, 'state')
        self.spool = os.path.join(self.state, 'spool')
        self.call('init', '--address', DESK, '--state', self.state, check=True)
        change(self.file, '[rules]', '[rules]\nrate_accept = 0\nburst = 0')

    def call(self, *words, check=False, timeout=600):
        return subprocess.run([os.path.join(BUILT, 'postern'), '-c', self.file] + list(words), timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, check=check)

    def rows(self, query):
        store = sqlite3.connect(os.path.join(self.state, 'postern.db'))
        try:
            return store.execute(query).fetchall()
        finally:
            store.close()


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
    return [trace for trace in TRACES if trace.encode() in said]


def explain(world, path, verdicts):
    """What is wrong with the answer, None if nothing."""
    try:
        done = world.call('explain', '--json', '--to', DESK, path, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return 'took more than %g s' % LIMIT
    if done.returncode != 0:
        return 'exit status %d: %s' % (done.returncode, done.stderr.decode('utf-8', 'replace').strip())
    if traces(done.stderr):
        return done.stderr.decode('utf-8', 'replace')
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


def fill_spool(world, paths):
    names = {}
    for number, path in enumerate(paths):
        second = 1767225600 + number
        name = '%d.M%06dP1' % (second, number)
        with open(path, 'rb') as source, open(os.path.join(world.spool, 'new', name), 'wb') as file:
            file.write((SPOOL_HEAD % ('sender@example.org', second * 1000000)).encode() + source.read())
        names[name] = path
    return names


def check_folders(tap, world, names, said):
    """Each file is gone, or in poison/ with a record that says why."""
    faults = ['%s is still in the spool: %s' % (name, names[name.split(',')[0]])
              for name in os.listdir(os.path.join(world.spool, 'new'))]
    poisoned = os.listdir(os.path.join(world.spool, 'poison'))
    reasons = [line for line in said.decode('utf-8', 'replace').split('\n') if 'poison/' in line]
    faults += ['%s is in poison/ without a word' % name for name in poisoned
               if not any(name.split(',')[0] in line for line in reasons)]
    tap.none(faults, 'every spool file is taken, or in poison/ with its reason')
    for line in reasons:
        print('# ' + line)
    return len(poisoned)


def spool_all(tap, world, folder):
    paths = [path for path, _ in labelled()] + list(abuse()) + list(bombs(os.path.join(folder, 'bombs')))
    names = fill_spool(world, paths)
    done = world.call('run', '--no-send')
    said = done.stdout + done.stderr
    faults = traces(said) + ([said.decode('utf-8', 'replace')[-2000:]] if done.returncode else [])
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
    done = world.call('check', '--full')
    lines = done.stdout.decode('utf-8', 'replace').split('\n')
    words = [line.split() for line in lines if line]
    faults = [' '.join(line) for line in words if line[0] == 'error' and line[1] in ('store', 'raw', 'spool')]
    if not any(line[:2] == ['ok', 'store'] for line in words):
        faults.append('no word that the store is well: ' + done.stderr.decode('utf-8', 'replace'))
    tap.none(faults + traces(done.stderr), 'check --full finds nothing wrong with the store')


def main():
    if not os.path.isdir(os.path.join(SHARED, 'corpora')):
        skip_all('no corpora at %s: set POSTERN_SHARED' % SHARED)
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix='postern-corpora-') as folder:
        world = World(folder)
        explain_all(tap, world)
        spool_all(tap, world, folder)
        check_store(tap, world)
    return tap.end()


sys.exit(main())
