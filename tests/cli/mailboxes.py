"""Several mailboxes: each with its name, language, signature, templates, division, category and rules of its own."""
import os
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import CARL, Tap, World, body, write

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


def send(world, to, sender=CARL, subject="Printer", extra="", arrives_at=None):
    """A mail to all of TO, handed over once for each address of ours, as mail servers do."""
    mail = world.mail(sender, subject, extra=extra, to=", ".join(to))
    for address in arrives_at or to:
        world.deliver(sender, mail, address)
    world.run()


def to_carl(world, kind=None):
    """What was sent to the customer of the desk, the oldest first; KIND: of that kind alone, by its Message-ID."""
    return [mail for mail in world.inbox(CARL) if not kind or ".%s." % kind in mail["Message-ID"]]


def addresses(world, number, relation):
    return [one["label"] for one in world.ticket(number)["people"] if one["relation"] == relation]


def given(world):
    write(world.path("etc", "own", "sales", "de", "receipt.subject"), "Angebot {{ticket.id}} folgt\n")
    world.set("postern", "templates = own")
    world.change("address = support@example.com",
                 "address = support@example.com\nname = Help Desk\nsignature = Your desk")
    world.settings += MAILBOXES
    world.postern("division", "add", "Sellers")
    world.postern("person", "add", "sam@example.com", "--name", "Sam Seller", "--role", "agent")
    world.postern("person", "add", "bert@example.com", "--name", "Bert Agent", "--role", "agent", "--as",
                  "ann@example.com")
    world.postern("division", "join", "Sellers", "sam@example.com")


def receipts(tap, world):
    send(world, [SUPPORT], extra="Cc: dora@example.net\n")
    send(world, [SALES], sender="dirk@example.net", subject="Angebot", extra="Cc: dora@example.net\n")
    english, german = to_carl(world)[0], world.inbox("dirk@example.net")[0]
    tap.same((english["From"].addresses[0].display_name, english["From"].addresses[0].addr_spec),
             ("Help Desk", SUPPORT),
             "a receipt comes from the mailbox that was written to, by its name")
    tap.same((german["From"].addresses[0].display_name, german["From"].addresses[0].addr_spec), ("Vertrieb", SALES),
             "and so does that of another one")
    tap.ok("thank you for writing to Help Desk" in body(english) and "Your desk" in body(english),
           "in the language and with the signature of the one", body(english))
    tap.ok("Nachricht an Vertrieb" in body(german) and "Ihr Vertrieb" in body(german), "and of the other",
           body(german))
    tap.ok("Angebot 2 folgt" in german["Subject"] and "Angebot" not in english["Subject"],
           "a template of its own is that mailbox's alone", german["Subject"])
    tap.same([mail["Reply-To"].addresses[0].username.split("+")[0] for mail in (english, german)],
             ["support", "verkauf"],
             "answers come back to the one and to the other")


def rules(tap, world):
    tap.same([world.ticket(1)["mailbox"], world.ticket(2)["mailbox"]], ["support", "sales"],
             "each ticket has its mailbox")
    divisions = {one["id"]: one["name"] for one in world.json("division", "list")}
    tap.same([divisions.get(world.ticket(one)["division"]) for one in (1, 2)], [None, "Sellers"],
             "and the division of that")
    tap.same(addresses(world, 1, "cc"), ["dora@example.net"], "customers bring others along")
    tap.same(addresses(world, 2, "cc"), [], "but not where the mailbox says end_users_may_cc = no")
    told = {row["ticket"]: set() for row in world.outbox("--all")}
    for row in world.outbox("--all"):
        if row["kind"] == "notice":
            told[row["ticket"]].add(row["address"])
    tap.same(told, {1: {"ann@example.com"}, 2: {"sam@example.com", "bert@example.com"}},
             "each says by notify_new who is told of what is new there")
    world.postern("ticket", "reply", "1", "Is it on?", "--as", "bert@example.com")
    world.postern("ticket", "reply", "2", "Gern.", "--as", "sam@example.com")
    world.run()
    english = to_carl(world, "reply")[0]
    german = world.inbox("dirk@example.net")[-1]
    tap.ok("Bert Agent" in english["From"] and SUPPORT in english["From"], "a reply names the agent", english["From"])
    tap.same(german["From"].addresses[0].display_name, "Vertrieb",
             "but not where the mailbox says personal_from = no")
    tap.ok("Ihr Vertrieb" in body(german)
           and "Your desk" in body(english), "below it stands the signature of the mailbox",
           body(german))
    values = {one["name"]: one["value"] for one in world.json("config", "list") if one["mailbox"] == "sales"}
    general = {one["name"]: one["value"] for one in world.json("config", "list") if one["group"] == "rules"}
    tap.same({name: (values[name], general[name]) for name in general if values[name] != general[name]},
             {"division": ("Sellers", ""), "personal_from": ("no", "yes"), "end_users_may_cc": ("no", "yes"),
              "notify_new": ("agent", "owner admin")}, "config list shows what a mailbox has of its own")


def several(tap, world):
    before = len(world.tickets("--all"))
    receipts_before = len(to_carl(world, "receipt"))
    send(world, [SALES, SUPPORT], subject="To both")
    shown = world.ticket(before + 1)
    tap.same(len(world.tickets("--all")), before + 1, "a mail to two mailboxes is one ticket")
    tap.same((shown["mailbox"], len(shown["comments"])), ("sales", 1), "of the first one in To, with one comment")
    mine = to_carl(world, "receipt")
    tap.same(len(mine) - receipts_before, 0, "a sender whom nothing proves had his receipt of the day",
             [one["Subject"] for one in mine])
    verdicts = [one["verdict"] for one in world.held("--all")][:2]
    tap.same(sorted(verdicts), ["also-to", "new"], "the second copy is known as such")
    send(world, [SUPPORT, SALES], sender="emil@example.net", subject="To both again", arrives_at=[SALES, SUPPORT])
    shown = world.ticket(before + 2)
    tap.same((len(world.tickets("--all")), shown["mailbox"]), (before + 2, "support"),
             "whichever copy comes first, To decides")
    tap.same(len(world.inbox("emil@example.net")), 1, "and one receipt is sent")


def categories(tap, world):
    send(world, [INSIDE], sender="fred@example.net", subject="Part")
    shown = world.ticket(5)
    tap.same((shown["mailbox"], shown["category"], shown["shared"]), ("inside", "back-office", False),
             "tickets have the category of their mailbox")
    tap.same(world.inbox("fred@example.net"), [], "and nothing goes outside where that says so")
    tap.same([world.ticket(1)["category"], world.ticket(2)["category"]], ["customer", "customer"],
             "others are as they were")


def followups(tap, world):
    answered = to_carl(world, "reply")[0]
    world.postern("ticket", "status", "1", "solved", "--as", "bert@example.com")
    world.postern("ticket", "status", "1", "closed", "--api", "--as", "bert@example.com")
    extra = "In-Reply-To: %s\n" % answered["Message-ID"]
    send(world, [SALES], subject="Re: Printer", extra=extra)
    shown = world.ticket(6)
    tap.same((shown["followup_of"], shown["mailbox"]), (1, "sales"),
             "a follow-up belongs to the mailbox that was written to")
    send(world, [SUPPORT], subject="Re: Printer", extra=extra)
    tap.same((world.ticket(7)["followup_of"], world.ticket(7)["mailbox"]), (1, "support"),
             "or to the first one, if that was")
    world.postern("ticket", "reply", "6", "Weiter geht es.", "--as", "sam@example.com")
    world.run()
    last = to_carl(world, "reply")[-1]
    tap.same(last["From"].addresses[0].addr_spec, SALES, "and its mail comes from there")
    send(world, [SUPPORT], subject="Re: Printer", extra="In-Reply-To: %s\n" % last["Message-ID"])
    tap.same((len(world.ticket(6)["comments"]), world.ticket(6)["mailbox"]), (3, "sales"),
             "an answer that goes to another mailbox stays on its ticket, which keeps its own")


def main():
    tap = Tap()
    with World() as world:
        given(world)
        for part in (receipts, rules, several, categories, followups):
            part(tap, world)
        world.postern("check", "--full")
    return tap.end()


sys.exit(main())
