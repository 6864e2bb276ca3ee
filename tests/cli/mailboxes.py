"""Several mailboxes: each with its name, language, signature, templates, division, category and rules of its own."""
import email
import email.policy
import os
import sys

import desk as lib

BOTH = "From: Carl Customer <%s>\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.org>\n%s\n%s\n"
MAILBOXES = """
[mailbox sales]
address = verkauf@example.com
name = Vertrieb
language = de
signature = Ihr Vertrieb
division = Sellers
personal_from = no
end_users_may_cc = no
notify_new = agent

[mailbox inside]
address = inside@example.com
name = Workshop
category = back-office
"""
SUPPORT, SALES, INSIDE = "support@example.com", "verkauf@example.com", "inside@example.com"


def write(desk, number, to, sender="carl@example.org", subject="Printer", body="It does not print.", extra="",
          arrives_at=None):
    """A mail to all of TO, handed over once for each address of ours, as mail servers do."""
    text = BOTH % (sender, ", ".join(to), subject, number, extra, body)
    for address in arrives_at or to:
        desk.deliver(sender, text, address)
    desk.well("run")


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def to_carl(desk, kind=None):
    """What was sent to the customer of the desk, the oldest first; KIND: of that kind alone, by its Message-ID."""
    mails = [read(raw) for raw in desk.sent_to("carl@example.org")]
    return [mail for mail in mails if not kind or ".%s." % kind in mail["Message-ID"]]


def ticket(desk, number):
    return desk.json("ticket", "show", str(number))


def addresses(desk, number, relation):
    return [one["label"] for one in ticket(desk, number)["people"] if one["relation"] == relation]


def given(desk):
    own = os.path.join(desk.top, "own", "sales", "de")
    os.makedirs(own)
    with open(os.path.join(own, "receipt.subject"), "w", encoding="utf-8") as file:
        file.write("Angebot {{ticket.id}} folgt\n")
    desk.settings("[postern]", "[postern]\ntemplates = own")
    desk.settings("address = support@example.com",
                  "address = support@example.com\nname = Help Desk\nsignature = Your desk")
    with open(desk.conf, "a", encoding="utf-8") as file:
        file.write(MAILBOXES)
    desk.well("division", "add", "Sellers")
    desk.well("person", "add", "sam@example.com", "--name", "Sam Seller", "--role", "agent")
    desk.well("person", "add", "bert@example.com", "--name", "Bert Agent", "--role", "agent", "--as",
              "ann@example.com")
    desk.well("division", "join", "Sellers", "sam@example.com")


def receipts(tap, desk):
    write(desk, 1, [SUPPORT], extra="Cc: dora@example.net\n")
    write(desk, 2, [SALES], sender="dirk@example.net", subject="Angebot", extra="Cc: dora@example.net\n")
    english, german = to_carl(desk)[0], read(desk.sent_to("dirk@example.net")[0])
    tap.same((english["From"].addresses[0].display_name, english["From"].addresses[0].addr_spec),
             ("Help Desk", SUPPORT),
             "a receipt comes from the mailbox that was written to, by its name")
    tap.same((german["From"].addresses[0].display_name, german["From"].addresses[0].addr_spec), ("Vertrieb", SALES),
             "and so does that of another one")
    tap.ok("thank you for writing to Help Desk" in text_of(english) and "Your desk" in text_of(english),
           "in the language and with the signature of the one", text_of(english))
    tap.ok("Nachricht an Vertrieb" in text_of(german) and "Ihr Vertrieb" in text_of(german), "and of the other",
           text_of(german))
    tap.ok("Angebot 2 folgt" in german["Subject"] and "Angebot" not in english["Subject"],
           "a template of its own is that mailbox's alone", german["Subject"])
    tap.same([mail["Reply-To"].addresses[0].username.split("+")[0] for mail in (english, german)],
             ["support", "verkauf"],
             "answers come back to the one and to the other")


def rules(tap, desk):
    tap.same([ticket(desk, 1)["mailbox"], ticket(desk, 2)["mailbox"]], ["support", "sales"],
             "each ticket has its mailbox")
    divisions = {one["id"]: one["name"] for one in desk.json("division", "list")}
    tap.same([divisions.get(ticket(desk, one)["division"]) for one in (1, 2)], [None, "Sellers"],
             "and the division of that")
    tap.same(addresses(desk, 1, "cc"), ["dora@example.net"], "customers bring others along")
    tap.same(addresses(desk, 2, "cc"), [], "but not where the mailbox says end_users_may_cc = no")
    told = {row["ticket"]: set() for row in desk.json("outbox", "list", "--all")}
    for row in desk.json("outbox", "list", "--all"):
        if row["kind"] == "notice":
            told[row["ticket"]].add(row["address"])
    tap.same(told, {1: {"ann@example.com"}, 2: {"sam@example.com", "bert@example.com"}},
             "each says by notify_new who is told of what is new there")
    desk.well("ticket", "reply", "1", "Is it on?", "--as", "bert@example.com")
    desk.well("ticket", "reply", "2", "Gern.", "--as", "sam@example.com")
    desk.well("run")
    english = to_carl(desk, "reply")[0]
    german = [read(raw) for raw in desk.sent_to("dirk@example.net")][-1]
    tap.ok("Bert Agent" in english["From"] and SUPPORT in english["From"], "a reply names the agent", english["From"])
    tap.same(german["From"].addresses[0].display_name, "Vertrieb",
             "but not where the mailbox says personal_from = no")
    tap.ok("Ihr Vertrieb" in text_of(german)
           and "Your desk" in text_of(english), "below it stands the signature of the mailbox",
           text_of(german))
    values = {one["name"]: one["value"] for one in desk.json("config", "list") if one["mailbox"] == "sales"}
    general = {one["name"]: one["value"] for one in desk.json("config", "list") if one["group"] == "rules"}
    tap.same({name: (values[name], general[name]) for name in general if values[name] != general[name]},
             {"division": ("Sellers", ""), "personal_from": ("no", "yes"), "end_users_may_cc": ("no", "yes"),
              "notify_new": ("agent", "owner admin")}, "config list shows what a mailbox has of its own")


def several(tap, desk):
    before = len(desk.json("ticket", "list", "--all"))
    receipts_before = len(to_carl(desk, "receipt"))
    write(desk, 3, [SALES, SUPPORT], subject="To both")
    shown = ticket(desk, before + 1)
    tap.same(len(desk.json("ticket", "list", "--all")), before + 1, "a mail to two mailboxes is one ticket")
    tap.same((shown["mailbox"], len(shown["comments"])), ("sales", 1), "of the first one in To, with one comment")
    mine = to_carl(desk, "receipt")
    tap.same(len(mine) - receipts_before, 0, "a sender whom nothing proves had his receipt of the day",
             [one["Subject"] for one in mine])
    verdicts = [one["verdict"] for one in desk.json("held", "list", "--all")][:2]
    tap.same(sorted(verdicts), ["also-to", "new"], "the second copy is known as such")
    write(desk, 4, [SUPPORT, SALES], sender="emil@example.net", subject="To both again", arrives_at=[SALES, SUPPORT])
    shown = ticket(desk, before + 2)
    tap.same((len(desk.json("ticket", "list", "--all")), shown["mailbox"]), (before + 2, "support"),
             "whichever copy comes first, To decides")
    tap.same(len(desk.sent_to("emil@example.net")), 1, "and one receipt is sent")


def categories(tap, desk):
    write(desk, 5, [INSIDE], sender="fred@example.net", subject="Part")
    shown = ticket(desk, 5)
    tap.same((shown["mailbox"], shown["category"], shown["shared"]), ("inside", "back-office", False),
             "tickets have the category of their mailbox")
    tap.same(desk.sent_to("fred@example.net"), [], "and nothing goes outside where that says so")
    tap.same([ticket(desk, 1)["category"], ticket(desk, 2)["category"]], ["customer", "customer"],
             "others are as they were")


def followups(tap, desk):
    answered = to_carl(desk, "reply")[0]
    desk.well("ticket", "status", "1", "solved", "--as", "bert@example.com")
    desk.well("ticket", "status", "1", "closed", "--api", "--as", "bert@example.com")
    extra = "In-Reply-To: %s\n" % answered["Message-ID"]
    write(desk, 6, [SALES], subject="Re: Printer", extra=extra)
    shown = ticket(desk, 6)
    tap.same((shown["followup_of"], shown["mailbox"]), (1, "sales"),
             "a follow-up belongs to the mailbox that was written to")
    write(desk, 7, [SUPPORT], subject="Re: Printer", extra=extra)
    tap.same((ticket(desk, 7)["followup_of"], ticket(desk, 7)["mailbox"]), (1, "support"),
             "or to the first one, if that was")
    desk.well("ticket", "reply", "6", "Weiter geht es.", "--as", "sam@example.com")
    desk.well("run")
    last = to_carl(desk, "reply")[-1]
    tap.same(last["From"].addresses[0].addr_spec, SALES, "and its mail comes from there")
    write(desk, 8, [SUPPORT], subject="Re: Printer", extra="In-Reply-To: %s\n" % last["Message-ID"])
    tap.same((len(ticket(desk, 6)["comments"]), ticket(desk, 6)["mailbox"]), (3, "sales"),
             "an answer that goes to another mailbox stays on its ticket, which keeps its own")


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        given(desk)
        for part in (receipts, rules, several, categories, followups):
            part(tap, desk)
        desk.well("check", "--full")
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
