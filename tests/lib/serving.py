"""A small installation in a temporary folder for tests of `postern serve`: settings, store, spool, and an SMTP sink.

What root may do no file mode forbids, so a test that root starts goes on as nobody."""
import encodings.latin_1  # nobody may not be able to read it later
import glob
import os
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import Tap  # noqa: E402,F401  tests take these from here
from world import (BUILT, DESK, SOURCE, SPOOL_HEAD, TRACES, Sink, change, environment, is_testing,  # noqa: E402,F401
                   wait_for, without_mail_server)


def copy_programs(folder):
    for name in ('postern', 'postern-deliver'):
        shutil.copy(os.path.join(BUILT, name), folder)
    shutil.copytree(os.path.join(SOURCE, 'templates'), os.path.join(folder, 'templates'))
    subprocess.run(['chmod', '-R', 'a+rX', folder], check=True)


def become_nobody(folder):
    """What subprocess needs to start programs as that user."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam('nobody')
    os.seteuid(0)
    subprocess.run(['chown', '-R', '%d:%d' % (user.pw_uid, user.pw_gid), folder], check=True)
    os.setgroups([])
    os.setegid(user.pw_gid)
    os.seteuid(user.pw_uid)
    return {'user': user.pw_uid, 'group': user.pw_gid}


class Bench:
    """Programs and worlds of one test; the folder goes away at its end."""

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix='postern-serve-', dir=os.environ.get('POSTERN_BENCH_DIR'))
        copy_programs(self.dir)
        self.user = become_nobody(self.dir)
        self.worlds = []
        return self

    def world(self, settings='', transport=None):
        self.worlds.append(World(self, 'world%d' % len(self.worlds), settings, transport))
        return self.worlds[-1]

    def __exit__(self, *_):
        for world in self.worlds:
            world.end()
        os.seteuid(os.getuid())
        subprocess.run(['chmod', '-R', 'u+rwX', self.dir], check=False)
        if not os.environ.get('KEEP'):
            shutil.rmtree(self.dir, ignore_errors=True)


class World:
    """One installation.  Its store lies in a folder of its own, so that this may go without the spool."""

    def __init__(self, bench, name, settings, transport):
        self.programs, self.user = bench.dir, bench.user
        self.dir = os.path.join(bench.dir, name)
        self.conf = os.path.join(self.dir, 'postern.conf')
        self.state = os.path.join(self.dir, 'state')
        self.spool = os.path.join(self.state, 'spool')
        self.store = os.path.join(self.dir, 'store', 'postern.db')
        self.serve = self.sink = None
        self.sent = 0
        os.makedirs(os.path.dirname(self.store), 0o700)
        self.environment = environment(os.path.join(bench.dir, 'templates'),
                                       without_mail_server(os.path.join(bench.dir, 'no-mail-server')))
        self.postern('init', '--address', DESK, '--state', self.state, '--transport',
                     transport or 'maildir:' + os.path.join(self.dir, 'sent'), check=True)
        os.rename(os.path.join(self.state, 'postern.db'), self.store)
        self.change('[postern]', '[postern]\nstore = sqlite:%s' % self.store)
        self.change('[rules]', '[rules]\nrate_accept = 0\nburst = 0\n' + settings)

    def change(self, old, new):
        change(self.conf, old, new)

    # --- doing ---

    def postern(self, *words, check=False, **more):
        return subprocess.run([os.path.join(self.programs, 'postern'), '-c', self.conf, *words], text=True,
                              check=check,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
                                env={**self.environment, **more}, **self.user)

    def start(self, **more):
        """Starts serve and waits until it says that it is ready; returns what it said."""
        name = os.path.join(self.dir, 'notify')
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        if os.path.exists(name):
            os.unlink(name)
        self.notify.bind(name)
        self.notify.settimeout(30)
        with open(os.path.join(self.dir, 'log'), 'a', encoding='utf-8') as log:
            self.serve = subprocess.Popen([os.path.join(self.programs, 'postern'), '-c', self.conf, 'serve'],
                                          stdout=log,
                                          stderr=log, env={**self.environment, 'NOTIFY_SOCKET': name, **more},
                                            **self.user)
        return self.notify.recv(100)

    def terminate(self):
        self.serve.send_signal(signal.SIGTERM)

    def stop(self, seconds=60):
        """SIGTERM; the exit status."""
        self.terminate()
        return self.wait(seconds)

    def wait(self, seconds=60):
        status = self.serve.wait(seconds)
        self.serve = None
        self.notify.close()
        return status

    def deliver(self, subject, data=None):
        """By postern-deliver; its exit status."""
        sender = 'customer%d@example.org' % self.sent
        return subprocess.run([os.path.join(self.programs, 'postern-deliver'), '--spool', self.spool, '-f', sender,
                               '--', DESK],
                              input=data or self.mail(subject), check=False, capture_output=True,
                                **self.user).returncode

    def mail(self, subject, extra=''):
        self.sent += 1
        return ('From: customer%d@example.org\nTo: %s\nSubject: %s\nMessage-ID: <m%d@mail.example.org>\n%s\n'
                'The matter of %s.\n'
                % (self.sent, DESK, subject, self.sent, extra, subject)).encode()

    def drop(self, data):
        """Straight into the spool, as postern-deliver would."""
        now = time.time_ns() // 1000
        name = '%d.M%06dP%d' % (now // 1000000, now % 1000000, self.sent)
        with open(os.path.join(self.spool, 'tmp', name), 'wb') as file:
            file.write((SPOOL_HEAD % ('customer%d@example.org' % self.sent, now)).encode() + data)
        os.rename(os.path.join(self.spool, 'tmp', name), os.path.join(self.spool, 'new', name))

    def start_sink(self, *script, port=0):
        os.seteuid(os.getuid())  # nobody may not be able to start this Python
        self.sink = Sink(*script, port=port, folder=os.path.join(self.dir, 'sink'))
        os.seteuid(self.user.get('user', os.geteuid()))
        return self.sink.port

    def end(self):
        if self.serve:
            self.serve.kill()
            self.serve.wait()
        if self.sink:
            self.sink.close()

    # --- looking ---

    def rows(self, query):
        db = sqlite3.connect('file:%s?mode=ro' % self.store, uri=True, timeout=20)
        try:
            return db.execute(query).fetchall()
        finally:
            db.close()

    def count(self, query):
        return self.rows(query)[0][0]

    def waiting(self):
        """What is in new/: names and bytes."""
        folder, out = os.path.join(self.spool, 'new'), {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), 'rb') as file:
                out[name] = file.read()
        return out

    def is_empty(self):
        return not os.listdir(os.path.join(self.spool, 'new'))

    def subjects(self):
        return sorted(row[0] for row in self.rows('SELECT subject FROM ticket'))

    def log(self):
        if not os.path.exists(os.path.join(self.dir, 'log')):
            return ''
        with open(os.path.join(self.dir, 'log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def traces(self):
        return [trace for trace in TRACES if trace in self.log()]

    def wire(self):
        """The mails that the sink took, by their Message-ID."""
        return self.sink.ids() if self.sink else []
