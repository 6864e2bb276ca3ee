#!/usr/bin/env python3
"""SIGHUP makes postern serve take other settings and templates; bad ones change nothing and are told with file, line
and setting.  Mail comes all the while: each becomes one ticket, and is answered once."""
import os
import re
import signal
import sys

sys.path.insert(0, os.path.join(sys.path[0], '..', 'lib'))
from serving import ServingWorld
from world import NO_RATES, Tap, wait_for, write

ROUNDS = 50
KEPT = 'settings and templates stay as they were'


class ReloadingWorld(ServingWorld):
    def __init__(self):
        super().__init__(NO_RATES + 'receipt = yes\nreceipts_per_domain_hour = 1000\nreceipts_unproven = 1000\n',
                         owner=None, user='nobody')
        self.own_templates, self.mails = self.path('own'), 0
        self.set('postern', 'templates = %s' % self.own_templates)
        self.first_settings = self.settings
        self.good(0)

    def good(self, n):
        write(os.path.join(self.own_templates, 'en', 'receipt.subject'), 'Round %d [#{{ticket.id}}]\n' % n)
        self.settings = self.first_settings.replace('#name = Support', 'name = Desk %d' % n)

    def hang_up(self):
        self.signal(signal.SIGHUP)

    def come(self, subject):
        self.mails += 1
        self.deliver(subject=subject)

    def reload(self):
        """Waits until it works again; False if it does not."""
        self.hang_up()
        words = [self.notify.recv(200), self.notify.recv(200)]
        return words[0].startswith(b'RELOADING=1') and words[1] == b'READY=1'

    def refused(self, wanted):
        before = self.log().count(KEPT)
        self.hang_up()
        wait_for(lambda: self.log().count(KEPT) > before, 30)
        lines = [line for line in self.log().splitlines() if KEPT in line]
        return len(lines) > before and wanted in lines[-1]

    def answers(self):
        """Of each receipt: name of the desk, round of the template, ticket."""
        out = []
        for mail in self.inbox('*'):
            found = re.match(r'Round (\d+) \[#(\d+)\]', mail['Subject'])
            desk = re.match(r'"?Desk (\d+)', mail['From'])
            out.append((int(desk[1]) if desk else None, int(found[1]), int(found[2])) if found else (str(mail),))
        return sorted(out, key=str)

    def is_settled(self):
        return (self.is_empty() and self.count('SELECT count(*) FROM ticket') == self.mails
                and len(self.files('*')) >= self.mails)


def break_it(world, n):
    """One of the ways in which settings or templates are bad; what is told of it."""
    conf, lines = world.conf, world.settings.split('\n')
    if n % 4 == 0:
        world.settings = '\n'.join(lines + ['close_aftr = 7d', ''])
        return '%s:%d: unknown setting "close_aftr"' % (conf, len(lines) + 1)
    if n % 4 == 1:
        return '%s:1:' % write(os.path.join(world.own_templates, 'en', 'receipt.subject'), 'Round {{#broken\n')
    if n % 4 == 2:
        at = [i for i, line in enumerate(lines) if line.startswith('state = ')][0]
        world.settings = '\n'.join(lines[:at] + ['state = /nowhere'] + lines[at + 1:])
        return '%s:%d: state is /nowhere now, and cannot change' % (conf, at + 1)
    at = [i for i, line in enumerate(lines) if line.startswith('receipt = ')][0]
    world.settings = '\n'.join(lines[:at + 1] + ['receipt = no'] + lines[at + 1:])
    return '%s:%d: setting "receipt" stands twice in [rules], first on line %d' % (conf, at + 2, at + 1)


def rounds(world):
    wrong, now = [], 0
    for n in range(1, ROUNDS + 1):
        world.come('before %d' % n)
        if n % 2:
            world.good(n)
            now = n
            if not world.reload():
                wrong.append('round %d: not reloaded' % n)
        else:
            wanted = break_it(world, n // 2)
            if not world.refused(wanted):
                wrong.append('round %d: "%s" is not told' % (n, wanted))
            world.good(now)
        if world.service.poll() is not None:
            wrong.append('round %d: the service is gone' % n)
            break
        world.come('after %d' % n)
    return wrong


def reloads(t, world):
    t.same(world.start(), b'READY=1', 'serve is ready')
    pid = world.service.pid
    wrong = rounds(world)
    t.same(wrong, [], '%d hang-ups: good settings are taken, bad ones told with file, line and name' % ROUNDS,
           world.log()[-3000:])
    wait_for(world.is_settled, 60)
    answers = world.answers()
    t.same((world.is_empty(), len(world.subjects()), len(set(world.subjects()))), (True, world.mails, world.mails),
           '%d mails came meanwhile: each is one ticket' % world.mails, world.log()[-3000:])
    t.same([answer[-1] for answer in sorted(answers, key=lambda answer: answer[-1])], list(range(1, world.mails + 1)),
           'and each was answered once')
    t.same([answer for answer in answers if answer[0] != answer[1]], [],
           'setting and template of an answer are of one reload')
    t.ok({answer[0] for answer in answers} >= set(range(3, ROUNDS, 2)), 'and every reload shows in what followed',
         answers)
    for _ in range(20):
        world.hang_up()
    world.come('storm')
    wait_for(world.is_settled, 60)
    t.same((len(world.answers()), world.service.poll(), world.service.pid), (world.mails, None, pid),
           'twenty hang-ups at once: the same process works on', world.log()[-3000:])
    world.hang_up()
    t.same(world.stop(), 0, 'and a service that is told to end while it reloads ends', world.log()[-2000:])
    t.same(world.traces(), [], 'and nothing was out of order')
    t.same(world.errors(), [], 'the store is sound')


def main():
    t = Tap()
    with ReloadingWorld() as world:
        reloads(t, world)
    return t.end()


sys.exit(main())
