"""What a command reads of a ticket with many comments: its peak of memory is that on a ticket with one.  Prints
TAP."""
import os
import sqlite3
import subprocess
import sys

import desk as lib

COMMENTS, BYTES = 2000, 16384  # 32 MiB of text
MOST = 4 << 20
FIRST = 1000000  # an id that the store does not reach here


def peak(desk, *words):
    """Bytes that a command held at most."""
    child = subprocess.Popen([lib.POSTERN, "-c", desk.conf, *words], env=desk.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, words
    return usage.ru_maxrss * 1024


def crowd(desk, ticket):
    with sqlite3.connect(os.path.join(desk.state, "postern.db")) as store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(comment)") if row[1] not in ("id", "text")]
        names = ", ".join(columns)
        for n in range(COMMENTS):
            store.execute("INSERT INTO comment (id, %s, text) SELECT ?, %s, ? FROM comment WHERE ticket = ? ORDER "
                          "BY id LIMIT 1"
                          % (names, names), (FIRST + n, "x" * BYTES, ticket))
        store.execute("UPDATE comment SET is_private = 1 WHERE ticket = ? AND id % 2", (ticket,))


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        for n in (1, 2):
            desk.deliver("carl@example.org", lib.mail("carl@example.org", n, subject="Matter %d" % n))
        desk.well("run")
        crowd(desk, 2)
        for words in (("note", "WORDS"), ("reply", "WORDS"), ("set", "priority", "high"), ("status", "pending")):
            few, many = (peak(desk, "ticket", words[0], n, *words[1:]) for n in ("1", "2"))
            tap.ok(many - few < MOST, "ticket %s holds no more for %d comments than for one" % (words[0], COMMENTS),
                   "%d KiB and %d KiB" % (few // 1024, many // 1024))
    finally:
        desk.close()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
