#!/usr/bin/env python3
"""SIGHUP makes postern serve take other settings and templates; bad ones change nothing and are told with file, line
and setting.  Mail comes all the while: each becomes one ticket, and is answered once."""
import glob
import os
import re
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from serving import Bench, Tap, wait_for

ROUNDS = 50
KEPT = 'settings and templates stay as they were'


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


class Desk:
    def __init__(self, bench):
        self.world = bench.world('receipt = yes\nreceipts_per_domain_hour = 1000\nreceipts_unproven = 1000\n')
        self.own = os.path.join(self.world.dir, 'own')
        self.world.change('[postern]', '[postern]\ntemplates = %s' % self.own)
        with open(self.world.conf, encoding='utf-8') as file:
            self.settings = file.read()
        self.good(0)
        self.mails = 0

    def good(self, n):
        write(os.path.join(self.own, 'en', 'receipt.subject'), 'Round %d [#{{ticket.id}}]\n' % n)
        write(self.world.conf, self.settings.replace('#name = Support', 'name = Desk %d' % n))

    def hang_up(self):
        self.world.serve.send_signal(signal.SIGHUP)

    def deliver(self, name):
        self.mails += 1
        return self.world.deliver(name)

    def reload(self):
        """Waits until it works again; FALSE if it does not."""
        self.hang_up()
        words = [self.world.notify.recv(200), self.world.notify.recv(200)]
        return words[0].startswith(b'RELOADING=1') and words[1] == b'READY=1'

    def refused(self, wanted):
        before = self.world.log().count(KEPT)
        self.hang_up()
        wait_for(lambda: self.world.log().count(KEPT) > before, 30)
        lines = [line for line in self.world.log().splitlines() if KEPT in line]
        return len(lines) > before and wanted in lines[-1]

    def answers(self):
        """Of each receipt: name of the desk, round of the template, ticket."""
        out = []
        for name in glob.glob(os.path.join(self.world.dir, 'sent', '*', 'new', '*')):
            with open(name, encoding='utf-8') as file:
                head = file.read().split('\n\n', 1)[0]
            found = re.search(r'(?m)^Subject: Round (\d+) \[#(\d+)\]', head)
            desk = re.search(r'(?m)^From: "?Desk (\d+)', head)
            out.append((int(desk[1]) if desk else None, int(found[1]), int(found[2])) if found else (head,))
        return sorted(out, key=str)

    def is_settled(self):
        return (self.world.is_empty() and self.world.count('SELECT count(*) FROM ticket') == self.mails
                and len(self.answers()) >= self.mails)


def break_it(desk, n):
    """One of the ways in which settings or templates are bad; what is told of it."""
    conf = desk.world.conf
    with open(conf, encoding='utf-8') as file:
        lines = file.read().split('\n')
    if n % 4 == 0:
        write(conf, '\n'.join(lines + ['close_aftr = 7d', '']))
        return '%s:%d: unknown setting "close_aftr"' % (conf, len(lines) + 1)
    if n % 4 == 1:
        path = os.path.join(desk.own, 'en', 'receipt.subject')
        write(path, 'Round {{#broken\n')
        return '%s:1:' % path
    if n % 4 == 2:
        at = [i for i, line in enumerate(lines) if line.startswith('state = ')][0]
        write(conf, '\n'.join(lines[:at] + ['state = /nowhere'] + lines[at + 1:]))
        return '%s:%d: state is /nowhere now, and cannot change' % (conf, at + 1)
    at = [i for i, line in enumerate(lines) if line.startswith('receipt = ')][0]
    write(conf, '\n'.join(lines[:at + 1] + ['receipt = no'] + lines[at + 1:]))
    return '%s:%d: setting "receipt" stands twice in [rules], first on line %d' % (conf, at + 2, at + 1)


def rounds(desk):
    world, wrong, now = desk.world, [], 0
    for n in range(1, ROUNDS + 1):
        desk.deliver('before %d' % n)
        if n % 2:
            desk.good(n)
            now = n
            if not desk.reload():
                wrong.append('round %d: not reloaded' % n)
        else:
            wanted = break_it(desk, n // 2)
            if not desk.refused(wanted):
                wrong.append('round %d: "%s" is not told' % (n, wanted))
            desk.good(now)
        if world.serve.poll() is not None:
            wrong.append('round %d: the service is gone' % n)
            break
        desk.deliver('after %d' % n)
    return wrong


def reloads(t, bench):
    desk = Desk(bench)
    world = desk.world
    t.same(world.start(), b'READY=1', 'serve is ready')
    pid = world.serve.pid
    wrong = rounds(desk)
    t.same(wrong, [], '%d hang-ups: good settings are taken, bad ones told with file, line and name' % ROUNDS,
           world.log()[-3000:])
    wait_for(desk.is_settled, 60)
    answers = desk.answers()
    t.same((world.is_empty(), len(world.subjects()), len(set(world.subjects()))), (True, desk.mails, desk.mails),
           '%d mails came meanwhile: each is one ticket' % desk.mails, world.log()[-3000:])
    t.same([answer[-1] for answer in sorted(answers, key=lambda answer: answer[-1])], list(range(1, desk.mails + 1)),
           'and each was answered once')
    t.same([answer for answer in answers if answer[0] != answer[1]], [],
           'setting and template of an answer are of one reload')
    t.ok({answer[0] for answer in answers} >= set(range(3, ROUNDS, 2)), 'and every reload shows in what followed',
         answers)
    for _ in range(20):
        desk.hang_up()
    desk.deliver('storm')
    wait_for(desk.is_settled, 60)
    t.same((len(desk.answers()), world.serve.poll(), world.serve.pid), (desk.mails, None, pid),
           'twenty hang-ups at once: the same process works on', world.log()[-3000:])
    desk.hang_up()
    t.same(world.stop(), 0, 'and a service that is told to end while it reloads ends', world.log()[-2000:])
    t.same(world.traces(), [], 'and nothing was out of order')
    check = world.postern('check', '--full')
    t.same([line for line in check.stdout.splitlines() if line.startswith('error')], [], 'the store is sound')


def main():
    t = Tap()
    with Bench() as bench:
        reloads(t, bench)
    return t.end()


sys.exit(main())
