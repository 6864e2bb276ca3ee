"""The story of a ticket, told through a real Postfix and read in the maildirs of the people concerned."""
import json
import os
import re
import sys
import time
from email.message import EmailMessage
from email.utils import getaddresses

from postfix import PostfixWorld, answer, skip_without_postfix
from world import ANN, DESK, LONG, Tap, body, wait_for

ALICE = "alice@example.org"      # customer
CAROL = "carol@example.net"      # CC
DAN = "dan@example.net"          # CC
EVE = "eve@forward.test"         # a stranger who is forwarded a mail
TIME = re.compile(r"\d{4}-\d\d-\d\dT")
PEOPLE = [ANN, ALICE, CAROL, DAN, EVE]


def first_mail():
    m = EmailMessage()
    m["From"] = f"Alice Example <{ALICE}>"
    m["To"] = DESK
    m["Cc"] = f"Carol <{CAROL}>, Dan <{DAN}>"
    m["Subject"] = "Der Drucker im dritten Stock geht nicht – bitte helfen"
    m["Message-ID"] = "<first@mail.example.org>"
    m.set_content("Hallo,\n\nthe printer on floor three is jammed. Photo attached.\n\nGrüße\nAlice\n")
    m.add_alternative("<html><body><p>Hallo,</p><p>the printer on floor three is <b>jammed</b>. Photo attached.</p>"
                      "<p>Grüße<br>Alice</p></body></html>", subtype="html")
    m.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, maintype="image", subtype="png",
                     filename="Druckerfoto.png")
    return m


def recipients(m):
    return [a for _, a in getaddresses([str(h) for name in ("To", "Cc") for h in m.get_all(name, [])])]


def ids(m):
    return str(m["References"] or "").split()


def tell(t, world):
    """Returns a fingerprint of what everybody got, so that runs can be compared."""
    prints = []

    def note(title):
        world.settle()
        prints.append((title, [(p, [str(m["Subject"]) for m in world.inbox(p)]) for p in PEOPLE]))

    # the customer writes
    world.send(ALICE, [DESK, CAROL, DAN], first_mail())
    note("new")
    receipt = [m for m in world.inbox(ALICE)]
    t.same(len(receipt), 1, "the customer gets one receipt")
    t.same(receipt[0]["Auto-Submitted"], "auto-replied", "the receipt is marked auto-replied")
    t.ok("printer" not in body(receipt[0]) and "Drucker" not in body(receipt[0]),
         "the receipt repeats no word of the mail")
    t.ok("<first@mail.example.org>" in str(receipt[0]["In-Reply-To"]),
         "the receipt answers the customer's mail in the thread")
    t.same([[m["Auto-Submitted"] for m in world.inbox(cc)] for cc in (CAROL, DAN)], [[None], [None]],
           "those whom an unknown customer copied get nothing beside the mail itself (J9)")
    notice = world.inbox(ANN)
    t.same(len(notice), 1, "the agent gets one notice")
    notice = notice[0]
    t.ok("the printer on floor three is jammed" in body(notice), "the notice holds the customer's text")
    t.ok("Druckerfoto.png" in body(notice), "the notice names the attachment")
    t.ok("Drucker im dritten Stock" in str(notice["Subject"]), "the notice bears the customer's subject, decoded",
         notice["Subject"])
    t.ok(notice.get_body(("html",)) and notice.get_body(("plain",)), "the notice has text and HTML")
    t.same(recipients(notice), [ANN], "the notice is addressed to the agent alone")

    # the agent presses Reply
    world.empty_inboxes()
    world.send(ANN, [str(notice["Reply-To"]).split("<")[-1].strip(">")],
               answer(notice, f"Ann Agent <{ANN}>", "Hello Alice,\n\nplease open tray two and pull the paper "
                      "out.\n\nAnn",
                      message_id="<ann-1@laptop.example.com>"))
    note("agent")
    copies = {p: world.inbox(p) for p in PEOPLE}
    t.same({p: len(m) for p, m in copies.items()}, {ANN: 0, ALICE: 1, CAROL: 1, DAN: 1, EVE: 0},
           "customer and both CCs get one copy each, the agent none")
    mine = copies[ALICE][0]
    t.ok(DESK in str(mine["From"]), "it comes from the desk", mine["From"])
    t.ok("Ann" in str(mine["From"]), "with the agent's name", mine["From"])
    t.ok(all(word not in m.as_bytes() for word in (ANN.encode(), b"laptop") for p in (ALICE, CAROL, DAN)
             for m in copies[p]),
         "the agent's own address and Message-ID stand nowhere in it")
    t.same([recipients(copies[p][0]) for p in (ALICE, CAROL, DAN)], [[ALICE, CAROL, DAN]] * 3,
           "every copy shows the same To and Cc")
    t.same(len({copies[p][0]["Message-ID"] for p in (ALICE, CAROL, DAN)}), 3,
           "every copy has a Message-ID of its own")
    t.same(len({copies[p][0]["Reply-To"] for p in (ALICE, CAROL, DAN)}), 3, "and a reply address of its own")
    t.same(mine["Auto-Submitted"], None, "what a person wrote is not marked automatic")
    t.ok("<first@mail.example.org>" in ids(mine) and ids(mine)[0] == ids(receipt[0])[0],
         "it is threaded: the ticket's anchor first, the customer's mail among the references", ids(mine))
    t.ok("pull the paper out" in body(mine) and "wrote:" not in body(mine), "it holds the new text and no quote",
         body(mine))
    t.ok(body(mine, "html"), "in text and HTML")
    t.ok(str(mine["Subject"]).count("[#") == 1, "the subject bears the ticket's number once", mine["Subject"])

    # a CC answers all
    world.empty_inboxes()
    reply = answer(copies[CAROL][0], f"Carol <{CAROL}>", "Tray two was it, thank you!", True,
                   "<carol-1@mail.example.net>")
    t.ok(ALICE in recipients(reply) and DAN in recipients(reply),
         "Reply all of the CC goes to customer and the other CC, too")
    world.send(CAROL, recipients(reply), reply)
    note("cc")
    counts = {p: len(world.inbox(p)) for p in PEOPLE}
    t.same(counts, {ANN: 1, ALICE: 1, CAROL: 0, DAN: 1, EVE: 0},
           "everybody else gets exactly one copy, the author none")
    t.ok("Tray two was it" in body(world.inbox(ANN)[0]), "the agent reads what the CC wrote")
    shown = world.postern("ticket", "show", "1")
    t.ok("Tray two was it" in shown, "the ticket holds the CC's comment", shown)

    # the customer forwards a mail; the stranger answers it
    world.empty_inboxes()
    stranger = answer(mine, f"Eve <{EVE}>", "I am the technician of the printer's maker.")
    world.send(EVE, [str(mine["Reply-To"]).split("<")[-1].strip(">")], stranger)
    note("stranger")
    counts = {p: len(world.inbox(p)) for p in PEOPLE}
    t.same(counts, {ANN: 1, ALICE: 0, CAROL: 0, DAN: 0, EVE: 0}, "nobody outside is told of the stranger's answer")
    warned = world.inbox(ANN)[0]
    t.ok("technician" in body(warned) and "note" in str(warned["Subject"]).lower() + body(warned).lower(),
         "the agent gets it as an internal note", warned.as_string())
    shown = world.postern("ticket", "show", "1", "--json")
    t.ok('"third-party"' in shown, "the comment is flagged as a third party's", shown)

    # the agent answers the note: it stays inside
    world.empty_inboxes()
    world.send(ANN, [str(warned["Reply-To"]).split("<")[-1].strip(">")],
               answer(warned, f"Ann Agent <{ANN}>", "Let us not tell the customer yet."))
    note("note")
    counts = {p: len(world.inbox(p)) for p in PEOPLE}
    t.same(counts, {p: 0 for p in PEOPLE}, "the answer to a note is a note: nobody outside is told")

    # an answer from the command line goes out at once
    world.empty_inboxes()
    began = time.monotonic()
    world.postern("ticket", "reply", "1", "--as", ANN, "The technician comes at noon.")
    note("command")
    counts = {p: len(world.inbox(p)) for p in PEOPLE}
    t.same(counts, {ANN: 0, ALICE: 1, CAROL: 1, DAN: 1, EVE: 0}, "a reply by command reaches customer and CCs")
    t.ok(time.monotonic() - began < 20, "and does not wait for a timer")

    nobody, world.operator = world.operator, {}
    root = world.attempt("ticket", "note", "1", "--as", ANN, "By root.")
    world.operator = nobody
    owners = {os.stat(os.path.join(d, f)).st_uid for d, _, fs in os.walk(world.state) for f in fs}
    t.ok(root.returncode == 0 and owners == {nobody["user"]},
         "what root does is done as the owner of the state folder", f"{root.stderr} owners {owners}")

    t.same(world.attempt("check").returncode, 0, "postern check finds nothing wrong")
    return prints


def outcome(world):
    """What the ticket is in the end, but for ids, times, the way in and what Postfix called the mails."""
    def plain(value):
        if isinstance(value, list):
            return [plain(one) for one in value]
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()
                    if key not in ("channel", "answer", "message_id") and not TIME.match(str(one))}
        return value
    return plain(json.loads(world.postern("ticket", "show", "1", "--json")))


def later(t, world):
    """serve is away for a while."""
    world.empty_inboxes()
    mail = first_mail()
    mail.replace_header("Message-ID", "<later@mail.example.org>")
    mail.replace_header("Subject", "While serve was away")
    before = len(world.maillog())
    world.send(ALICE, [DESK], mail)
    t.ok(wait_for(lambda: "status=deferred" in world.maillog()[before:], 20), "without serve Postfix keeps the mail",
         world.maillog()[before:])
    world.start()
    world.settle()
    t.same(len([m for m in world.inbox(ANN) if "serve was away" in str(m["Subject"])]), 1,
           "and hands it over once when serve is back")


def run(t, lmtp):
    with PostfixWorld(PEOPLE, lmtp=lmtp) as world:
        t.same(world.start(), b"READY=1", "serve tells the service manager that it is ready")
        prints = tell(t, world)
        if os.environ.get("SHOW"):
            print("".join(f"# {p}\n" for p in prints))
        came = re.findall(r"relay=(\S+), .*status=sent \((\S+ \S+)", world.maillog())
        t.ok(any(relay.endswith("/lmtp/socket]") for relay, _ in came) == lmtp,
             "Postfix handed the mail over by " + ("LMTP" if lmtp else "the pipe"), came)
        found = world.attempt("check")
        t.ok("hands no mail on" not in found.stdout + found.stderr, "and postern check misses no way in",
             found.stdout + found.stderr)
        end = outcome(world)
        t.same(world.stop(), 0, "SIGTERM ends serve cleanly")
        if lmtp:
            later(t, world)
            t.ok("status=bounced" not in world.maillog(), "nothing bounced", world.maillog()[-3000:])
            t.same(world.stop(), 0, "and serve ends cleanly again")
        t.ok("Sanitizer" not in world.log(), "no sanitizer report", world.log())
    return prints, end


def main():
    skip_without_postfix()
    t = Tap()
    pipe = run(t, False)
    t.same(run(t, True), pipe, "by LMTP all got the same mail, and the ticket is the same, as by the pipe")
    for number in range(19 if LONG else 0):
        t.same(run(t, number % 2 == 1), pipe, f"run {number + 3} ends as the first")
    sys.exit(t.end())


main()
