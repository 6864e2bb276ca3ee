#!/usr/bin/env python3
"""A commit of postern serve fails, or its answer is lost, each in its turn while mail goes through: the service gets
over it by itself, every mail becomes one ticket, and every notification goes out once (THREATS R05, R06, T101)."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from serving import Bench, Tap, is_testing, wait_for
from world import message_ids

MOST = 30
MESSAGES = ['one', 'two']


def sent_ids(world):
    return message_ids(os.path.join(world.dir, 'sent', '*', 'new', '*'))


def is_settled(world):
    return world.count('SELECT count(*) FROM outbox') == len(MESSAGES) and world.count(
        'SELECT count(*) FROM outbox WHERE state <> 2') == 0


def one_case(t, bench, n, how):
    """Returns whether there was an N-th commit."""
    world = bench.world()
    more = {}
    if how == 'lost':
        world.change('store = sqlite:', 'store = fault:%d:lost:sqlite:' % n)
    else:
        more['POSTERN_TEST_FAULT'] = 'commit:%d:%s' % (n, how)
    for name in MESSAGES:
        world.drop(world.mail(name))
    if n == 1:
        return t.same(world.postern('serve', **more).returncode, 75,
                      'commit 1, %s: serve cannot start and ends with 75' % how)
    world.start(**more)
    settled = wait_for(lambda: is_settled(world), 40)
    log = world.log()
    fired = 'cannot be committed' in log or 'is to fail' in log
    if fired:
        ids = sent_ids(world)
        t.same((bool(settled), world.subjects(), len(ids), len(set(ids))), (True, sorted(MESSAGES), 2, 2),
               'commit %d, %s: serve goes on, two tickets, two notifications' % (n, how), log[-2000:])
        t.same(world.stop(), 0, 'and ends with 0', log[-2000:])
        if how == 'lost':
            world.change('store = fault:%d:lost:' % n, 'store = ')
        check = world.postern('check', '--full')
        t.same([line for line in check.stdout.splitlines() if line.startswith('error')], [], 'and the store is sound')
    else:
        world.stop()
    return fired


def main():
    t = Tap()
    if not is_testing():
        t.skip('a commit of serve fails', 'built without --enable-testing')
        return t.end()
    with Bench() as bench:
        for how in ('EIO', 'lost'):
            n = 1
            while n < MOST and one_case(t, bench, n, how):
                n += 1
            t.ok(5 <= n < MOST, '%s: %d commits failed, start, timers, tickets, claim and results among them'
                 % (how, n - 1))
    return t.end()


sys.exit(main())
