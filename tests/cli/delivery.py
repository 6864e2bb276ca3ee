"""Nobody goes deaf (J3, J4, J18): bounce stories over 30 simulated days, as one table of who is told what and when;
and what the commands print of who is not mailed."""
import datetime
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import ANN, Tap, World, is_testing, parse

START = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc)


def at(hours):
    return (START + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Stories(World):
    """A customer for each story, and every mail that was sent, with its hour."""

    def __init__(self):
        super().__init__()
        self.told, self.seen = [], set()

    def passes(self, hour):
        self.run(now=at(hour))
        for address in [ANN] + ["c%d@example.org" % n for n in range(1, 9)]:
            for name in self.files(address):
                if name not in self.seen:
                    self.told.append((hour, address, parse(name)))
                self.seen.add(name)

    def mails(self, address, since=0, subject=""):
        return [(hour, mail) for hour, to, mail in self.told
                if to == address and hour >= since and subject in mail["Subject"]]

    def opens(self, customer, hour):
        """A ticket of the customer; its number."""
        address = "c%d@example.org" % customer
        self.deliver(address, subject="Story %d" % customer)
        self.passes(hour)
        return max(row["ticket"] for row in self.tickets("--all"))

    def answers(self, ticket, text, hour):
        """What the command prints; the mail has gone out then."""
        said = self.postern("ticket", "reply", str(ticket), text, now=at(hour))
        self.passes(hour)
        return said

    def returns(self, customer, hour, fields, returned="", path=None):
        """A delivery report of the last mail to the customer."""
        address = "c%d@example.org" % customer
        last = self.mails(address)[-1][1]
        path = path or str(last["Return-Path"]).strip("<>")
        self.deliver("", """From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: %s
Subject: Mail delivery
Message-ID: <report%d.%d@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="d"

--d
Content-Type: text/plain

This is the mail system.

--d
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; %s
%s

--d
Content-Type: message/rfc822

Message-ID: %s
Subject: Story
%s
--d--
""" % (path, customer, hour, address, fields, last["Message-ID"], returned), path)
        self.passes(hour)

    def writes(self, customer, hour):
        """The customer answers our last mail."""
        address = "c%d@example.org" % customer
        self.answer(self.mails(address)[-1][1], address, "My own words of hour %d." % hour)
        self.passes(hour)

    def silenced(self, customer):
        people = self.json("person", "list")
        return [row["undeliverable"] for person in people for row in person["addresses"]
                if row["address"] == "c%d@example.org" % customer][0]


def failed(status, words):
    return "Action: failed\nStatus: %s\nDiagnostic-Code: smtp; %s" % (status, words)


def delayed(words):
    return "Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; %s" % words


def over_quota(tap, s):
    ticket = s.opens(1, 0)
    s.answers(ticket, "First answer.", 1)
    s.returns(1, 2, failed("5.2.2", "552 5.2.2 mailbox full"))
    told = s.mails("ann@example.com", 2, "Not delivered")
    tap.same(len(told), 1, "over quota: who wrote is told once")
    text = told[0][1].get_body(("plain",)).get_content() if told else ""
    tap.ok(all(word in text for word in ("c1@example.org", "refused this mail", "mailbox full", "First answer.")),
           "over quota: recipient, reason in words, what the server said, and the text", text)
    before = len(s.mails("c1@example.org"))
    s.answers(ticket, "Second answer.", 3)
    tap.same(len(s.mails("c1@example.org")), before + 1, "over quota: the next answer goes out all the same")


def content(tap, s):
    ticket = s.opens(2, 0)
    for n in range(4):
        s.answers(ticket, "Answer %d." % n, 10 + n)
        s.returns(2, 10 + n, failed("5.7.1", "554 5.7.1 looks like spam"))
    tap.same(s.silenced(2), False, "content: four refusals on one day silence nobody")
    tap.same(len(s.mails("ann@example.com", 10, "Story 2")), 4, "content: each is told once")


def unknown_user(tap, s):
    ticket = s.opens(3, 20)
    s.answers(ticket, "Hello.", 21)
    s.returns(3, 22, failed("5.1.1", "550 5.1.1 no such user"))
    said = s.answers(ticket, "Are you there?", 23)
    tap.ok("not mailed: c3@example.org (mail to this address comes back)" in said,
           "unknown user: the next command says who is not mailed, and why", said)
    done = s.attempt("ticket", "reply", "--all-or-nothing", str(ticket), "Nothing of this.", now=at(23))
    tap.same(done.returncode, 69, "unknown user: all or nothing is refused with 69", done.stderr)
    comments = s.ticket(ticket)["comments"]
    tap.ok(not any("Nothing of this." in comment["text"] for comment in comments), "and nothing was written")
    s.writes(3, 30)
    tap.same(s.silenced(3), False, "unknown user: mail with own evidence from there shows that it lives")
    before = len(s.mails("c3@example.org"))
    s.answers(ticket, "There you are.", 31)
    tap.same(len(s.mails("c3@example.org")), before + 1, "and the next answer is mailed")


def domain_gone(tap, s):
    ticket = s.opens(4, 40)
    s.answers(ticket, "One.", 41)
    s.passes(41 + 80)
    for n in range(2):
        s.answers(ticket, "More %d." % n, 130 + n)
        s.returns(4, 130 + n, failed("5.4.4", "Host or domain name not found"))
        tap.same(s.silenced(4), n == 1, "domain gone: after report %d of two" % (n + 1))


def late(tap, s):
    ticket = s.opens(5, 140)
    s.answers(ticket, "Soon.", 141)
    for hour in (146, 170):
        s.returns(5, hour, delayed("connection timed out"))
    s.returns(5, 180, "Action: delivered\nStatus: 2.0.0")
    told = s.mails("ann@example.com", 140, "Story 5")
    tap.same([hour for hour, mail in told if "Not delivered" in mail["Subject"]], [146],
             "delayed then delivered: told as delayed, once, and nothing more")
    tap.same(s.silenced(5), False, "delayed then delivered: the address is as before")


def forged(tap, s):
    s.opens(6, 190)
    path = str(s.mails("c6@example.org")[-1][1]["Return-Path"]).strip("<>")
    broken = path.replace("@", "x@")
    s.returns(6, 191, failed("5.1.1", "550 no such user"), path=broken)
    tap.same((s.silenced(6), s.mails("ann@example.com", 191, "Not delivered")), (False, []),
             "forged: a report without our signature says nothing")


def quotes_a_bounce(tap, s):
    ticket = s.opens(7, 200)
    s.answers(ticket, "As you asked.", 201)
    quoted = "\nFinal-Recipient: rfc822; c7@example.org\nAction: failed\nStatus: 5.1.1\n"
    s.returns(7, 206, delayed("try again"), returned=quoted)
    tap.same([mail["Subject"][:24] for _, mail in s.mails("ann@example.com", 202, "Not delivered")],
             ["[#7] Not delivered yet: "], "a returned original that quotes a bounce: only the delay counts")
    tap.same(s.silenced(7), False, "and the address is as before")


def relay_down(tap, s):
    ticket = s.opens(8, 220)
    s.change("transport = maildir", "transport = smtp\nhost = 127.0.0.1\nport = 1\ntls = none")
    s.answers(ticket, "Into the dark.", 221)
    for hour in range(222, 221 + 72):
        s.passes(hour)
    s.change("transport = smtp\nhost = 127.0.0.1\nport = 1\ntls = none", "transport = maildir")
    for hour in range(221 + 72, 221 + 96, 2):
        s.passes(hour)
    subjects = [mail["Subject"] for _, mail in s.mails("ann@example.com", 221, "Story 8")]
    tap.same(sum("] Not delivered:" in subject for subject in subjects), 1,
             "relay down for 3 days: that the mail was given up is told once the relay is back", subjects)
    tap.same(s.silenced(8), False, "relay down: trouble on the way says nothing of the address")


def month(tap, s):
    for hour in range(330, 721, 12):
        s.passes(hour)
    tap.same(s.silenced(4), True, "after 30 days the domain that is gone still is")
    s.passes(24 * 100)
    tap.same(s.silenced(4), False, "after 90 days it is tried again")
    log = s.postern("ticket", "log", "4")
    tap.ok("no more mail to" in log, "each change is a line of the log", log)


def present_address(tap, s):
    """J18: where a waiting reply goes is decided when it is sent; after a merge one person gets it once."""
    s.change("reply_delay = 0s", "reply_delay = 5m")
    ticket = s.opens(1, 24 * 101)
    s.postern("ticket", "cc", str(ticket), "add", "twin@example.org", now=at(24 * 101))
    s.postern("ticket", "reply", str(ticket), "To wherever you are.", now=at(24 * 101 + 1))
    s.postern("person", "address", "c1@example.org", "moved@example.org", now=at(24 * 101 + 1))
    s.postern("person", "address", "--primary", "c1@example.org", "moved@example.org", now=at(24 * 101 + 1))
    s.postern("person", "merge", "twin@example.org", "moved@example.org", now=at(24 * 101 + 1))
    s.passes(24 * 101 + 2)
    tap.same((len(s.inbox("moved@example.org")), len(s.inbox("twin@example.org"))), (1, 0),
             "a waiting reply goes to the present address, once after a merge")


def table(s):
    print("# hour  told      what")
    for hour, address, mail in s.told:
        if address == "ann@example.com" and ("eliver" in mail["Subject"] or "Not mailed" in mail["Subject"]):
            print("# %5d  %-8s  %s" % (hour, address.split("@")[0], mail["Subject"]))


def main():
    tap = Tap()
    if not is_testing():
        tap.skip("bounce stories", "programs are built without --enable-testing")
        return tap.end()
    with Stories() as stories:
        for story in (over_quota, content, unknown_user, domain_gone, late, forged, quotes_a_bounce, relay_down,
                      month, present_address):
            story(tap, stories)
        table(stories)
    return tap.end()


sys.exit(main())
