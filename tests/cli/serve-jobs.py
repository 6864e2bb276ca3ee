#!/usr/bin/env python3
"""Jobs: held mail that is let in is read again by whoever works them off, a running service or the command itself,
and once; killed at any commit in between, the next one does what is left."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.environ.get('top_srcdir', os.path.join(os.path.dirname(__file__), '..', '..')),
                                'tests', 'lib'))
from serving import Bench, Tap, is_testing, wait_for

MOST = 12


def held_world(bench):
    world = bench.world()
    world.postern('person', 'add', 'ann@example.com', '--role', 'owner', check=True)
    world.drop(world.mail('robot', 'Auto-Submitted: auto-generated\n'))
    world.postern('run', check=True)
    assert world.rows('SELECT id, held FROM message') == [(1, 1)]
    return world


def state(world):
    """Subjects of tickets, messages still held, jobs."""
    return (world.subjects(), world.count('SELECT count(*) FROM message WHERE held = 1'),
            world.count('SELECT count(*) FROM job'))


def by_command(t, bench):
    world = held_world(bench)
    said = world.postern('held', 'release', '1')
    t.same((said.returncode, said.stdout), (0, 'new: ticket #1\n'),
           'no service: held release says at once what became of it', said)
    t.same(state(world), (['robot'], 0, 0), 'and no job is left')
    said = world.postern('held', 'release', '1')
    t.ok(said.returncode and 'not held' in said.stderr, 'a second time it is refused', said)
    t.same(state(world), (['robot'], 0, 0), 'and makes no job')


def by_service(t, bench):
    world = held_world(bench)
    world.start()
    said = world.postern('held', 'release', '--subject', 'Nightly', '1')
    t.same((said.returncode, said.stdout), (0, 'new: ticket #1\n'),
           'a service is at work: held release says what became of it', said)
    t.same(state(world), (['Nightly'], 0, 0), 'the mail was let in once, with the subject that the agent gave it')
    t.ok(wait_for(lambda: world.count('SELECT count(*) FROM outbox WHERE state <> 2') == 0, 20),
         'and its notifications are sent')
    t.same(world.stop(), 0, 'serve ends with 0')
    t.same(world.traces(), [], 'and has met no fault of our own')


def in_vain(t, bench):
    world = held_world(bench)
    store = sqlite3.connect(world.store)
    store.execute("INSERT INTO job (id, kind, payload, due_at, made_at) VALUES (1, 1, '(1, 99, nothing, nothing)', "
                  "1, 1)")
    store.execute('UPDATE counter SET job = 1')
    store.commit()
    store.close()
    run = world.postern('run')
    t.same(run.returncode, 0, 'a job that can never be done does not stop postern run', run.stderr)
    t.same(world.rows('SELECT state, attempts FROM job'), [(3, 1)], 'it is given up')
    check = world.postern('check')
    t.ok('release #1 is given up' in check.stdout, 'and check says so', check.stdout)


def killed(t, bench):
    if not is_testing():
        t.skip('a command killed at a commit', 'built without --enable-testing')
        return
    n = 1
    while n < MOST:
        world = held_world(bench)
        said = world.postern('held', 'release', '1', POSTERN_TEST_FAULT='commit:%d:kill' % n)
        if said.returncode == 0:
            break
        world.postern('run', check=True)
        wanted = (['robot'], 0, 0) if n > 1 else ([], 1, 0)
        t.same(state(world), wanted, 'killed at commit %d: the next run does what is left, once' % n, said)
        n += 1
    t.ok(4 <= n < MOST, '%d commits were tried: asking, beginning, letting in, ending' % (n - 1))


def main():
    t = Tap()
    for part in (by_command, by_service, in_vain, killed):
        with Bench() as bench:
            part(t, bench)
    return t.end()


sys.exit(main())
