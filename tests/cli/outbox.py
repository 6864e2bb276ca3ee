"""Hands on the outbox: retry, hold, release, drop, who may, and what stands on the ticket; mail that is given up."""
import re
import socket
import sys
import threading

import desk as lib


class Refusing(threading.Thread):
    """An SMTP server that answers RCPT with what it is told."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.rcpt = "550 5.1.1 no such user"

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rwb") as file:
            def say(text):
                file.write((text + "\r\n").encode())
                file.flush()
            say("220 test")
            inside = False
            for line in file:
                word = line[:4].upper()
                if inside:
                    if line == b".\r\n":
                        inside = False
                        say("250 ok")
                elif word == b"RCPT":
                    say(self.rcpt)
                elif word == b"DATA":
                    inside = True
                    say("354 go on")
                elif word == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 ok")


def states(desk):
    return {row["row"]: row["state"] for row in desk.json("outbox", "list", "--all")}


def kinds(desk):
    return [event["kind"] for event in desk.json("ticket", "show", "1")["events"]]


def given_up(tap, desk):
    desk.deliver("carl@example.org", lib.mail("carl@example.org", 1))
    desk.well("run")
    tap.same(set(states(desk).values()), {"failed"}, "mail that the server refuses has failed")
    events = [one for one in desk.json("ticket", "show", "1")["events"] if one["kind"] == "delivery-failed"]
    tap.same(len(events), 2, "each stands on the ticket as an event")
    tap.ok(all(re.match(r"\S+@\S+: gone: 550 .*no such user", one["detail"]) for one in events),
           "with address, reason and answer", events)
    tap.same({one["about"] for one in events}, {row["person"] for row in desk.json("outbox", "list")},
             "about its recipient")
    shown = desk.well("ticket", "show", "1")
    tap.same(len(re.findall(r"^NOT DELIVERED .* failed .*no such user", shown, re.M)), 2, "ticket show marks it")
    tap.same(len(re.findall(r"^#\d+ +failed ", desk.well("outbox", "list"), re.M)), 2, "outbox list shows it unasked")
    tap.ok(any("outbox retry" in (one["advice"] or "") for one in desk.json("check")["findings"]),
           "check tells what to do")


def retried(tap, desk, server):
    for address in ("ann@example.com", "carl@example.org"):  # nothing went well there before (J3)
        desk.well("person", "address", address, address, "--deliverable")
    done = desk.run("outbox", "retry", "--failed")
    tap.same(done.stdout.decode(), "2 mails to be sent again\n", "retry --failed takes all that failed")
    tap.same(set(states(desk).values()), {"due"}, "which are due again")
    tap.same({row["attempts"] for row in desk.json("outbox", "list")}, {0}, "with all tries before them")
    server.rcpt = "451 4.3.0 later"
    desk.well("run")
    tap.same({(row["state"], row["attempts"]) for row in desk.json("outbox", "list")}, {("due", 1)},
             "what is put off stays due")
    tap.same(kinds(desk).count("delivery-failed"), 2, "and is no failure")
    tap.same(kinds(desk).count("delivery-retried"), 2, "the hand stands on the ticket")
    actor = [one["actor"] for one in desk.json("ticket", "show", "1")["events"] if one["kind"] == "delivery-retried"]
    tap.same(set(actor), {1}, "with its agent")


def held(tap, desk, server):
    server.rcpt = "250 ok"
    tap.same(desk.run("outbox", "hold", "1", "#2").returncode, 0, "hold takes rows with and without #")
    desk.well("run", now="2099-01-01T10:00:00Z")
    tap.same(set(states(desk).values()), {"held"}, "held mail is not sent, however late it is")
    wrong = desk.run("outbox", "hold", "1")
    tap.same((wrong.returncode, wrong.stderr.decode()),
             (77, "postern: outbox hold: row 1 is held; only what is due can be held\n"),
               "a row in another state is refused")
    tap.same(desk.run("outbox", "release", "1").returncode, 0, "release lets it go")
    wrong = desk.run("outbox", "drop", "2", "99")
    tap.same(wrong.returncode, 65, "a row that is not there is 65")
    tap.same(states(desk), {1: "due", 2: "held"}, "and nothing is done to the others")
    tap.same(desk.run("outbox", "drop", "2").returncode, 0, "drop ends a mail")
    desk.well("run")
    tap.same(states(desk), {1: "sent", 2: "dropped"}, "what was released is sent, what was dropped is not")
    tap.same(desk.run("outbox", "retry", "1").returncode, 77, "what was sent is not sent again")
    tap.same([kind for kind in kinds(desk) if kind in ("delivery-held", "delivery-released", "delivery-dropped")],
             ["delivery-held", "delivery-held", "delivery-released", "delivery-dropped"],
               "each hand stands on the ticket")


def who_may(tap, desk):
    desk.well("person", "add", "lena@example.com", "--role", "light-agent")
    desk.well("person", "add", "bob@example.com", "--role", "agent")
    desk.well("person", "set", "bob@example.com", "--state", "disabled")
    for who, fact in (("lena@example.com", "a light agent"), ("bob@example.com", "a disabled agent"),
                      ("carl@example.org", "a customer")):
        tap.same(desk.run("outbox", "retry", "--failed", "--as", who).returncode, 77, fact + " may not")
    tap.same(desk.run("outbox", "retry").returncode, 64, "retry wants rows or --failed")
    tap.same(desk.run("outbox", "retry", "--failed", "1").returncode, 64, "not both")
    tap.same(desk.run("outbox", "retry", "one").returncode, 64, "a row is a number")


def main():
    tap, server = lib.Tap(), Refusing()
    server.start()
    desk = lib.Desk("smtp:127.0.0.1:%d" % server.port)
    desk.settings("[rules]\n", "[rules]\nunanswered_after = 0\n")
    try:
        given_up(tap, desk)
        who_may(tap, desk)
        retried(tap, desk, server)
        held(tap, desk, server)
        full = desk.run("check", "--full")
        tap.ok(b"every invariant holds" in full.stdout, "every invariant of the store holds", full.stdout.decode())
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
