"""What a command reads of a ticket with many comments: its peak of memory is that on a ticket with one.  Prints
TAP."""
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import Tap, World

COMMENTS, BYTES = 2000, 16384  # 32 MiB of text
MOST = 4 << 20
FIRST = 1000000  # an id that the store does not reach here


def peak(world, *words):
    """Bytes that a command held at most."""
    child = subprocess.Popen(world.command(*words), env=world.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, words
    return usage.ru_maxrss * 1024


def crowd(world, ticket):
    with sqlite3.connect(world.store) as store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(comment)") if row[1] not in ("id", "text")]
        names = ", ".join(columns)
        for n in range(COMMENTS):
            store.execute("INSERT INTO comment (id, %s, text) SELECT ?, %s, ? FROM comment WHERE ticket = ? ORDER "
                          "BY id LIMIT 1"
                          % (names, names), (FIRST + n, "x" * BYTES, ticket))
        store.execute("UPDATE comment SET is_private = 1 WHERE ticket = ? AND id % 2", (ticket,))


def main():
    tap = Tap()
    with World() as world:
        for n in (1, 2):
            world.deliver("carl@example.org", subject="Matter %d" % n)
        world.run()
        crowd(world, 2)
        for words in (("note", "WORDS"), ("reply", "WORDS"), ("set", "priority", "high"), ("status", "pending")):
            few, many = (peak(world, "ticket", words[0], n, *words[1:]) for n in ("1", "2"))
            tap.ok(many - few < MOST, "ticket %s holds no more for %d comments than for one" % (words[0], COMMENTS),
                   "%d KiB and %d KiB" % (few // 1024, many // 1024))
    return tap.end()


sys.exit(main())
