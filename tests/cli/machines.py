"""People are not machines, and machines are not people (RULES J6): mails of both as their programs write them,
through the real entrance.  Prints TAP."""
import email.utils
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import DESK, Tap, World, reply_to, skip_without_testing

# What a person writes although something in it looks like a machine's: name of the case, From, Subject, more fields.
# PERSON stands for an address of their own.
NEW = [
    ("a name with bot", '"Bot Sung Park" <PERSON>', "Printer jams", ""),
    ("a name with daemon", '"Daemon Hill" <PERSON>', "Printer jams", ""),
    ("a name with no reply", '"Noreply Desk, floor 2" <PERSON>', "Printer jams", ""),
    ("a role for a name", '"System Administrator" <PERSON>', "Server room is hot", ""),
    ("a post room", '"Mail Delivery System Team" <PERSON>', "Parcel for you", ""),
    ("a part with bounce", "bounce.castle.PERSON", "Castle for the party", ""),
    ("a part with news", "news-team.PERSON", "Question of the editors", ""),
    ("a part with root", "root.cause.PERSON", "Question", ""),
    ("a part with auto", "auto.house.PERSON", "Invoice of March", ""),
    ("an info address", "info.PERSON", "Opening hours?", ""),
    ("a car", "PERSON", "Auto: window is broken", ""),
    ("a door", "PERSON", "Automatic door does not open", ""),
    ("an absent colleague", "PERSON", "Out of office hours the line is dead", ""),
    ("an office", "PERSON", "Out of office supplies", ""),
    ("a question on a note", "PERSON", "Automatic reply does not work any more", ""),
    ("leave in words", "PERSON", "Vacation message cannot be set", ""),
    ("German words", "PERSON", "Abwesenheitsnotiz einrichten, bitte", ""),
    ("Auto-Submitted: no", "PERSON", "Printer jams", "Auto-Submitted: no\n"),
    ("Auto-Submitted: no, with a comment", "PERSON", "Printer jams", "Auto-Submitted: (typed) no\n"),
    ("X-Autoreply: no", "PERSON", "Printer jams", "X-Autoreply: no\n"),
    ("high precedence", "PERSON", "Printer jams", "Precedence: first-class\nPriority: urgent\n"),
    ("a suppression of answers", "PERSON", "Printer jams", "X-Auto-Response-Suppress: All\n"),
    ("a web form", "PERSON", "Contact form: printer", "X-Mailer: PHP/8.2.24\nX-PHP-Script: www.example.org/form\n"),
    ("a receipt wished for", "PERSON", "Printer jams", "Disposition-Notification-To: <PERSON>\n"),
    ("delivery in the subject", "PERSON", "Undelivered parcel", ""),
    ("a failure in the subject", "PERSON", "Delivery failure of your courier", ""),
    ("a bounce in the subject", "PERSON", "Returned mail: see inside the parcel", ""),
]

# Answers with the signed address of their own mail: From, start of the subject, more fields.
ANSWERS = [
    ("a list footer's fields", "PERSON", "Re: ",
     "List-Id: <staff.example.org>\nList-Unsubscribe: <mailto:off@example.org>\n"),
    ("Precedence: bulk", "PERSON", "Re: ", "Precedence: bulk\n"),
    ("Precedence: list", "PERSON", "Re: ", "Precedence: list\nX-BeenThere: staff@example.org\n"),
    ("a mailing program", "PERSON", "Re: ", "X-Mailer: Kayako SupportSuite\n"),
    ("a name that nobody reads", '"noreply" <PERSON>', "Re: ", ""),
    ("a ticket system's field", "PERSON", "Re: ", "RT-Ticket: example.org #12\n"),
    ("a gateway's field", "PERSON", "Re: ", "X-Auto-Response-Suppress: OOF, AutoReply\n"),
    ("a subject of its own about absence", "PERSON", "Out of office hours: ", ""),
    ("a subject about machines", "PERSON", "Automatic reply was wrong: ", ""),
    ("a list's tag", "PERSON", "Re: [staff] ", "Mailing-List: list staff@example.org\n"),
    ("an owner of a list", "PERSON", "Re: ", "List-Owner: <mailto:owner@example.org>\nList-Post: NO\n"),
    ("a marketing program", "PERSON", "Re: ",
     "X-Mailer: MailChimp Mailer\nList-Unsubscribe: <https://example.org/off>\n"),
    ("Auto-Submitted: no", "PERSON", "Re: ", "Auto-Submitted: no\nPrecedence: bulk\n"),
]

REPORT = """MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
"""
REPORT_BODY = """--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; gone@example.org
Action: failed
Status: 5.1.1
--b--
"""

# Machines that open nothing: name, From, envelope sender ("" is the null sender, None the From), Subject, more
# fields.
MACHINES = [
    ("cron", "root <PERSON>", None, "Cron <root@web> run-parts", "Auto-Submitted: auto-generated\n"),
    ("cron with its fields", "PERSON", None, "Cron backup", "X-Cron-Env: <SHELL=/bin/sh>\n"),
    ("a monitor", "PERSON", None, "PROBLEM: disk full", "Auto-Submitted: auto-generated\nPrecedence: bulk\n"),
    ("a newsletter", "PERSON", None, "Spring offers",
     "List-Unsubscribe: <https://example.org/u>\nPrecedence: bulk\n"),
    ("a newsletter of one field", "PERSON", None, "Spring offers", "List-Unsubscribe: <mailto:u@example.org>\n"),
    ("a list", "PERSON", None, "[users] meeting",
     "List-Id: <users.example.org>\nList-Post: <mailto:u@example.org>\n"),
    ("an old list", "PERSON", None, "[users] meeting", "Mailing-List: contact u-help@example.org\n"),
    ("a list manager", "PERSON", None, "[users] meeting", "X-BeenThere: users@example.org\nPrecedence: list\n"),
    ("junk", "PERSON", None, "Offers", "Precedence: junk\n"),
    ("bulk", "PERSON", None, "Offers", "Precedence: bulk\n"),
    ("bulk in capitals", "PERSON", None, "Offers", "Precedence: Bulk\n"),
    ("a shop", "noreply.PERSON", None, "Your order", "Auto-Submitted: auto-generated\n"),
    ("an address nobody reads", "noreply@NUMBER.example.org", None, "Your order", ""),
    ("the same with a dash", "no-reply@NUMBER.example.org", None, "Your order", ""),
    ("the same in words", "do-not-reply@NUMBER.example.org", None, "Your order", ""),
    ("the same run together", "donotreply@NUMBER.example.org", None, "Your order", ""),
    ("the same with a line", "no_reply@NUMBER.example.org", None, "Your order", ""),
    ("a mail server", "MAILER-DAEMON@NUMBER.example.org", "", "Undelivered Mail Returned to Sender", ""),
    ("a postmaster", "postmaster@NUMBER.example.org", "", "Delivery Status Notification (Failure)", ""),
    ("a report", "MAILER-DAEMON@NUMBER.example.org", "", "Undelivered Mail Returned to Sender", REPORT),
    ("a report of no daemon", "PERSON", "", "Undeliverable: Printer", REPORT),
    ("the null sender", "PERSON", "", "Your message", ""),
    ("the null sender with words", "PERSON", "", "Message you sent was blocked", "Auto-Submitted: auto-generated\n"),
    ("an old daemon", "Mail Delivery Subsystem <MAILER-DAEMON@NUMBER.example.org>", "MAILER-DAEMON@example.org",
     "Returned mail: User unknown", ""),
    ("a calendar", "PERSON", None, "Reminder: meeting", "Auto-Submitted: auto-notified\n"),
    ("a tracker", "PERSON", None, "[BUG 12] closed", "Auto-Submitted: auto-generated\nX-Bugzilla-Type: changed\n"),
    ("another help desk", "PERSON", None, "[Ticket 12] received", "Auto-Submitted: auto-replied\n"),
    ("another help desk by its field", "PERSON", None, "[example #12] received", "RT-Ticket: example #12\n"),
    ("another one by its program", "PERSON", None, "We have your request", "X-Mailer: Kayako eSupport\n"),
    ("a mailing program", "PERSON", None, "Offers", "X-Mailer: MailChimp Mailer - **CID**\n"),
    ("a scanner", "PERSON", None, "Scan from the copier", "X-Auto-Generated: yes\n"),
    ("a fax gateway", "PERSON", None, "Fax", "X-Autogenerated: Mirror\n"),
    ("a backup program", "PERSON", None, "Backup done",
     "Auto-Submitted: auto-generated; owner-email=\"a@example.org\"\n"),
    ("one with a comment", "PERSON", None, "Backup done", "Auto-Submitted: (by a machine) auto-generated\n"),
    ("one in capitals", "PERSON", None, "Backup done", "Auto-Submitted: Auto-Generated\n"),
    ("an extension", "PERSON", None, "Backup done", "Auto-Submitted: x-company-robot\n"),
    ("a mailing software", "PERSON", None, "Offers", "X-Mailing-Software: mailer 3\n"),
    ("a list of announcements", "PERSON", None, "Maintenance", "List-Id: Announcements <announce.example.org>\n"),
    ("a tender portal", "PERSON", None, "Tender", "X-Tender: 12\n"),
    ("a social network", "PERSON", None, "You have a new follower", "X-Twitteremailtype: follow\n"),
]

# Autoresponders from before RFC 3834 and of those that never read it; each answers the receipt it got.
OLD = [
    ("vacation(1)", "away from my mail", "Precedence: junk\n"),
    ("vacation(1), bulk", "away from my mail", "Precedence: bulk\n"),
    ("procmail", "Re: SUBJECT", "Precedence: junk\nX-Loop: PERSON\n"),
    ("qmail's autorespond", "Re: SUBJECT", "X-Autoresponder: autorespond 2.0\n"),
    ("Exchange", "Out of Office AutoReply: SUBJECT", ""),
    ("Exchange, German", "Abwesenheitsnotiz: SUBJECT", ""),
    ("Exchange, French", "Réponse automatique : SUBJECT", ""),
    ("Exchange, Spanish", "Respuesta automática: SUBJECT", ""),
    ("Exchange, Dutch", "Automatisch antwoord: SUBJECT", ""),
    ("Outlook", "Automatic reply: SUBJECT", ""),
    ("Notes", "I am out of the office", ""),
    ("GroupWise", "Out of the office (Auto-Reply)", ""),
    ("cPanel", "Auto Reply: SUBJECT", "X-Autorespond: SUBJECT\nPrecedence: auto_reply\n"),
    ("Plesk", "Re: SUBJECT", "X-Autogenerated: Reply\nPrecedence: bulk\n"),
    ("an ISP's", "Re: SUBJECT", "X-Autoreply: yes\n"),
    ("a webmail's", "Auto-Reply: SUBJECT", "X-Mail-Autoreply: webmail\n"),
    ("Gmail", "Out of office Re: SUBJECT", "Auto-Submitted: auto-replied\nX-Autoreply: yes\nPrecedence: bulk\n"),
    ("Yahoo", "Re: SUBJECT", "X-Autoreply-From: PERSON\n"),
    ("sieve", "Auto: SUBJECT", "Auto-Submitted: auto-replied (vacation)\n"),
    ("one with the null sender alone", "Re: SUBJECT", ""),
]


class Story(World):
    """Every mail comes from an address of its own, so that no limit of a sender counts."""

    persons = 0

    def person(self):
        self.persons += 1
        return "p@p%d.example.org" % self.persons

    def write(self, sender, subject, extra, envelope=None, to=DESK, body="It does not print since Monday."):
        """ENVELOPE is the envelope sender, or None where that is SENDER."""
        mail = self.mail(sender, subject, body, "Date: %s\n%s" % (email.utils.formatdate(), extra), to)
        self.deliver(email.utils.parseaddr(sender)[1] if envelope is None else envelope, mail, to)

    def requesters(self):
        """Of every ticket: the address of the person and its number."""
        names = {one["id"]: one["addresses"][0]["address"] for one in self.json("person", "list")}
        return {names[one["requester"]]: one["ticket"] for one in self.tickets()}

    def opened(self, count):
        """As many people's tickets: address, number of the ticket, and the receipt that they got."""
        people = [self.person() for _ in range(count)]
        for person in people:
            self.write(person, "Lamp of " + person, "")
        self.run()
        tickets = self.requesters()
        return [(one, tickets[one], self.inbox(one)[-1]) for one in people]

    def answers(self, receipt, sender, subject, extra, envelope=None):
        """SENDER answers RECEIPT as mail programs do."""
        title, thread = str(receipt["Subject"]), receipt["Message-ID"]
        extra = "In-Reply-To: %s\nReferences: %s\n%s" % (thread, thread, extra.replace("SUBJECT", title))
        self.write(sender, subject.replace("SUBJECT", title), extra, envelope, reply_to(receipt))

    def comments(self, ticket):
        return len(self.ticket(ticket)["comments"])


def people_open(story):
    senders = {}
    for name, sender, subject, extra in NEW:
        person = story.person()
        sender = sender.replace("PERSON", person)
        senders[email.utils.parseaddr(sender)[1]] = name
        story.write(sender, subject, extra.replace("PERSON", person))
    story.run()
    tickets = story.requesters()
    return ["%s: no ticket" % name for sender, name in senders.items() if sender not in tickets]


def people_answer(story):
    rows = list(zip(ANSWERS, story.opened(len(ANSWERS))))
    for (_, sender, subject, extra), (person, _, receipt) in rows:
        story.answers(receipt, sender.replace("PERSON", person), subject + "SUBJECT", extra)
    story.run()
    return ["%s: it is no comment" % row[0] for row, (_, ticket, _) in rows if story.comments(ticket) != 2]


def people(tap, story):
    wrong = people_open(story) + people_answer(story)
    wrong += ["held: %s" % one for one in story.held()]
    tap.none(wrong, "J6: %d mails of people with something of a machine's: none is held" % (len(NEW) + len(ANSWERS)))


def machines(tap, story):
    senders = {}
    for name, sender, envelope, subject, extra in MACHINES:
        sender = sender.replace("PERSON", story.person()).replace("NUMBER", "m%d" % story.persons)
        senders[email.utils.parseaddr(sender)[1]] = name
        body = REPORT_BODY if extra == REPORT else "It was done at noon."
        story.write(sender, subject, extra, envelope, body=body)
    before = len(story.requesters())
    story.run()
    tickets = story.requesters()
    wrong = ["%s: it opened a ticket" % name for sender, name in senders.items() if sender in tickets]
    wrong += ["%s: it was answered" % name for sender, name in senders.items() if story.inbox(sender)]
    tap.none(wrong, "%d mails of machines: none is let in, none is answered" % len(senders))
    tap.same(len(tickets), before, "and nothing else became a ticket")


def autoresponders(tap, story):
    rows = list(zip(OLD, story.opened(len(OLD))))
    for (name, subject, extra), (person, _, receipt) in rows:
        story.answers(receipt, person, subject, extra.replace("PERSON", person), "" if name.endswith("alone")
                      else None)
    before = len(story.requesters())
    story.run()
    wrong = ["%s: it is a comment" % row[0] for row, (_, ticket, _) in rows if story.comments(ticket) != 1]
    wrong += ["%s: it was answered" % row[0] for row, (person, _, _) in rows if len(story.inbox(person)) != 1]
    tap.none(wrong, "%d old autoresponders: none is let in, none is answered again" % len(OLD))
    tap.same(len(story.requesters()), before, "and none opened a ticket")


def main():
    skip_without_testing()
    tap = Tap()
    with Story("receipts_unproven = 1000") as story:
        people(tap, story)
        machines(tap, story)
        autoresponders(tap, story)
    return tap.end()


sys.exit(main())
