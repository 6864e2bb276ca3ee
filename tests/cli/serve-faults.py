#!/usr/bin/env python3
"""postern serve and postern run among faults: whatever is wrong, mail waits in the spool untouched, and is taken once
when it is mended.  A start and an end in order, a locked, lost, damaged or forbidden store, wrong settings, an SMTP
server that is down, and messages that end their reader."""
import os
import shutil
import signal
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.join(sys.path[0], '..', 'lib'))
from serving import ServingWorld
from sink import Sink
from world import LONG, NO_RATES, Tap, is_testing, stamp, wait_for

LATER = 75
BURST = 500


class FaultyWorld(ServingWorld):
    """Its store lies in a folder of its own, so that this may go without the spool."""

    def __init__(self, transport=None):
        super().__init__(NO_RATES, transport, owner=None, user='nobody')
        old, self.store = self.store, self.path('store', 'postern.db')
        os.mkdir(self.path('store'), 0o700)
        os.rename(old, self.own(self.path('store')) + '/postern.db')
        self.set('postern', 'store = sqlite:' + self.store)


def taken_once(t, world, subjects, fact):
    t.same((world.subjects(), sorted(world.waiting()), world.errors()), (sorted(subjects), [], []), fact,
           world.log()[-2000:])


# --- the life of a service ---

def lifecycle(t, world):
    t.same(world.start(), b'READY=1', 'serve tells the service manager when it is ready')
    other = world.attempt('serve')
    t.ok(other.returncode == LATER and 'another process is reading the spool ' + world.spool in other.stderr,
         'a second serve refuses, and says why', (other.returncode, other.stderr))
    t.same(world.deliver(subject='one', check=False), 0, 'mail is taken in while the first goes on')
    t.ok(wait_for(world.is_empty, 20) and world.subjects() == ['one'], 'and becomes a ticket', world.log())
    world.signal(signal.SIGTERM)
    t.same(world.notify.recv(100), b'STOPPING=1', 'SIGTERM: it tells the service manager that it stops')
    t.same(world.wait(), 0, 'and ends with 0')
    t.same(world.run(), 'taken 0, left 0, poisoned 0, sent 0, unsent 0\n', 'nothing is left to do')


def drain(t, world):
    world.start()
    names = ['burst %d' % i for i in range(BURST)]
    for name in names:
        world.drop(subject=name)
    wait_for(lambda: len(os.listdir(os.path.join(world.spool, 'new'))) < BURST, 20)
    t.same(world.stop(), 0, 'SIGTERM in a burst of %d messages: serve ends with 0' % BURST)
    left = world.waiting()
    t.same((len(left) + len(world.subjects()), [n for n in left if ',a=' in n]), (BURST, []),
           'each is a ticket, or waits in the spool without a mark')
    print('# %d were committed, %d left for the next' % (BURST - len(left), len(left)))
    t.same(world.count('SELECT count(*) FROM outbox WHERE state NOT IN (0, 2)'), 0, 'and no mail is half sent')
    world.start()
    wait_for(world.is_empty, 30)
    t.same(world.stop(), 0, 'the next serve ends with 0')
    taken_once(t, world, names, 'and takes the rest')


def drain_sending(t, world, sink):
    world.start()
    world.deliver(subject='slow')
    wait_for(sink.ids, 20)
    began = time.monotonic()
    t.same(world.stop(), 0, 'SIGTERM while a server thinks about a mail: serve ends with 0')
    t.ok(time.monotonic() - began < 20, 'as soon as it has answered')
    t.same(world.rows('SELECT state, attempts FROM outbox'), [(2, 1)], 'the mail is settled as sent')
    world.start()
    time.sleep(0.5)
    world.stop()
    t.same(len(sink.ids()), 1, 'and is not sent again')


def drain_waiting(t, world):
    world.start()
    db = sqlite3.connect(world.store, isolation_level=None)
    db.execute('BEGIN IMMEDIATE')
    world.deliver(subject='in flight')
    time.sleep(0.5)
    world.signal(signal.SIGTERM)
    time.sleep(0.5)
    db.execute('ROLLBACK')
    db.close()
    t.same(world.wait(), 0, 'SIGTERM while a message waits for the store: serve ends with 0')
    taken_once(t, world, ['in flight'], 'and the message is committed')


# --- the store ---

def hold(store, seconds):
    db = sqlite3.connect(store, isolation_level=None)
    db.execute('BEGIN IMMEDIATE')
    time.sleep(seconds)
    db.execute('ROLLBACK')
    db.close()


def locked(t, world):
    world.start()
    for way in ('serve', 'run'):
        if way == 'run':
            world.stop()
        holder = threading.Thread(target=hold, args=(world.store, 3))
        holder.start()
        time.sleep(0.3)
        t.same(world.deliver(subject='locked ' + way, check=False), 0,
               '%s: mail is taken in while another program holds the store' % way)
        began, run = time.monotonic(), world.attempt('run') if way == 'run' else None
        if not run:
            time.sleep(1)
            t.same(len(world.waiting()), 1, 'serve: it waits in the spool')
        holder.join()
        t.ok(wait_for(world.is_empty, 20) and (not run or run.returncode == 0),
             '%s: it is taken when the store is free' % way,
             world.log())
        if run:
            t.ok(time.monotonic() - began > 2, 'run: not sooner')
    taken_once(t, world, ['locked serve', 'locked run'], 'both are there once')


def overwrite_header(store):
    with open(store, 'r+b') as file:
        file.write(b'Not a database any more' * 10)


def truncate(store):
    os.truncate(store, os.path.getsize(store) // 2 // 4096 * 4096)


def scribble(store):
    with open(store, 'r+b') as file:
        for page in range(1, os.path.getsize(store) // 4096):
            file.seek(page * 4096)
            file.write(b'\xa5' * 512)


# what happens, how it is done, what is said by run and serve, and by check
FAULTS = (
    ('the store is gone', os.unlink, 'cannot open the store', 'cannot open the store'),
    ('its folder is gone', lambda store: os.rename(os.path.dirname(store), os.path.dirname(store) + '.away'),
     'No such file or directory', 'cannot open the store'),
    ('its header is overwritten', overwrite_header, 'file is not a database', 'file is not a database'),
    ('half of it is cut off', truncate, 'malformed', 'malformed'),
    ('its pages are scribbled over', scribble, 'malformed', 'malformed'),
    ('it may not be written', lambda store: os.chmod(store, 0o400), 'readonly', 'cannot be written'),
    ('it may not be read', lambda store: os.chmod(store, 0), 'unable to open', 'unable to open'),
    ('its folder may not be written', lambda store: os.chmod(os.path.dirname(store), 0o500), '', 'cannot be written'),
)


def mend(world, copy):
    folder = os.path.dirname(world.store)
    if os.path.isdir(folder + '.away'):
        os.rename(folder + '.away', folder)
    os.chmod(folder, 0o700)
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    world.own(shutil.copy(copy, world.store))


def check_says(t, world, what, words):
    check = world.attempt('check')
    lines = [line for line in check.stdout.splitlines() if line.startswith('error') and words in line]
    t.ok(check.returncode == 1 and lines, '%s: check says so' % what, check.stdout)


def damaged(t, world, what, fault, said, checked):
    world.drop(subject='before')
    world.run()
    shutil.copy(world.store, world.path('copy'))
    fault(world.store)
    names = ['%s %d' % (what, i) for i in range(3)]
    t.same([world.deliver(subject=name, check=False) for name in names], [0, 0, 0], '%s: mail is taken in' % what)
    before = world.waiting()
    for way in ('run', 'serve'):
        run = world.attempt(way)
        t.ok(run.returncode == LATER and said in run.stderr,
             '%s: %s leaves it for later and says why' % (what, way),
             (run.returncode, run.stdout, run.stderr))
    t.ok(world.waiting() == before, '%s: mail waits in the spool untouched' % what, sorted(world.waiting()))
    check_says(t, world, what, checked)
    mend(world, world.path('copy'))
    world.start()
    wait_for(world.is_empty, 20)
    world.stop()
    taken_once(t, world, ['before'] + names, '%s: with a copy in its place all is taken, once' % what)


def copy_of(store):
    """As the program sqlite3 makes one with .backup: everything is in it."""
    source, target = sqlite3.connect(store), sqlite3.connect(store + '.copy')
    source.backup(target)
    source.close()
    target.close()
    return store + '.copy'


def swapped(t, world):
    """Under a running service: what it wrote into a file that has lost its name would be lost."""
    world.start()
    world.deliver(subject='before')
    wait_for(world.is_empty, 20)
    folder = os.path.dirname(world.store)
    os.rename(folder, folder + '.away')
    t.same(world.deliver(subject='meanwhile', check=False), 0,
           'the folder of the store goes away under serve: mail is taken in')
    t.same(world.wait(), LATER, 'serve ends with 75, for the service manager to start it again')
    t.ok(len(world.waiting()) == 1 and 'was taken away while it was open' in world.log(),
         'the mail waits in the spool, and the log says why', world.log())
    os.rename(folder + '.away', folder)
    world.start()
    t.ok(wait_for(world.is_empty, 20), 'the folder comes back: the mail is taken', world.log())
    copy = world.own(copy_of(world.store))
    for name in (world.store, world.store + '-wal', world.store + '-shm'):
        if os.path.exists(name):
            os.unlink(name)
    os.rename(copy, world.store)
    world.deliver(subject='after')
    t.same(world.wait(), LATER, 'a copy is put in place of the store under serve: it ends with 75')
    t.ok('was replaced by another while it was open' in world.log(), 'and says why', world.log())
    world.start()
    t.ok(wait_for(world.is_empty, 20), 'the next serve takes the mail into the copy', world.log())
    t.same(world.stop(), 0, 'and ends with 0')
    taken_once(t, world, ['before', 'meanwhile', 'after'], 'nothing is lost or doubled')


# --- settings ---

def settings(t, world):
    world.set('rules', 'rate_acept = 5')
    t.same(world.deliver(subject='patience', check=False), 0, 'wrong settings: mail is taken in')
    before = world.waiting()
    for way in ('run', 'serve'):
        run = world.attempt(way)
        t.ok(run.returncode == LATER and 'rate_acept' in run.stderr and 'rate_accept' in run.stderr,
             'wrong settings: %s ends with 75, names the setting and the one that was meant' % way,
             (run.returncode, run.stderr))
    check = world.attempt('check')
    t.ok(check.returncode == 1 and 'rate_acept' in check.stdout, 'wrong settings: check says so', check.stdout)
    t.ok(world.waiting() == before, 'wrong settings: mail waits in the spool untouched')
    world.change('rate_acept = 5\n', '')
    t.same(world.attempt('run').returncode, 0, 'corrected: run ends with 0')
    taken_once(t, world, ['patience'], 'and the mail is a ticket')


# --- the SMTP server ---

def server_down(t, world, sink):
    if not is_testing():
        t.skip('an SMTP server that is down', 'needs --enable-testing')
        return
    sink.close()
    world.deliver(subject='down')
    now, waits = 1767261600, []
    for _ in range(6):
        run = world.attempt('run', now=stamp(now))
        state, attempts, due = world.rows('SELECT state, attempts, due_at FROM outbox')[0]
        waits.append(due // 1000000 - now if state == 0 else -1)
        now = due // 1000000 + 1
    t.same(run.returncode, 0, 'the SMTP server is down: run ends with 0')
    t.ok(attempts == 6 and all(b > 1.7 * a for a, b in zip(waits, waits[1:])) and waits[0] >= 60,
         'the row waits, each time about twice as long', waits)
    print('# waits of %s s' % ' '.join('%d' % wait for wait in waits))
    sink.again()
    world.run(now=stamp(now - 60))
    t.same(sink.ids(), [], 'the server is back, and the row is not due yet: nothing is sent')
    for _ in range(2):
        world.run(now=stamp(now))
    t.same((len(sink.ids()), world.rows('SELECT state, attempts FROM outbox')), (1, [(2, 7)]),
           'when it is due it is sent, once')


# --- messages that end their reader ---

def poison(t, world, kind, among):
    bad = world.mail(subject='poison', extra='X-Postern-Test-Crash: %s\n' % kind)
    names = ['sound %d' % i for i in range(among - 1)]
    for i, name in enumerate(names):
        if i == among // 2:
            world.drop(mail=bad)
        world.drop(subject=name)
    began = time.monotonic()
    world.start(POSTERN_TEST_CRASH='1')
    wait_for(world.is_empty, 240)
    seconds = time.monotonic() - began
    t.same(world.stop(), 0, '%s: one poison among %d messages, and serve lives' % (kind, among))
    t.same(world.subjects() == sorted(names), True, '%s: the %d others are tickets' % (kind, among - 1),
           len(world.subjects()))
    rows = world.rows('SELECT m.id, m.cause, m.held, r.body, m.reasons FROM message m '
                      'JOIN raw r ON r.message = m.id WHERE held = 1')
    t.same([(cause, held, body) for _, cause, held, body, _ in rows], [(19, 1, bad)],
           '%s: it is held with cause 19, and its bytes are those that came' % kind, world.log()[-2000:])
    said = world.held()
    t.ok(len(said) >= 1 and '19' in str(said), '%s: held list shows it' % kind, said)
    t.same(world.traces() if kind != 'segv' else [], [], '%s: the log has no trace of a fault of our own' % kind)
    print('# %s: %d messages in %.2f s' % (kind, among, seconds))


def poisons(t):
    if not is_testing():
        t.skip('a message that ends its reader', 'needs --enable-testing')
        return
    for kind in ('segv', 'hang', 'memory') if LONG else ('segv',):
        with FaultyWorld() as world:
            poison(t, world, kind, 1000)


def main():
    t = Tap()
    for part in (lifecycle, drain, drain_waiting, locked, swapped, settings):
        with FaultyWorld() as world:
            part(t, world)
    for part, script in ((drain_sending, ['end=slow:2']), (server_down, [])):
        with Sink(*script) as sink, FaultyWorld(sink.transport) as world:
            part(t, world, sink)
    for what, fault, said, checked in FAULTS:
        with FaultyWorld() as world:
            damaged(t, world, what, fault, said, checked)
    poisons(t)
    return t.end()


sys.exit(main())
