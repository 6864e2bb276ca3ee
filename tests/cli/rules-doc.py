"""postern-rules(7) names every setting of [rules], cause, kind of mail and warning, and none that does not exist; and
the settings that the rules were written with exist, with the defaults that stand there."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from world import BUILT, SOURCE, Tap, World, read

PAGE = os.path.join(SOURCE, "man", "postern-rules.7")
# Words with an underscore on the page that are no settings.
OTHER_WORDS = {"add_agent", "remove_agent", "closed_by_merge"}

# Section 12 of the rules: setting and default, in its order.
WRITTEN = """
follower_reply inherit
cc_comments_public no
suppress per_recipient
cc_remove_by_mail no
agent_cc_gets_private no
agent_cc_becomes_follower yes
follower_manage edit
manual_close no
close_command solve
closed_reply followup
close_after 7d
followup_copy form requester assignee division priority tags
public_status new=open on-hold=open closed=solved
stranger_reply zendesk
stranger_unsigned ticket
participants no
max_cc 48
cc_overflow suspend
copy_participants no
reply_delay 5m
notify_status_change yes
commands hash
agent_forwarding no
notify_new owner admin
header_match_days 30
cc_enabled yes
followers_enabled yes
end_users_may_cc yes
light_agents_may_be_cc no
agent_email_public yes
auto_assign_on_solve yes
auto_assign_first_responder no
agents_may_change_requester no
open_submission yes
wildcard no
personal_from yes
delimiter none
rate_accept 20/h
rate_suspend 20/h
suspended_keep 14d
auth_level minimal
cc_blocklist none
blocklist_action suspend
admin_edit_closed no
max_attachment_in 50MB
attach_out_file 7MB
attach_out_total 10MB
followup_reuse no
copy_company_contact no
"""
# What stands there under a name of its own, and where it went.
RENAMED = {
    "followup_copy_group_assignee": ("followup_copy", {"assignee", "division"}),  # two of its words
    "author": ("form_senders", set()),  # author = from; = reply_to for the addresses listed
    "shared": ("category", {"customer", "back-office", "tracker"}),  # follows from the category; ticket set shared
}
FOLLOWER_SWITCHES = ["follow_added", "follow_reply", "follow_note"]  # per person, all on


def printed(program):
    done = subprocess.run([os.path.join(BUILT, "tests", "lib", program)], stdout=subprocess.PIPE, check=True)
    return [line.split("\t") for line in done.stdout.decode().splitlines()]


def table_after(page, section):
    """{first cell: second} of the first table behind a heading."""
    begin = page.index(".Bl -column", page.index(section))
    rows = page[begin:page.index("\n.El", begin)].splitlines()[1:]
    return dict(row[4:].split(" Ta ", 1) for row in rows)


def words_of(line):
    """What a request of the page prints as a word."""
    return [word for word in line.split()[1:] if re.fullmatch(r"[a-z]\w*", word)]


def names(tap, page, settings):
    rules = [name for group, name, *_ in settings if group == "rules"]
    set_names = {word for line in page.splitlines() if line.startswith(".Ic ") for word in words_of(line)}
    tap.ok(len(rules) > 60, "there are rules to compare", len(rules))
    tap.same([name for name in rules if name not in set_names], [], "the page names every setting of [rules]")
    tap.same(sorted(set_names - set(rules)), [], "and calls nothing a rule that is none")
    known = {name for _, name, *_ in settings} | OTHER_WORDS
    for _, _, kind, *_ in settings:
        known.update(kind.partition(": ")[2].split())
    tap.same(sorted(set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", page)) - known), [],
             "nor is there any other name that does not exist")


def tables(tap, page, words):
    causes = {number: text for kind, number, *rest in words if kind == "cause" for text in rest}
    shown = table_after(page, ".Sh HELD MAIL")
    tap.same(sorted(causes, key=int), [str(number) for number in range(31)], "the causes are 0 to 30")
    tap.same(list(shown), sorted(causes, key=int), "the page has all of them, in order")
    tap.same({number: text.split(":")[0] for number, text in shown.items()}, causes, "with the words of the program")
    kinds = [one[1] for one in words if one[0] == "kind"]
    told = page[page.index(".Sh WHO IS TOLD"):]
    tap.same([kind for kind in kinds if "\n.It Cm %s\n" % kind not in told], [],
             "the page says who gets each kind of mail")
    flags = re.findall(r"^flag-([a-z-]+) =", read(os.path.join(SOURCE, "templates", "en", "words")), re.M)
    tap.same(sorted(row[3:] for row in table_after(page, ".Ss Warnings")), sorted(flags), "and what each warning is")


def defaults(tap, settings):
    found = {name: (default, kind) for _, name, kind, default, _ in settings}
    for line in WRITTEN.strip().splitlines():
        name, _, default = line.partition(" ")
        tap.same(found.get(name, (None,))[0], default, "%s is %s where nothing else is said" % (name, default))
    for name, (now, words) in RENAMED.items():
        tap.ok(words <= set(found[now][1].partition(": ")[2].split()), "%s is a matter of %s" % (name, now),
               found[now])


def limits(tap, world):
    for value, wanted in (("1h", 0), ("28d", 0), ("59m", 75), ("29d", 75)):
        before = world.settings
        world.set("rules", "close_after = " + value)
        tap.same(world.attempt("config", "list").returncode, wanted,
                 "close_after may %sbe %s" % ("not " if wanted else "", value))
        world.settings = before
    switches = world.json("settings", "ann@example.com")
    tap.same({name: switches[name] for name in FOLLOWER_SWITCHES}, dict.fromkeys(FOLLOWER_SWITCHES, True),
             "what a follower gets is a switch of each person, and on")


def main():
    tap, settings, page = Tap(), printed("print-settings"), read(PAGE)
    names(tap, page, settings)
    tables(tap, page, printed("print-words"))
    defaults(tap, settings)
    with World() as world:
        limits(tap, world)
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", PAGE], stdout=subprocess.PIPE, check=False)
        tap.same(lint.stdout.decode(), "", "mandoc has no objection to the page")
    return tap.end()


sys.exit(main())
