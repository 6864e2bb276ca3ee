#!/usr/bin/env python3
"""A commit of postern serve fails, or its answer is lost, each in its turn while mail goes through: the service gets
over it by itself, every mail becomes one ticket, and every notification goes out once (THREATS R05, R06, T101)."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], '..', 'lib'))
from serving import ServingWorld
from world import NO_RATES, Tap, is_testing, wait_for

MOST = 30
MESSAGES = ['one', 'two']


def is_settled(world):
    return world.count('SELECT count(*) FROM outbox') == len(MESSAGES) and world.count(
        'SELECT count(*) FROM outbox WHERE state <> 2') == 0


def one_case(t, world, n, how):
    """Returns whether there was an N-th commit."""
    more = {}
    if how == 'lost':
        world.set('postern', 'store = fault:%d:lost:sqlite:%s' % (n, world.store))
    else:
        more['POSTERN_TEST_FAULT'] = 'commit:%d:%s' % (n, how)
    for name in MESSAGES:
        world.drop(subject=name)
    if n == 1:
        return t.same(world.attempt('serve', **more).returncode, 75,
                      'commit 1, %s: serve cannot start and ends with 75' % how)
    world.start(**more)
    settled = wait_for(lambda: is_settled(world), 40)
    log = world.log()
    if 'cannot be committed' not in log and 'is to fail' not in log:
        return False
    ids = [mail['Message-ID'] for mail in world.inbox('*')]
    t.same((bool(settled), world.subjects(), len(ids), len(set(ids))), (True, sorted(MESSAGES), 2, 2),
           'commit %d, %s: serve goes on, two tickets, two notifications' % (n, how), log[-2000:])
    t.same(world.stop(), 0, 'and ends with 0', log[-2000:])
    if how == 'lost':
        world.change('store = fault:%d:lost:' % n, 'store = ')
    t.same(world.errors(), [], 'and the store is sound')
    return True


def commits(t, how):
    for n in range(1, MOST):
        with ServingWorld(NO_RATES, owner=None, user='nobody') as world:
            if not one_case(t, world, n, how):
                return n
    return MOST


def main():
    t = Tap()
    if not is_testing():
        t.skip('a commit of serve fails', 'built without --enable-testing')
        return t.end()
    for how in ('EIO', 'lost'):
        n = commits(t, how)
        t.ok(5 <= n < MOST, '%s: %d commits failed, start, timers, tickets, claim and results among them'
             % (how, n - 1))
    return t.end()


sys.exit(main())
