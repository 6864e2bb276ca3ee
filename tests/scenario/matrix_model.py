"""The ordered table of RULES 3.3 read a second time: which row a mail falls under, and what comes of it.

Written from the words of the table and of section 0 alone, to be compared with src/core.  Facts are the words that
matrix-run prints; MATRIX is the table, one line a row."""

LIMIT_PER_MAIL, LIMIT_UNPROVEN, MANY = 48, 20, 21
WORKING = {22, 23, 25, 32} | set(range(36, 44))  # rows in which commands run, side effect (1)


class Facts:
    """Facts before the table."""

    def __init__(self, word):
        self.word = word
        self.role, relations, participants = word["who"].split(":")
        self.relations = set(relations.split("+")) - {"none"}
        self.evidence, self.via, self.answered = word["evidence"].split(":")
        self.ticket = word["state"] not in ("none", "deleted")  # merges are followed, deleted is none
        if not self.ticket:
            self.evidence, self.relations, self.answered = "none", set(), "unknown"
        self.closed = word["state"] == "closed"
        self.read_address(set(word["address"].split("+")))
        self.trusted = word["auth"] != "nobody-trusted"
        self.auth = word["auth"] if self.trusted else "none"
        self.recovered = self.yes("recovered")
        self.wrote_to_himself = "requester" in relations.split("+")  # whose address `requester` in To and Cc is
        self.internal = self.role in ("agent", "agent-limited", "light-agent")
        self.light = self.role == "light-agent"
        feature = participants == "on"
        self.participant = "participant" in self.relations and feature
        self.company = "company" in self.relations and feature
        self.requester = "requester" in self.relations
        self.assignee = "assignee" in self.relations
        # the limited one has the tickets that are his own, and opens new ones like any other
        self.edit_right = self.role == "agent" or (self.role == "agent-limited"
                                                   and (self.assignee or not self.ticket))
        self.follower = "follower" in self.relations
        self.cc = "cc" in self.relations and not (self.requester or self.assignee or self.participant)
        outside = self.requester or self.cc or self.participant or self.company
        self.related = self.role == "end-user" and outside
        self.stranger = not self.internal and not self.related  # revoked: always
        self.as_requester = self.internal and self.requester
        self.answers_inside = self.to_staff and self.internal and self.edit_right  # J13
        self.cc_alone = self.cc and not self.company and not self.answers_inside  # X16, J19
        self.agent_here = self.internal and not self.as_requester
        # an agent's follow-up takes over the requester (U4, X12); any other is its sender's (U11)
        self.for_requester = self.closed and not self.recovered and self.agent_here and not self.light
        self.read_mail(word)

    def read_mail(self, word):
        people = set(word["recipients"].split("+"))
        self.requester_on_mail = "requester" in people
        self.others = MANY if "many" in people else 1 if "other" in people else 0
        self.only_ours = self.others == 0 and not self.requester_on_mail
        self.reply_to_differs = word["reply-to"] == "differs"
        commands = set(word["command"].split("+"))
        self.note = bool(commands & {"note", "hide"}) or self.note_address
        self.is_note = self.note_address or (self.internal and self.note)
        self.make_public = "public" in commands
        self.work = "priority" in commands
        self.has_commands = commands != {"none"}
        self.from_envelope = (word["desk"] == "envelope" and word["odd"] != "mac-in-address"
                              and word["address"] not in ("answer+note", "note-of-no-ticket"))
        self.flags = {flag for flag, is_set in (
            ("mac", word["odd"] in ("mac-in-id", "mac-in-address")), ("name", word["odd"] == "name"),
            ("id-reused", word["odd"] == "id-reused"), ("reply-to", self.reply_to_differs),
            ("envelope", self.from_envelope),
            ("note-address", self.note_address and not self.internal)) if is_set}

    def read_address(self, purposes):
        """J2: a note address wins over an answer address, and both over what a Message-ID says; J13."""
        self.note_address = bool(purposes & {"note", "note-of-no-ticket"})
        self.to_answer = self.ticket and "answer" in purposes
        if self.ticket and purposes & {"answer", "note"}:
            self.answered = "private" if "note" in purposes else "public"
        spoken = self.word["evidence"].split(":")[2] != "unknown" and self.via in ("address", "id")
        self.to_staff = self.ticket and (bool(purposes & {"answer", "note"}) or spoken)

    def yes(self, name):
        return self.word[name] == "yes"

    def refuse(self):
        """The setting wants it rejected, and here a refusal makes no bounce (B14)."""
        return self.word["blocklist_action"] == "reject" and self.word["entrance"] in ("lmtp", "milter")

    def may_command(self):
        """Side effect (1), apart from the row."""
        return self.is_told() and not self.flags and self.edit_right and (self.evidence == "own" or not self.ticket)

    def is_told(self):
        """An agent of whom so much is proven is told what became of his commands (B13)."""
        proven = self.auth == "pass" or (not self.trusted and self.evidence == "own")
        return self.internal and not self.light and proven

    def refuses(self, allowed, private):
        """Whether a command is refused: all of them, those to keep inside what is inside anyhow are not, and what is
        inside is not let out."""
        if not self.has_commands or not self.internal:
            return False
        if not self.is_told():
            return True
        return self.make_public and private if allowed else self.work or self.make_public or not private

    def candidates(self):
        """How many CCs the mail names that could be added (C3, C7-C9), before any limit."""
        if not self.yes("cc_enabled") or self.light:
            return 0
        may = self.internal or self.yes("end_users_may_cc")
        goes_along = self.closed and not self.recovered  # the old requester, whoever may add others (U11)
        fresh = not self.ticket or self.closed
        requester = (may or goes_along) and fresh and not self.wrote_to_himself and not self.for_requester
        others = self.others if may and self.yes("open_submission") else 0
        return others + (self.requester_on_mail and requester)

    def may_add(self):
        """Side effect (2), apart from the row."""
        return (not self.flags and (not self.trusted or self.auth == "pass") and not self.light
                and not self.from_envelope)

    def may_have_sent(self):
        """J10: where results are trusted one must speak for the author."""
        return not self.trusted or self.auth == "pass"

    def room(self):
        """How many CCs there is room for: one stands on the ticket, and perhaps the author."""
        have = 0 if not self.ticket or self.closed else 1 + ("cc" in self.relations)
        most = LIMIT_PER_MAIL if self.auth == "pass" else LIMIT_UNPROVEN  # J32
        return min(max(int(self.word["max_cc"]) - have, 0), most)

    def overflow(self):
        return self.may_add() and self.candidates() > self.room()


# (row, condition, outcome, cause).  An outcome may be a function of the facts.
GATE = [
    (10, lambda f: f.role == "suspended", lambda f: "rejected" if f.refuse() else "held", 13),
    (16, lambda f: f.auth == "fail", "held", 26),
    (17, lambda f: f.internal and f.trusted and f.auth == "none", "held", 26),
    (18, lambda f: f.internal and not f.trusted and f.ticket and f.evidence != "own", "held", 26),
    (19, lambda f: f.internal and not f.trusted and not f.ticket, lambda f: new_flagged(f), -1),
]
NEW = [
    (20, lambda f: f.role == "unknown" and not f.yes("open_submission"), "held", (10, 12)),
    (21, lambda f: f.flags, lambda f: new_flagged(f), -1),
    (22, lambda f: f.internal and f.yes("agent_forwarding") and f.yes("forward"),
     lambda f: "new-private" if f.light or f.note else "new", -1),
    (23, lambda f: f.light or (f.internal and (f.note or not f.yes("agent_email_public"))), "new-private", -1),
    (24, lambda f: f.overflow(), lambda f: "new" if f.word["cc_overflow"] == "truncate" else "held", 30),
    (25, lambda f: True, "new", -1),
]
MATCHED = [
    (26, lambda f: f.stranger and f.evidence == "unsigned", "held", lambda f: 5 if f.role == "unknown" else 6),
    (27, lambda f: f.stranger and f.evidence in ("own", "other"), "private+flag", -1),
    (28, lambda f: f.internal and not f.edit_right and not f.relations and f.evidence == "unsigned", "held", 6),
    (29, lambda f: f.related and f.auth == "none" and f.evidence != "own" and not b3(f), "private+flag", -1),
    (30, lambda f: f.reply_to_differs, "private+flag", -1),
    (31, lambda f: f.related and f.note_address, "private+flag+follows", -1),
    (31, lambda f: not f.internal and (f.cc or f.participant or f.company and not f.requester)
     and f.answered == "private",
     lambda f: "private+flag" if f.requester_on_mail else "private", -1),
    (32, lambda f: f.internal and f.note, "private", -1),
    (33, lambda f: f.light and not f.as_requester, "private", -1),
    (34, lambda f: f.agent_here and f.evidence == "unsigned", "private", -1),
    (35, lambda f: f.agent_here and not f.edit_right and (f.follower or not f.relations), "private", -1),
    # `#public true` beats this row, but only where it may run at all (B2, B13)
    (36, lambda f: f.agent_here and not f.yes("agent_email_public") and not (f.make_public and f.may_command()),
     "private", -1),
    (37, lambda f: f.agent_here and f.yes("only-notes") and not f.to_answer, "private", -1),
    (38, lambda f: f.agent_here and f.answered == "private", "private", -1),
    (39, lambda f: (f.follower or f.answers_inside) and not f.assignee and f.agent_here
     and (f.answered == "unknown" or f.word["follower_reply"] == "private"), "private", -1),
    (40, lambda f: f.cc_alone and not f.requester_on_mail and (not f.yes("cc_comments_public") or not f.only_ours),
     "private", -1),
    (41, lambda f: f.cc_alone and not f.requester_on_mail, "public+flag", -1),
    (42, lambda f: f.overflow(), lambda f: "public" if f.word["cc_overflow"] == "truncate" else "held", 30),
    (43, lambda f: True, lambda f: "public+flag" if f.flags else "public", -1),
]
CLOSED = {"private+flag": "new+flag", "private": "followup-private", "public": "followup",
          "public+flag": "followup+flag", "private+flag+follows": "followup-private+flag"}


def new_flagged(facts):
    """A ticket of its own; a note stays one there, too (J1, J2)."""
    return "new-private+flag" if facts.is_note else "new+flag"


def b3(facts):
    """No authserv-id is configured: evidence other, or a stored id but not the subject, sets a flag and goes on."""
    if facts.trusted or not (facts.evidence == "other" or facts.via == "id"):
        return False
    facts.flags.add("unproven")
    return True


def find(rows, facts):
    for row, holds, outcome, cause in rows:
        if holds(facts):
            kind = outcome(facts) if callable(outcome) else outcome
            stopped = kind in ("held", "rejected")
            return row, kind, (cause(facts) if callable(cause) else cause) if stopped else -1
    return None


def aside(facts):
    """The facts without a ticket that its author has no part in and names by unsigned evidence (J8); else None."""
    if not facts.ticket or facts.evidence != "unsigned" or find(GATE, facts):
        return None
    by_number = facts.via == "subject"
    no_part = facts.internal and not facts.edit_right and not facts.relations
    if (facts.stranger and (by_number or facts.word["stranger_unsigned"] == "ticket")) or (no_part and by_number):
        return Facts(dict(facts.word, state="none"))
    return None


def ruling(facts):
    """Row, outcome and cause, with B11 and closed tickets."""
    row, kind, cause = find(GATE, facts) or find(MATCHED if facts.ticket else NEW, facts)
    if facts.recovered and row in (16, 17, 18, 26, 28):
        kind, cause = "private+flag" if facts.ticket else new_flagged(facts), -1
    if facts.closed and kind in CLOSED:
        if facts.word["closed_reply"] == "refuse" and kind != "private+flag":
            return row, "held", 20
        kind = new_flagged(facts) if kind == "private+flag" else CLOSED[kind]
        if facts.recovered:
            kind = kind.replace("followup", "new")
    return row, kind, cause


def status_after(facts, row, private, flagged):
    """Side effect (3); `any` where the table says nothing: an agent's first public word."""
    if not facts.internal or facts.as_requester:
        counts = not (private and flagged)
        return "open" if counts and facts.word["state"] in ("pending", "on-hold", "solved") else "-"
    return "any" if facts.word["state"] == "new" else "-"


def expect(word):
    """What shall come of a mail with these facts, by the names of matrix-run; a tuple holds all that is right."""
    named = Facts(word)
    facts = aside(named) or named
    thread = facts is not named and named.via == "id"
    row, kind, cause = ruling(facts)
    if kind in ("held", "rejected"):
        return {"row": row, "verdict": kind, "cause": cause, "actions": 0}
    fresh = kind.startswith(("new", "followup"))
    private, flag = "private" in kind, "+flag" in kind
    flagged = flag or bool(facts.flags) or row == 22  # claimed: nobody but the agent says so
    answers = facts.closed and kind.startswith("new")
    commands = row in WORKING and facts.may_command() and not flag
    may_add = row in (24, 25, 42, 43) and facts.may_add() and not private and not flag
    cc = min(facts.candidates(), facts.room()) if may_add else 0
    relation = facts.relations - {"company"}
    # who opens a ticket for somebody else gets no receipt for it (8.1); nobody is mailed whose account was disabled
    receipt = (not facts.for_requester and fresh and not private and not answers
               and (row in (19, 21, 24, 25) or kind.startswith("followup"))
               and facts.may_have_sent())
    # J15: what customers see of a status they are told, beside a private word, too
    shows = (not fresh and status_after(facts, row, private, flagged) == "open"
             and facts.word["state"] in ("pending", "solved"))
    quiet = (0, 1) if shows else 0
    return {
        "row": row, "cause": -1,
        "verdict": "new" if fresh else "private" if private else "reply",
        "comment": "private" if private else "public",
        "flagged": "flagged" if flagged else "plain",
        "ticket": "followup" if kind.startswith("followup") else "new" if fresh else "-",
        "ticket-flagged": ("flagged" if flag else "plain") if fresh else "-",
        "thread": ("yes" if thread else "no") if fresh else "-",
        "status": "-" if fresh else status_after(facts, row, private, flagged),
        "link": "follow-up" if kind.startswith("followup") else "answers" if answers else "-",
        "cc": cc,
        # side effect (4); a flagged private comment changes no list (B3)
        "follower": int(facts.ticket and not fresh and facts.edit_right and not relation
                        and facts.yes("followers_enabled") and not (private and flagged)),
        "ran": int(commands and facts.work),
        "refused": int(facts.refuses(commands, private)),
        # one mail for each: the report is the receipt
        "receipts": int(receipt and facts.role != "revoked" and not (facts.has_commands and facts.is_told())),
        "cc-receipts": 0,  # J9: nobody but the author gets one, and nobody here is known
        "outside": quiet if private else "any",
        "touched": 0 if fresh else "any",
        "buried": 0,
        "above": "private" if row == 22 else "-",
    }
