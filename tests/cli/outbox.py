"""Hands on the outbox: retry, hold, release, drop, who may, and what stands on the ticket; mail that is given up."""
import os
import re
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from sink import Sink
from world import ANN, CARL, Tap, World


def states(world):
    return {row["row"]: row["state"] for row in world.outbox("--all")}


def kinds(world):
    return [event["kind"] for event in world.ticket(1)["events"]]


def given_up(tap, world):
    world.deliver(CARL)
    world.run()
    tap.same(set(states(world).values()), {"failed"}, "mail that the server refuses has failed")
    events = [one for one in world.ticket(1)["events"] if one["kind"] == "delivery-failed"]
    tap.same(len(events), 2, "each stands on the ticket as an event")
    tap.ok(all(re.match(r"\S+@\S+: gone: 550 .*no such user", one["detail"]) for one in events),
           "with address, reason and answer", events)
    tap.same({one["about"] for one in events}, {row["person"] for row in world.outbox()},
             "about its recipient")
    shown = world.postern("ticket", "show", "1")
    tap.same(len(re.findall(r"^NOT DELIVERED .* failed .*no such user", shown, re.M)), 2, "ticket show marks it")
    tap.same(len(re.findall(r"^#\d+ +failed ", world.postern("outbox", "list"), re.M)), 2,
             "outbox list shows it unasked")
    tap.ok(any("outbox retry" in (one["advice"] or "") for one in world.json("check")["findings"]),
           "check tells what to do")


def retried(tap, world, sink):
    for address in (ANN, CARL):  # nothing went well there before (J3)
        world.postern("person", "address", address, address, "--deliverable")
    done = world.attempt("outbox", "retry", "--failed")
    tap.same(done.stdout, "2 mails to be sent again\n", "retry --failed takes all that failed")
    tap.same(set(states(world).values()), {"due"}, "which are due again")
    tap.same({row["attempts"] for row in world.outbox()}, {0}, "with all tries before them")
    sink.again("rcpt=451 4.3.0 later")
    world.run()
    tap.same({(row["state"], row["attempts"]) for row in world.outbox()}, {("due", 1)},
             "what is put off stays due")
    tap.same(kinds(world).count("delivery-failed"), 2, "and is no failure")
    tap.same(kinds(world).count("delivery-retried"), 2, "the hand stands on the ticket")
    actor = [one["actor"] for one in world.ticket(1)["events"] if one["kind"] == "delivery-retried"]
    tap.same(set(actor), {1}, "with its agent")


def held(tap, world, sink):
    sink.again()
    tap.same(world.attempt("outbox", "hold", "1", "#2").returncode, 0, "hold takes rows with and without #")
    world.run(now="2099-01-01T10:00:00Z")
    tap.same(set(states(world).values()), {"held"}, "held mail is not sent, however late it is")
    wrong = world.attempt("outbox", "hold", "1")
    tap.same((wrong.returncode, wrong.stderr),
             (77, "postern: outbox hold: row 1 is held; only what is due can be held\n"),
             "a row in another state is refused")
    tap.same(world.attempt("outbox", "release", "1").returncode, 0, "release lets it go")
    wrong = world.attempt("outbox", "drop", "2", "99")
    tap.same(wrong.returncode, 65, "a row that is not there is 65")
    tap.same(states(world), {1: "due", 2: "held"}, "and nothing is done to the others")
    tap.same(world.attempt("outbox", "drop", "2").returncode, 0, "drop ends a mail")
    world.run()
    tap.same(states(world), {1: "sent", 2: "dropped"}, "what was released is sent, what was dropped is not")
    tap.same(world.attempt("outbox", "retry", "1").returncode, 77, "what was sent is not sent again")
    tap.same([kind for kind in kinds(world) if kind in ("delivery-held", "delivery-released", "delivery-dropped")],
             ["delivery-held", "delivery-held", "delivery-released", "delivery-dropped"],
             "each hand stands on the ticket")


def who_may(tap, world):
    world.postern("person", "add", "lena@example.com", "--role", "light-agent")
    world.postern("person", "add", "bob@example.com", "--role", "agent")
    world.postern("person", "set", "bob@example.com", "--state", "disabled")
    for who, fact in (("lena@example.com", "a light agent"), ("bob@example.com", "a disabled agent"),
                      ("carl@example.org", "a customer")):
        tap.same(world.attempt("outbox", "retry", "--failed", "--as", who).returncode, 77, fact + " may not")
    tap.same(world.attempt("outbox", "retry").returncode, 64, "retry wants rows or --failed")
    tap.same(world.attempt("outbox", "retry", "--failed", "1").returncode, 64, "not both")
    tap.same(world.attempt("outbox", "retry", "one").returncode, 64, "a row is a number")


def main():
    tap = Tap()
    with Sink("rcpt=550 5.1.1 no such user") as sink, World("unanswered_after = 0", sink.transport) as world:
        given_up(tap, world)
        who_may(tap, world)
        retried(tap, world, sink)
        held(tap, world, sink)
        full = world.attempt("check", "--full").stdout
        tap.ok("every invariant holds" in full, "every invariant of the store holds", full)
    return tap.end()


sys.exit(main())
