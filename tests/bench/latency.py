#!/usr/bin/env python3
"""How long a message waits under postern serve: from the end of postern-deliver to its committed ticket, one at a
time.

The spool file is removed right after the commit, so its removal is measured.  A line of milliseconds: median of three
thirds of the rounds, as min median max, and the 99th percentile of all.  POSTERN_BENCH_ROUNDS (300) says how
often."""
import ctypes
import os
import struct
import sys
import time

sys.path.insert(0, os.path.join(sys.path[0], '..', 'lib'))
from serving import ServingWorld
from world import NO_RATES

ROUNDS = int(os.environ.get('POSTERN_BENCH_ROUNDS', '300'))
IN_DELETE = 0x200
LIBC = ctypes.CDLL(None, use_errno=True)


class Watch:
    """Tells when a file of FOLDER is removed."""

    def __init__(self, folder):
        self.fd = LIBC.inotify_init1(0)
        if self.fd < 0 or LIBC.inotify_add_watch(self.fd, folder.encode(), IN_DELETE) < 0:
            raise OSError(ctypes.get_errno(), 'no inotify on ' + folder)

    def wait(self):
        data = os.read(self.fd, 4096)
        assert struct.unpack_from('iI', data)[1] & IN_DELETE


def median(values):
    return sorted(values)[len(values) // 2]


def measure(world):
    watch = Watch(os.path.join(world.spool, 'new'))
    waits = []
    for i in range(ROUNDS + 20):
        world.deliver(subject='matter %d' % i, body='A line of text of quite a usual length.\n' * 100)
        ended = time.monotonic()
        watch.wait()
        if i >= 20:  # the first ones start the workers
            waits.append(max(time.monotonic() - ended, 0) * 1000)
        time.sleep(0.005)
    return waits


def main():
    with ServingWorld(NO_RATES, owner=None, user='nobody') as world:
        world.start()
        waits = measure(world)
        world.stop()
        tickets = world.count('SELECT count(*) FROM ticket')
    if tickets != ROUNDS + 20:
        sys.exit('latency: %d tickets of %d messages' % (tickets, ROUNDS + 20))
    third = ROUNDS // 3
    low, middle, high = sorted(median(waits[i * third:(i + 1) * third]) for i in range(3))
    print('serve-latency    p50   ms   %7.3f %7.3f %7.3f' % (low, middle, high))
    print('serve-latency    all   ms   %7.3f %7.3f %7.3f  p99 %.3f'
          % (min(waits), median(waits), max(waits), sorted(waits)[int(len(waits) * 0.99)]))


main()
