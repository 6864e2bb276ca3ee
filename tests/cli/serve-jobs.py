#!/usr/bin/env python3
"""Jobs: held mail that is let in is read again by whoever works them off, a running service or the command itself,
and once; killed at any commit in between, the next one does what is left."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], '..', 'lib'))
from serving import ServingWorld
from world import NO_RATES, Tap, is_testing, wait_for

MOST = 12


def held_world():
    world = ServingWorld(NO_RATES, user='nobody')
    world.drop(subject='robot', extra='Auto-Submitted: auto-generated\n')
    world.run()
    assert world.rows('SELECT id, held FROM message') == [(1, 1)]
    return world


def state(world):
    """Subjects of tickets, messages still held, jobs."""
    return (world.subjects(), world.count('SELECT count(*) FROM message WHERE held = 1'),
            world.count('SELECT count(*) FROM job'))


def by_command(t, world):
    said = world.attempt('held', 'release', '1')
    t.same((said.returncode, said.stdout), (0, 'new: ticket #1\n'),
           'no service: held release says at once what became of it', said)
    t.same(state(world), (['robot'], 0, 0), 'and no job is left')
    said = world.attempt('held', 'release', '1')
    t.ok(said.returncode and 'not held' in said.stderr, 'a second time it is refused', said)
    t.same(state(world), (['robot'], 0, 0), 'and makes no job')


def by_service(t, world):
    world.start()
    said = world.attempt('held', 'release', '--subject', 'Nightly', '1')
    t.same((said.returncode, said.stdout), (0, 'new: ticket #1\n'),
           'a service is at work: held release says what became of it', said)
    t.same(state(world), (['Nightly'], 0, 0), 'the mail was let in once, with the subject that the agent gave it')
    t.ok(wait_for(lambda: world.count('SELECT count(*) FROM outbox WHERE state <> 2') == 0, 20),
         'and its notifications are sent')
    t.same(world.stop(), 0, 'serve ends with 0')
    t.same(world.traces(), [], 'and has met no fault of our own')


def in_vain(t, world):
    world.execute("INSERT INTO job (id, kind, payload, due_at, made_at) VALUES (1, 1, '(1, 99, nothing, nothing)', "
                  "1, 1)")
    world.execute('UPDATE counter SET job = 1')
    run = world.attempt('run')
    t.same(run.returncode, 0, 'a job that can never be done does not stop postern run', run.stderr)
    t.same(world.rows('SELECT state, attempts FROM job'), [(3, 1)], 'it is given up')
    check = world.attempt('check')
    t.ok('release #1 is given up' in check.stdout, 'and check says so', check.stdout)


def killed_at(t, n):
    """Returns whether there was an N-th commit."""
    with held_world() as world:
        said = world.attempt('held', 'release', '1', POSTERN_TEST_FAULT='commit:%d:kill' % n)
        if said.returncode == 0:
            return False
        world.run()
        wanted = (['robot'], 0, 0) if n > 1 else ([], 1, 0)
        return t.same(state(world), wanted, 'killed at commit %d: the next run does what is left, once' % n, said)


def killed(t):
    if not is_testing():
        t.skip('a command killed at a commit', 'built without --enable-testing')
        return
    n = 1
    while n < MOST and killed_at(t, n):
        n += 1
    t.ok(4 <= n < MOST, '%d commits were tried: asking, beginning, letting in, ending' % (n - 1))


def main():
    t = Tap()
    for part in (by_command, by_service, in_vain):
        with held_world() as world:
            part(t, world)
    killed(t)
    return t.end()


sys.exit(main())
