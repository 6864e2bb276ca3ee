"""A second reading of who may learn what (RULES sections 0, 1, 4-8, THREATS T034, T035), which watches a sequence
that random-run prints.  It keeps its own account of people, tickets and comments from the printed rows, and knows
nothing of how core comes to its decisions."""

import collections
import re

OUTSIDE_KINDS = ("receipt", "reply", "status", "left", "copied")
# what became of their own mail people read whatever their rights
OWN_KINDS = ("report", "undelivered", "withheld", "left", "sent")
NOTHING = ("held", "bounce-held", "auto", "rejected", "loop", "dup", "refused")
STAFF = ("agent", "supervisor", "admin", "owner")
ABOVE = ("admin", "owner")
FIELD_EVENTS = {"status": ("status-changed",), "assignee": ("assigned", "unassigned"),
                "requester": ("requester-changed",), "merged_into": ("merged",), "linked_to": ("linked-to-changed",)}
COME = {"cc": ("cc-added",), "participant": ("participant-added",), "follower": ("follower-added", "followed")}
GO = {"cc": ("cc-removed",), "participant": ("participant-removed",), "follower": ("follower-removed", "unfollowed")}
CLOCKS = ("responded", "reminded")  # the marks of a timer, which the comment or the reminder itself tells of
NOTE_MARKS = ("#note", "#internal:", "/note", "\uff03note", "Interne Notiz:", "## private", "*#note*", "@internal")
EDITABLE = {"subject", "priority", "type", "tags", "custom"}  # on a closed ticket, by whom it may be at all

Person = collections.namedtuple("Person", "role state scope company divisions words")
Comment = collections.namedtuple("Comment", "ticket author private words")
Row = collections.namedtuple("Row", "kind ticket comment event person")
Event = collections.namedtuple("Event", "ticket kind actor about detail")


class Ticket(dict):
    """The words of a ticket's line, with who is what on it."""

    def __init__(self, words):
        cut = words.index("people")
        super().__init__(zip(words[:cut:2], words[1:cut:2]))
        self.people = {tuple(word.split(":")) for word in words[cut + 1:]}
        self.requester, self.assignee = self["requester"], self["assignee"]
        self.shared, self.closed = self["shared"] == "1", self["status"] == "closed"

    def those(self, relation):
        return {who for what, who in self.people if what == relation}

    def shown(self, settings):
        """Who stands in To and Cc: requester, CCs, by setting participants (T10) and the company's contact (T11)."""
        contact = settings.get("copy_company_contact") == "yes" and settings.get("contact " + self["company"])
        parts = settings.get("participants") == settings.get("copy_participants") == "yes"
        shown = {self.requester, contact or self.requester} | self.those("cc")
        return shown | self.those("participant") if parts else shown

    def outside(self, settings):
        """Whom a public comment may go to (S1): participants too, where the feature is on (T1)."""
        return self.shown(settings) | (self.those("participant") if settings.get("participants") == "yes" else set())


class Sequence:
    def __init__(self, seed, complain):
        self.seed, self.report = seed, complain
        self.settings, self.people, self.tickets, self.comments = {}, {}, {}, {}
        self.rows, self.states, self.events = {}, {}, {}
        self.by_word = collections.defaultdict(set)   # canaryt word -> comments
        self.bearers = collections.defaultdict(set)   # words of names and addresses -> people
        self.ever = collections.defaultdict(set)      # ticket -> who stood in its conversation at any time
        self.told = set()                             # (person, comment or event)
        self.last_mail = None
        self.steps = 0
        self.begin([])

    def complain(self, what, *why):
        self.report(self.seed, what, "step %d: %s" % (self.steps, " ".join(str(word) for word in why)))

    # --- rights, as RULES 1, 5 and R18 say them ---

    def inside(self, who):
        person = self.people.get(who)
        return bool(person) and person.state == "active" and person.role != "end-user"

    def covered(self, who, ticket):
        person, mine = self.people[who], ticket.assignee == who
        among = ticket["division"] in person.divisions
        nobodys = ticket.assignee == "p0"
        if person.role in ABOVE:
            return True
        if ticket["restricted"] == "1" and not (mine or among):
            return False
        if person.scope == "all":
            return True
        if person.scope == "division":
            return mine or among or (nobodys and ticket["division"] == "0")
        return mine or (nobodys and (among or ticket["division"] == "0"))

    def reads_notes(self, who, ticket):
        mine = ticket.assignee == who or ("follower", who) in ticket.people
        return self.inside(who) and (mine or self.covered(who, ticket))

    def reads_public(self, who, ticket):
        """Somebody outside only while the ticket is shared (D2); one of us as requester or CC, too (R4, R19)."""
        if self.reads_notes(who, ticket):
            return True
        return who in ticket.outside(self.settings) and (ticket.shared or self.inside(who))

    def may_see(self, who, number):
        comment = self.comments[number]
        ticket = self.tickets[comment.ticket]
        if comment.author == who and not comment.private:
            return True
        return self.reads_notes(who, ticket) if comment.private else self.reads_public(who, ticket)

    # --- what is printed ---

    def begin(self, lines):
        self.what, self.verdict = lines, None
        self.before, self.new_rows, self.new_comments, self.new_events = {}, [], [], []
        self.new_tickets, self.new_people, self.changed = [], [], set()

    def line(self, line):
        words = line.split()
        if line.startswith("= "):
            getattr(self, "take_" + words[1])(words[2:])
        elif line.startswith("#"):
            return
        elif line.startswith("setting "):
            self.settings[words[1]] = words[2]
        elif line.startswith("company ") and "contact" in words:
            self.settings["contact " + words[1]] = words[4]
        elif line.startswith("step"):
            self.end_step()
            self.steps += 1
            self.begin([])
        elif line.startswith("!"):
            self.complain("the program", line)
        else:
            self.what.append(line)

    def grows(self, number, rows, what):
        if rows and number <= max(rows):
            self.complain("a number goes backwards", what, number)

    def take_person(self, w):
        cut = w.index("words")
        known = self.people.get(w[0])
        self.people[w[0]] = Person(w[1], w[2], w[3], w[6], set(w[8:cut]), w[cut + 1:])
        for word in w[cut + 1:]:
            self.bearers[word].add(w[0])
        if not known:
            self.grows(int(w[0][1:]), [int(who[1:]) for who in self.people if who != w[0]], "person")
            self.new_people.append(w[0])

    def take_ticket(self, w):
        number, ticket = int(w[0]), Ticket(w[1:])
        if number in self.tickets:
            self.before.setdefault(number, self.tickets[number])
        else:
            self.grows(number, self.tickets, "ticket")
            self.new_tickets.append(number)
        self.tickets[number] = ticket
        self.ever[number] |= ticket.shown(self.settings)

    def take_comment(self, w):
        number = int(w[0])
        self.grows(number, self.comments, "comment")
        self.comments[number] = Comment(int(w[2]), w[4], w[5] == "private", w[8:])
        self.new_comments.append(number)
        for word in w[8:]:
            self.by_word[word].add(number)

    def take_event(self, w):
        number = int(w[0])
        self.grows(number, self.events, "event")
        self.events[number] = Event(int(w[2]), w[3], w[5], w[7], " ".join(w[9:]))
        self.new_events.append(self.events[number])

    def take_outbox(self, w):
        number = int(w[0])
        if number not in self.rows:
            self.grows(number, self.rows, "outbox row")
            self.rows[number] = Row(w[2], int(w[4]), int(w[6]), int(w[8]), w[10])
            self.new_rows.append(number)
        self.states[number] = w[1]

    def take_verdict(self, w):
        self.verdict = dict(zip(w[1::2], w[2::2]), verdict=w[0])

    def take_unsent(self, w):
        self.states[int(w[0])] = "dropped"

    def take_held(self, w):
        """J5: told at once, by a mail of its own, or in a list, which comes as soon as there is who can read it."""
        if w[1] == "ask":
            self.complain("held mail that nobody is told of", w)
        if w[1] == "done" and not any(row.kind == "held" and row.event == int(w[3]) for row in self.rows.values()):
            self.complain("held mail that nobody is told of", w)
        listed = any(row.kind == "held-digest" and row.event == int(w[5]) for row in self.rows.values())
        if w[5] != "0" and not listed:
            self.complain("held mail that nobody is told of", w)

    # --- mail that leaves ---

    def take_sent(self, w):
        number, row = int(w[0]), self.rows[int(w[0])]
        places = [w.index(mark) for mark in ("also", "to", "as", "head", "body")]
        also, _, address, head, body = (w[a + 1:b] for a, b in zip(places, places[1:] + [len(w)]))
        told = [row.comment] + [int(one) for one in also] if row.comment else ["event %d" % row.event]
        self.check_recipient(number, row, address)
        for one in told if row.kind not in OWN_KINDS else ():
            if (row.person, one) in self.told:
                self.complain("told twice", row.person, "of", one)
            self.told.add((row.person, one))
        self.check_words(number, row, head, body)

    def check_words(self, number, row, head, body):
        outside = row.kind in OUTSIDE_KINDS or not self.inside(row.person)
        words = dict.fromkeys(head + body)
        texts = [one for one, c in self.comments.items() if c.ticket == row.ticket and not (outside and c.private)]
        if not row.ticket:  # held mail is no comment yet: who may let it in reads it
            if any(word[6] == "b" for word in words):
                self.complain("an address in Bcc is shown", row, "in mail", number)
            return
        for word in words:
            if word[6] == "t":
                self.check_text(number, row, word)
                texts += [one for one in self.by_word.get(word, ()) if not (outside and self.comments[one].private)]
            elif word[6] == "b":
                self.complain("an address in Bcc is shown", word, "in mail", number)
        written = {word for one in texts for word in self.comments[one].words}  # somebody wrote it there
        others = [word for word in words if word[6] in "wad" and word not in written
                  and row.person not in self.bearers.get(word, ())]
        if not others:
            return
        authors = {self.comments[one].author for one in texts}
        if row.event:
            authors.add(self.events[row.event].actor)
        for word in others:
            check = self.check_outside_name if outside else self.check_inside_name
            check(number, row, word, word in head, word in body, self.bearers.get(word, set()), authors)

    def check_recipient(self, number, row, address):
        person, ticket = self.people[row.person], self.tickets.get(row.ticket)
        if not set(address) <= set(person.words):
            self.complain("sent to another address", row.person, address)
        if person.state != "active":
            self.complain("mail to somebody disabled", row.person, "mail", number)
        if not ticket:  # of the desk
            if not self.inside(row.person) or person.role not in STAFF or not (person.role in ABOVE
                                                                               or person.scope == "all"):
                self.complain("held mail is told to who may not let it in", row)
            return
        if ticket["deleted"] == "1":
            self.complain("mail of a deleted ticket", number)
        if row.kind == "left":
            self.check_left(row)
        elif row.kind in OUTSIDE_KINDS:
            if not ticket.shared:
                self.complain("mail outside of a ticket that is not shared", row, "mail", number)
            if row.person not in ticket.outside(self.settings):
                self.complain("mail to somebody who is not on the ticket any more", row, "mail", number)
        elif not (self.inside(row.person) if self.is_own(row) else self.reads_notes(row.person, ticket)):
            self.complain("internal mail to somebody who may not read it", row, "mail", number)

    def check_left(self, row):
        """J16: who left is told so, whatever the ticket is, and nobody else."""
        event = self.events[row.event]
        if event.kind not in ("left", "returned") or event.about != row.person:
            self.complain("somebody is told who may not read it", row)

    def leaves_or_returns(self):
        """Whom mail to a leave or back address names, where it was obeyed; None for other mail."""
        if self.verdict["verdict"] != "done" or self.what[0].startswith("command"):
            return None
        named = re.search(r"\{(?:leave|back) \d+ (p\d+)\}", self.last_mail[0])
        return named.group(1) if named else None

    def wishes(self):
        """Who left by the word in an answer of theirs; None if nobody did."""
        return next((e.about for e in self.new_events if e.kind == "left" and e.about == e.actor), None)

    def is_own(self, row):
        comment = self.comments.get(row.comment)
        return row.kind == "report" or (row.kind in OWN_KINDS and comment and comment.author == row.person)

    def check_text(self, number, row, word):
        shown = self.by_word.get(word, ())
        if row.kind in OUTSIDE_KINDS:
            public = [one for one in shown if not self.comments[one].private]
            shown = [one for one in public if self.comments[one].ticket == row.ticket]
        own = row.kind == "report" and any(self.comments[one].author == row.person for one in shown)
        if row.comment in shown and self.went_on(row):
            own = not self.comments[row.comment].private and self.reads_notes(row.person, self.tickets[row.ticket])
        if not own and not any(self.may_see(row.person, one) for one in shown):
            self.complain("text to somebody who may not see it", word, "to", row.person, row, "mail", number)

    def went_on(self, row):
        """J4, M21: what did not arrive of a merged ticket is told on the one that it went into."""
        comment = self.comments.get(row.comment)
        number = comment.ticket if comment and row.kind == "undelivered" else row.ticket
        first = number
        while number != row.ticket and int(self.tickets[number]["merged_into"]):
            number = int(self.tickets[number]["merged_into"])
        return number == row.ticket != first

    def check_outside_name(self, number, row, word, _, in_body, owners, authors):
        """T034, N1: the conversation and whoever spoke in it, staff by name alone."""
        conversation = self.ever[row.ticket]
        customers = {who for who in owners & authors if self.people[who].role == "end-user"}
        if not owners & (conversation | (authors if word[6] == "w" else customers)):
            self.complain("a name or address to somebody outside", word, "in mail", number, row)
        elif word[6] != "w" and in_body and not any(self.people[who].role == "end-user" for who in owners):
            self.complain("an address of staff in a text to somebody outside", word, "in mail", number)

    def check_inside_name(self, number, row, word, in_head, _, owners, authors):
        """N2, FW14: nobody else stands in the header, and a follower who has not spoken nowhere."""
        ticket = self.tickets[row.ticket]
        if in_head and word[6] != "d":
            self.complain("another person in the header of internal mail", word, "in mail", number, row)
        seen = authors | {ticket.requester, ticket.assignee} | self.ever[row.ticket] | ticket.those("participant")
        if self.went_on(row):
            seen |= self.ever[self.comments[row.comment].ticket]
        spoken = {e.actor for e in self.events.values() if e.ticket == row.ticket}
        silent = owners & ticket.those("follower") and not owners & (seen | spoken)
        if silent and word[6] != "d" and row.kind != "report":  # a report says again what its reader wrote
            self.complain("a follower is named to somebody else", word, "in mail", number, row)

    # --- what a step did ---

    def author(self):
        """Who did it, by what was done: the sender's address, or whoever asked."""
        first = self.what[0].split() if self.what else []
        if not first:
            return None
        if first[0] == "command":
            return first[first.index("by") + 1] if "by" in first else "p0"
        if first[0] == "mail":
            self.last_mail = self.what
        if first[0] not in ("mail", "again", "released"):
            return None
        local = self.last_mail[0].split()[2].partition("@")[0]
        return next(iter(self.bearers.get(local, ())), "nobody")

    def end_step(self):
        if not self.steps or not self.verdict:
            return
        who, verdict = self.author(), self.verdict["verdict"]
        first = self.what[0].split()
        if verdict in NOTHING or verdict == "bounce":
            self.check_nothing(verdict)
        if verdict != "bounce":
            self.check_events(who)
        for number, old in self.before.items():
            if old.closed:
                self.check_closed(number, old, who, first)
        self.check_promises(who)
        self.check_reached(who, first[0] != "command")
        if first[0] == "command":
            self.check_request(who, first)
        else:
            self.check_mail(who)
            self.check_brought(who)
            self.check_notes(who)

    def check_nothing(self, verdict):
        rows = [one for one in self.new_rows if self.rows[one].kind != "undelivered" or verdict != "bounce"]
        events = [e for e in self.new_events if not e.kind.startswith("address-")]  # J3: mail from it, held or not
        if self.before or self.new_tickets or self.new_comments or rows or self.new_people \
                or (events and verdict != "bounce"):
            self.complain("something changed by what is %s" % verdict, self.what[0], list(self.before))

    def check_events(self, who):
        for number in self.new_tickets:
            self.demand(number, ("ticket-created",), who)
        for number, old in self.before.items():
            new = self.tickets[number]
            for field in old:
                if old[field] != new[field] and field not in CLOCKS:
                    self.demand(number, FIELD_EVENTS.get(field, (field + "-changed",)), who)
            for table, gone in ((COME, new.people - old.people), (GO, old.people - new.people)):
                for relation, person in gone:
                    left = self.leaves_or_returns() not in (None, who)
                    self.demand(number, table[relation], "p0" if left else who, person)
        for number in {self.comments[one].ticket for one in self.new_comments}:
            made = [one for one in self.new_comments if self.comments[one].ticket == number]
            kinds = sorted("note-added" if self.comments[one].private else "comment-added" for one in made)
            if kinds != sorted(e.kind for e in self.new_events if e.ticket == number and e.actor == who
                               and e.kind in ("note-added", "comment-added")):
                self.complain("a comment without its event", number, kinds)

    def demand(self, number, kinds, actor, about=None):
        if not any(e.ticket == number and e.kind in kinds and e.actor == actor and about in (None, e.about)
                   for e in self.new_events):
            self.complain("a change without its event", "/".join(kinds), "of", number, "by", actor, about or "")

    def differences(self, number):
        old, new = self.before[number], self.tickets[number]
        found = {field for field in old if old[field] != new[field]}
        return found | {what for what, _ in old.people ^ new.people}

    def check_closed(self, number, old, who, first):
        """L9, A2, A3: programs and admins may change fields, admins delete, followers go, nothing else."""
        found = self.differences(number)
        role = self.people[who].role if who in self.people else None
        if first[0] != "command":
            fine = self.settings.get("closed_reply") == "reopen" or self.only_leaves(number)
        else:
            kind, api = first[1], "api" in first
            editor = api or (role in ABOVE and self.settings.get("admin_edit_closed") == "yes")
            fine = (kind in ("set", "tag", "custom") and editor and found <= EDITABLE) \
                or (kind == "delete" and role in ABOVE) or (kind in ("unrelate", "retire") and found == {"follower"})
        if not fine:
            self.complain("a closed ticket changed", number, found, " ".join(first))

    def only_leaves(self, number):
        """J16: nobody else comes or goes by mail to a leave or back address, and nothing else changes."""
        named, old, new = self.leaves_or_returns() or self.wishes(), self.before[number], self.tickets[number]
        return named and {who for _, who in old.people ^ new.people} == {named} \
            and self.differences(number) - set(CLOCKS) <= {"cc", "participant", "follower"}

    def is_proven(self):
        """Whether the author is left out of what they wrote: without pass or own evidence nobody is (J21)."""
        if self.what[0].startswith("command"):
            return True
        auth = next((line.split()[1] for line in self.last_mail if line.startswith("auth ")), "pass")
        return "authserv_id" in self.settings and auth == "pass"

    def check_promises(self, who):
        people = collections.Counter()
        for number in self.new_rows:
            row = self.rows[number]
            ticket = self.tickets.get(row.ticket)
            if not ticket:
                continue  # held mail, see check_recipient
            comment = self.comments.get(row.comment)
            if row.kind not in ("report", "withheld", "left", "sent"):
                people[row.person] += 1
            if row.person == who and row.kind not in ("receipt",) + OWN_KINDS and self.is_proven():
                self.complain("the author is told", row)
            if self.people[row.person].state != "active":
                self.complain("mail for somebody disabled", row)
            if row.kind == "left":
                self.check_left(row)
            elif row.kind in OUTSIDE_KINDS:
                if not ticket.shared or (comment and comment.private):
                    self.complain("something private or unshared is told outside", row)
                if row.person not in ticket.outside(self.settings):
                    self.complain("somebody who is not on the ticket is told", row)
            elif not self.is_own(row) and not self.reads_notes(row.person, ticket):
                self.complain("somebody is told who may not read it", row)
        for person, times in people.items():
            if times > 1:
                self.complain("two mails of one update", person, [self.rows[one] for one in self.new_rows])

    def check_notes(self, who):
        """J1, J2: a note address keeps inside what anybody writes, a mark what one of us writes."""
        public = [one for one in self.new_comments if not self.comments[one].private]
        if not public:
            return
        if "+{note " in self.last_mail[0] or "+{badnote " in self.last_mail[0]:
            self.complain("mail to a note address is public", public, self.last_mail[0])
        texts = [line.strip() for line in self.last_mail if line.startswith("  ")]
        if self.inside(who) and any(line in NOTE_MARKS for line in texts):
            self.complain("a marked note is public", public, texts)

    def check_reached(self, who, by_mail):
        """J4: whom a public comment of an agent does not reach, its author is told of, but who has it already."""
        for number in self.new_comments:
            comment = self.comments[number]
            ticket = self.tickets[comment.ticket]
            if comment.private or comment.author != who or not self.inside(who) or who == ticket.requester \
                    or not ticket.shared or "reply" in self.settings.get("notify_off", ""):
                continue
            mailed = {self.rows[one].person for one in self.new_rows}  # a merge says it once to each (S8)
            has_it = {e.about for e in self.new_events if e.kind == "notify-suppressed"
                      and e.ticket == comment.ticket and e.detail == "has it already"}
            shown = ticket.shown(self.settings)
            if self.settings.get("cc_enabled") == "no":
                shown -= ticket.those("cc") - {ticket.requester}
            missed = shown - mailed - has_it - {who, "p0"}
            told = any(e.kind == "withheld" for e in self.new_events) and (
                not by_mail or any(self.rows[one].kind == "withheld" and self.rows[one].person == who
                                   for one in self.new_rows))
            if missed and not told and not has_it:
                self.complain("somebody is not mailed and the author does not know", number, sorted(missed))

    def check_request(self, who, first):
        person, kind = self.people.get(who), first[1]
        if who == "p0" or self.verdict["verdict"] == "refused":
            return
        if not self.inside(who):
            self.complain("somebody who is no active agent did something", " ".join(first))
        if person.role != "light-agent":
            return
        for number in self.before:  # R10, FW17
            own = self.before[number].requester == who and kind in ("status", "set")
            if not own and not self.differences(number) <= {"follower"}:
                self.complain("a light agent changed a ticket", number, self.differences(number), " ".join(first))

    def check_brought(self, who):
        """J14: whoever may not read a ticket is brought onto it by those alone who may."""
        for number, old in self.before.items():
            for _, person in self.tickets[number].people - old.people:
                if person != who and self.inside(person) and not self.may_look(person, old) \
                        and not (self.inside(who) and self.reads_notes(who, old)):
                    self.complain("somebody is brought onto a ticket that they may not read", number, person, who)

    def may_look(self, who, ticket):
        return self.reads_notes(who, ticket) or self.reads_public(who, ticket)

    def check_mail(self, who):
        """MC1, MC11, R10, R15: only a proven agent changes more than an answer does by itself."""
        person = self.people.get(who)
        joins = self.settings.get("participants") == "yes" and self.settings.get("stranger_reply") == "participant"
        agent = person and who not in self.new_people and person.state == "active" and person.role in STAFF
        auth = next((line.split()[1] for line in self.last_mail if line.startswith("auth ")), "pass")
        proven = "authserv_id" not in self.settings or auth == "pass"
        for number in self.before:
            old, new, found = self.before[number], self.tickets[number], self.differences(number)
            if self.leaves_or_returns() and not self.only_leaves(number):
                self.complain("a mail changed what it may not", number, found, self.what[0])
            if (agent and proven) or self.leaves_or_returns():
                continue
            tracker = self.tickets.get(int(old["linked_to"])) if int(old["linked_to"]) in self.before else None  # D8
            colleague = person and person.company != "0" and person.company == old["company"]
            related = joins or tracker or colleague or self.inside(who) or who in old.outside(self.settings)
            allowed = {"cc", "participant", "follower", "status", "assignee"} if related else set()
            reopened = new["status"] == "open" and old["status"] in ("pending", "on-hold", "solved", "closed")
            fine = found - set(CLOCKS) <= allowed and ("status" not in found or reopened or agent or tracker) \
                and ("assignee" not in found or (reopened and old.assignee == "p0"))
            if not fine:
                self.complain("a mail changed what it may not", number, found, self.what[0])

    def finish(self):
        self.end_step()
