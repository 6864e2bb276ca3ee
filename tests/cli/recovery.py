"""Lost pieces (RULES J23): an older database beside newer packs, a lost database, lost keys, a lost pack.
Nothing that was there is destroyed by any command, and each says what to do."""
import glob
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import CARL, Tap, World, read, reply_to, write

BIG = 6000  # lines: a mail that lies in a pack
COMMANDS = (
    ["check"], ["init", "--address", "support@example.com"], ["migrate"], ["key", "list"], ["run"],
    ["person", "add", "new@example.net"], ["ticket", "show", "1"], ["held", "show", "1", "--raw"], ["outbox", "list"])


class LosingWorld(World):
    def write(self, number, body="It does not print."):
        self.deliver(CARL, subject="Printer %d" % number, body=body)

    def take(self, number):
        self.write(number, "Words of mail %d.\n" % number * BIG)
        return self.attempt("run")

    def paths(self, *patterns):
        return [path for pattern in patterns for path in glob.glob(os.path.join(self.state, pattern))]

    def contents(self, *patterns):
        return {path: read(path, "rb") for path in self.paths(*patterns)}

    def packs(self):
        return self.contents("raw/*.pack")

    def all_commands(self):
        return "".join(done.stdout + done.stderr for done in (self.attempt(*words) for words in COMMANDS))

    def lose(self, *patterns):
        for path in self.paths(*patterns):
            os.remove(path)

    def says(self, *words):
        done = self.attempt(*words)
        return done.returncode, done.stderr


def kept(before, after):
    """Paths whose bytes of BEFORE are not all in AFTER at their place."""
    return [path for path, bytes_before in before.items() if not after.get(path, b"").startswith(bytes_before)]


def older_database(tap, batches):
    with LosingWorld() as world:
        world.take(1)
        copy = world.contents("postern.db*")
        for number in range(2, 2 + batches):
            world.take(number)
        before = world.packs()
        world.lose("postern.db*")
        for path, text in copy.items():
            write(path, text, "wb")
        fact = "an older database beside a pack that is newer by %d: " % batches
        world.all_commands()
        world.take(9)
        after = world.packs()
        tap.same([path for path in before if after.get(path) != before[path]], [],
                 fact + "no command changes the pack")
        tap.ok(len(after) == len(before) + 1, fact + "what comes next goes to a new file", list(after))
        checked = world.attempt("check").stdout
        tap.ok(re.search(r"^error +raw .*%s.* the store is older" % re.escape(list(before)[0]), checked, re.M),
               fact + "check names it", checked)
        logged = world.attempt("run").stderr
        tap.ok("the store is older than the pack" in logged, fact + "so does the log", logged)
        rows = world.held("--all")
        shown = [world.attempt("held", "show", str(row["message"]), "--raw").stdout for row in rows]
        tap.ok(len(shown) == 2 and all("Words of mail" in one for one in shown),
               fact + "all that the store knows can be read", shown)


def lost_pack(tap):
    with LosingWorld() as world:
        world.take(1)
        path = list(world.packs())[0]
        world.lose("raw/*.pack")
        text = world.all_commands()
        world.take(2)
        tap.ok(not os.path.exists(path) and len(world.packs()) == 1, "a lost pack is not made again",
               list(world.packs()))
        checked = world.attempt("check").stdout
        tap.ok(re.search(r"^error +raw .*%s.* restore your copy" % re.escape(path), checked, re.M),
               "check says that it is lost, and to restore it", checked)
        tap.same(world.attempt("held", "show", "1", "--raw").returncode != 0, True, "its mail cannot be shown", text)
        tap.same(world.held("--all")[0]["ticket"], 2, "mail goes on")


def lost_database(tap):
    with LosingWorld() as world:
        world.take(1)
        old = world.inbox(CARL)[0]
        before = world.contents("raw/*.pack", "keys")
        world.lose("postern.db*")
        world.write(5)
        text = world.all_commands()
        after = world.contents("raw/*.pack", "keys")
        tap.same(after, before, "a lost database: no command touches packs or keys")
        tap.ok(not world.contents("postern.db"), "nor makes a new one", list(world.contents("postern.db*")))
        tap.ok(len(os.listdir(os.path.join(world.spool, "new"))) == 1, "mail waits in the spool")
        tap.ok("restore your copy of the store" in text and "--new-keys" in text,
               "init says what to do, and what else", text)
        code, said = world.says("init", "--address", "support@example.com", "--new-keys")
        tap.ok(code == 0 and "the store does not know" in said, "init --new-keys begins anew, and names the packs",
               said)
        tap.same(kept(before, world.contents("raw/*.pack")), [world.path("state", "keys")], "the packs stay")
        tap.ok(before[world.path("state", "keys")] in world.contents("keys.*.old").values(),
               "the old keys are put aside")
        world.postern("person", "add", "ann@example.com", "--role", "owner")
        world.run()
        answer(tap, world, old, "an answer to a ticket of the old database gets into no ticket of the same number")
        tap.same(kept({path: text for path, text in before.items() if path.endswith(".pack")}, world.packs()), [],
                 "new mail leaves the old packs alone")


def answer(tap, world, old, fact):
    """Somebody else's ticket has the number that the old mail names."""
    tickets = len(world.tickets())
    world.deliver(CARL, recipient=reply_to(old), subject="Re: Printer", body="More of the old one.",
                  extra="In-Reply-To: %s\n" % old["Message-ID"])
    world.run()
    tap.same(len(world.tickets()), tickets + 1, fact)


def lost_keys(tap):
    with LosingWorld() as world:
        world.take(1)
        old = world.inbox(CARL)[0]
        before = world.contents("raw/*.pack", "postern.db")
        tickets = world.tickets()
        world.lose("keys")
        text = world.all_commands()
        tap.ok(not world.contents("keys*"), "lost keys: no command makes new ones", text)
        tap.same(kept(world.packs(), before), [], "nor touches packs")
        tap.ok("restore your copy" in text and "init --new-keys" in text and "open new tickets" in text,
               "what to do is said, and what follows from new ones", text)
        checked = world.attempt("check").stdout
        tap.ok(re.search(r"^error +keys .*restore your copy", checked, re.M), "check says so", checked)
        world.postern("init", "--address", "support@example.com", "--new-keys")
        tap.same(world.tickets(), tickets, "init --new-keys keeps every ticket")
        code, said = world.says("init", "--address", "support@example.com", "--new-keys")
        tap.ok(code == 77 and "key rotate" in said, "once more it is refused: nothing is lost", said)
        old.replace_header("Message-ID", old["Message-ID"].replace("<", "<x"))
        answer(tap, world, old, "marks of the old keys are no evidence any more")
    with LosingWorld() as world:
        world.lose("keys")
        world.postern("init", "--address", "support@example.com")
        tap.ok(world.contents("keys"), "beside a store without tickets init makes keys as before")


def lost_spool(tap):
    with LosingWorld() as world:
        shutil.rmtree(os.path.join(world.spool, "new"))
        code, said = world.says("run")
        tap.ok(code == 75 and os.path.join(world.spool, "new") in said and "postern init" in said,
               "a missing spool/new is an error that says what to do", said)
        code, said = world.says("serve")
        tap.ok(code == 75 and "postern init" in said, "for the service, too", said)
        world.postern("init", "--address", "support@example.com")
        world.take(1)
        tap.same(len(world.tickets()), 1, "init makes it again")


def main():
    tap = Tap()
    older_database(tap, 1)
    older_database(tap, 3)
    lost_pack(tap)
    lost_database(tap)
    lost_keys(tap)
    lost_spool(tap)
    return tap.end()


sys.exit(main())
