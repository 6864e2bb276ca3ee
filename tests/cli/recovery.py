"""Lost pieces (RULES J23): an older database beside newer packs, a lost database, lost keys, a lost pack.
Nothing that was there is destroyed by any command, and each says what to do."""
import glob
import os
import re
import shutil
import sys

import desk as lib

BIG = 6000  # lines: a mail that lies in a pack
COMMANDS = (
    ["check"], ["init", "--address", "support@example.com"], ["migrate"], ["key", "list"], ["run"],
    ["person", "add", "new@example.net"], ["ticket", "show", "1"], ["held", "show", "1", "--raw"], ["outbox", "list"])


class Losing(lib.Desk):
    def mail(self, number, body="It does not print."):
        self.deliver("carl@example.org", lib.mail("carl@example.org", number, "Printer %d" % number, body))

    def take(self, number):
        self.mail(number, "Words of mail %d.\n" % number * BIG)
        return self.run("run")

    def files(self, *patterns):
        """Contents by path."""
        found = {}
        for pattern in patterns:
            for path in glob.glob(os.path.join(self.state, pattern)):
                with open(path, "rb") as file:
                    found[path] = file.read()
        return found

    def packs(self):
        return self.files("raw/*.pack")

    def all_commands(self):
        return "".join((done.stdout + done.stderr).decode("utf-8", "replace")
                       for done in (self.run(*words) for words in COMMANDS))

    def lose(self, *patterns):
        for pattern in patterns:
            for path in glob.glob(os.path.join(self.state, pattern)):
                os.remove(path)

    def says(self, *words):
        done = self.run(*words)
        return done.returncode, done.stderr.decode()


def kept(before, after):
    """Paths whose bytes of BEFORE are not all in AFTER at their place."""
    return [path for path, bytes_before in before.items() if not after.get(path, b"").startswith(bytes_before)]


def older_database(tap, batches):
    desk = Losing()
    desk.take(1)
    copy = desk.files("postern.db*")
    for number in range(2, 2 + batches):
        desk.take(number)
    before = desk.packs()
    desk.lose("postern.db*")
    for path, text in copy.items():
        with open(path, "wb") as file:
            file.write(text)
    fact = "an older database beside a pack that is newer by %d: " % batches
    desk.all_commands()
    desk.take(9)
    after = desk.packs()
    tap.same([path for path in before if after.get(path) != before[path]], [], fact + "no command changes the pack")
    tap.ok(len(after) == len(before) + 1, fact + "what comes next goes to a new file", list(after))
    checked = desk.run("check").stdout.decode()
    tap.ok(re.search(r"^error +raw .*%s.* the store is older" % re.escape(list(before)[0]), checked, re.M),
           fact + "check names it", checked)
    logged = desk.run("run").stderr.decode()
    tap.ok("the store is older than the pack" in logged, fact + "so does the log", logged)
    rows = desk.json("held", "list", "--all")
    shown = [desk.run("held", "show", str(row["message"]), "--raw").stdout for row in rows]
    tap.ok(len(shown) == 2 and all(b"Words of mail" in one for one in shown),
           fact + "all that the store knows can be read", shown)
    desk.close()


def lost_pack(tap):
    desk = Losing()
    desk.take(1)
    path = list(desk.packs())[0]
    desk.lose("raw/*.pack")
    text = desk.all_commands()
    desk.take(2)
    tap.ok(not os.path.exists(path) and len(desk.packs()) == 1, "a lost pack is not made again", list(desk.packs()))
    checked = desk.run("check").stdout.decode()
    tap.ok(re.search(r"^error +raw .*%s.* restore your copy" % re.escape(path), checked, re.M),
           "check says that it is lost, and to restore it", checked)
    tap.same(desk.run("held", "show", "1", "--raw").returncode != 0, True, "its mail cannot be shown", text)
    tap.same(desk.json("held", "list", "--all")[0]["ticket"], 2, "mail goes on")
    desk.close()


def lost_database(tap):
    desk = Losing()
    desk.take(1)
    old = desk.sent_to("carl@example.org")[0]
    before = desk.files("raw/*.pack", "keys")
    desk.lose("postern.db*")
    desk.mail(5)
    text = desk.all_commands()
    after = desk.files("raw/*.pack", "keys")
    tap.same(after, before, "a lost database: no command touches packs or keys")
    tap.ok(not desk.files("postern.db"), "nor makes a new one", list(desk.files("postern.db*")))
    tap.ok(len(os.listdir(os.path.join(desk.spool, "new"))) == 1, "mail waits in the spool")
    tap.ok("restore your copy of the store" in text and "--new-keys" in text,
           "init says what to do, and what else", text)
    code, said = desk.says("init", "--address", "support@example.com", "--new-keys")
    tap.ok(code == 0 and "the store does not know" in said, "init --new-keys begins anew, and names the packs", said)
    tap.same(kept(before, desk.files("raw/*.pack")), [os.path.join(desk.state, "keys")], "the packs stay")
    tap.ok(before[os.path.join(desk.state, "keys")] in desk.files("keys.*.old").values(),
           "the old keys are put aside")
    desk.well("person", "add", "ann@example.com", "--role", "owner")
    desk.well("run")
    answer(tap, desk, old, "an answer to a ticket of the old database gets into no ticket of the same number")
    tap.same(kept({path: text for path, text in before.items() if path.endswith(".pack")}, desk.packs()), [],
             "new mail leaves the old packs alone")
    desk.close()


def answer(tap, desk, old, fact):
    """Somebody else's ticket has the number that the old mail names."""
    address = re.search(rb"^Reply-To:[^+]*(support\+[a-z2-7]+@example\.com)", old, re.M)[1].decode()
    number = re.search(rb"^Message-ID: *(\S+)", old, re.M | re.I)[1].decode()
    tickets = len(desk.json("ticket", "list"))
    desk.deliver("carl@example.org", "From: carl@example.org\nTo: %s\nSubject: Re: Printer\nIn-Reply-To: %s\n"
                 "Message-ID: <answer@example.org>\n\nMore of the old one.\n" % (address, number), address)
    desk.well("run")
    tap.same(len(desk.json("ticket", "list")), tickets + 1, fact)


def lost_keys(tap):
    desk = Losing()
    desk.take(1)
    old = desk.sent_to("carl@example.org")[0]
    before = desk.files("raw/*.pack", "postern.db")
    tickets = desk.json("ticket", "list")
    desk.lose("keys")
    text = desk.all_commands()
    tap.ok(not desk.files("keys*"), "lost keys: no command makes new ones", text)
    tap.same(kept(desk.packs(), before), [], "nor touches packs")
    tap.ok("restore your copy" in text and "init --new-keys" in text and "open new tickets" in text,
           "what to do is said, and what follows from new ones", text)
    checked = desk.run("check").stdout.decode()
    tap.ok(re.search(r"^error +keys .*restore your copy", checked, re.M), "check says so", checked)
    desk.well("init", "--address", "support@example.com", "--new-keys")
    tap.same(desk.json("ticket", "list"), tickets, "init --new-keys keeps every ticket")
    code, said = desk.says("init", "--address", "support@example.com", "--new-keys")
    tap.ok(code == 77 and "key rotate" in said, "once more it is refused: nothing is lost", said)
    answer(tap, desk, old.replace(b"Message-ID: <", b"Message-ID: <x"),
           "marks of the old keys are no evidence any more")
    desk.close()
    desk = Losing()
    desk.lose("keys")
    desk.well("init", "--address", "support@example.com")
    tap.ok(desk.files("keys"), "beside a store without tickets init makes keys as before")
    desk.close()


def lost_spool(tap):
    desk = Losing()
    shutil.rmtree(os.path.join(desk.spool, "new"))
    code, said = desk.says("run")
    tap.ok(code == 75 and os.path.join(desk.spool, "new") in said and "postern init" in said,
           "a missing spool/new is an error that says what to do", said)
    code, said = desk.says("serve")
    tap.ok(code == 75 and "postern init" in said, "for the service, too", said)
    desk.well("init", "--address", "support@example.com")
    desk.take(1)
    tap.same(len(desk.json("ticket", "list")), 1, "init makes it again")
    desk.close()


def main():
    tap = lib.Tap()
    older_database(tap, 1)
    older_database(tap, 3)
    lost_pack(tap)
    lost_database(tap)
    lost_keys(tap)
    lost_spool(tap)
    return tap.end()


sys.exit(main())
