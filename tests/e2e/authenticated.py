"""Whose mail is proven: the recipe of the README with Debian's opendkim and opendmarc before a real Postfix, with
keys and a name server of the test."""
import base64
import hashlib
import os
import re
import subprocess
import sys
from email.message import EmailMessage

import namespace
from postfix import AUTHSERV, PostfixWorld, answer, skip_without_postfix
from world import ANN, DESK, SOURCE, Tap, body, read

ALICE = "alice@example.org"    # customer, of a house that signs
CAROL = "carol@example.net"    # customer, of a house that says nothing
SAM = "sam@spf.test"           # customer, of a house that only names its servers
SIGNED = ("example.org", "example.com")
RECIPE = os.path.join(SOURCE, "etc", "authentication")
NONE, PASS, FAIL = 0, 1, 2
SIGNED_FIELDS = ("from", "to", "cc", "subject", "message-id", "in-reply-to")


class Signer:
    """Signs by RFC 6376, relaxed/simple, for every house with one key."""

    def __init__(self, folder):
        self.key = os.path.join(folder, "dkim.key")
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, capture_output=True)
        public = subprocess.run(["openssl", "rsa", "-in", self.key, "-pubout", "-outform", "DER"], check=True,
                                capture_output=True).stdout
        self.record = "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()

    def sign(self, message, domain):
        raw = re.sub(rb"\r?\n", b"\r\n", message.as_bytes())
        head, _, text = raw.partition(b"\r\n\r\n")
        fields = [(name.lower(), relaxed(name, value)) for name, value in unfolded(head)]
        taken = [field for name in SIGNED_FIELDS for field in fields if field[0] == name]
        digest = base64.b64encode(hashlib.sha256(text.rstrip(b"\r\n") + b"\r\n").digest()).decode()
        value = "v=1; a=rsa-sha256; c=relaxed/simple; d=%s; s=test; h=%s; bh=%s; b=" % (
            domain, ":".join(name for name, _ in taken), digest)
        data = "".join(line + "\r\n" for _, line in taken) + relaxed("DKIM-Signature", value)
        mark = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=data.encode(), check=True,
                              capture_output=True).stdout
        return b"DKIM-Signature: " + (value + base64.b64encode(mark).decode()).encode() + b"\r\n" + raw


def unfolded(head):
    for line in re.sub(r"\r\n(?=[ \t])", "", head.decode()).split("\r\n"):
        name, _, value = line.partition(":")
        yield name, value


def relaxed(name, value):
    return name.lower() + ":" + re.sub(r"[ \t]+", " ", value).strip()


def mail(sender, subject, text, **fields):
    m = EmailMessage()
    m["From"], m["To"], m["Subject"] = sender, DESK, subject
    m["Message-ID"] = "<%s@%s>" % (re.sub(r"\W+", "-", subject).strip("-").lower(), sender.split("@")[1])
    for name, value in fields.items():
        m[name.replace("_", "-")] = value
    m.set_content(text)
    return m


class Test:
    def __init__(self, tap, world, signer):
        self.tap, self.world, self.signer = tap, world, signer

    def bring(self, sender, message, domain=None, recipients=(DESK,)):
        """From outside, signed for DOMAIN if one is given."""
        raw = self.signer.sign(message, domain) if domain else message.as_bytes()
        self.world.send(sender, list(recipients), raw, source=namespace.OUTSIDE)
        self.world.settle()

    def newest(self):
        """(authentication, verdict, cause) of the mail that came last."""
        return self.world.rows("SELECT auth, held, cause FROM message ORDER BY id DESC LIMIT 1")[0]

    def fact(self, auth, held, sentence):
        found = self.newest()
        self.tap.same(found[:2], (auth, int(held)), sentence,
                      "cause %s\n%s" % (found[2], self.world.log()[-1500:]))

    def shows(self, person, sentence, *words):
        """Prints what PERSON got since, for the eyes of whoever reads the log, and looks for WORDS."""
        mails = self.world.inbox(person)
        for one in mails:
            self.tap.note("to %s, %s, from %s:" % (person, one["Subject"], one["From"]),
                          *("| " + line for line in body(one).splitlines()[:14]))
        texts = [str(one["Subject"]) + "\n" + body(one) for one in mails]
        self.tap.ok(len(mails) == 1 and all(word in texts[0] for word in words), sentence, texts)
        self.world.empty_inboxes()
        return mails[0] if mails else None


def proven(test):
    test.bring(ALICE, mail(ALICE, "Signed", "By its own house."), "example.org")
    test.fact(PASS, False, "what the house of its author signed is proven")
    test.bring(SAM, mail(SAM, "Named", "From a server of its house."))
    test.fact(PASS, False, "what comes from a server that the house names is, too")
    test.bring(CAROL, mail(CAROL, "Neither", "Of a house that says nothing."))
    test.fact(NONE, False, "a house that says nothing proves nothing, and its mail comes in")
    test.bring(ALICE, mail(ALICE, "Unsigned", "Not by its own house."))
    test.fact(FAIL, True, "what a house would have signed is held without a signature")
    test.bring("eve@forward.test", mail(ALICE, "By another", "Signed by somebody else."), "example.com")
    test.fact(FAIL, True, "the signature of another house proves nothing")


def agents(test):
    test.bring(ANN, mail(ANN, "Of an agent", "A new matter."), "example.com")
    test.fact(PASS, False, "an agent's signed mail is the agent's")
    test.bring("mallory@mallory.test", mail(ANN, "As an agent", "#assign mallory"))
    test.fact(FAIL, True, "a stranger in an agent's name is held")


def forged(test):
    claim = "%s; dmarc=pass header.from=example.net; dkim=pass header.d=example.net" % AUTHSERV
    test.bring(CAROL, mail(CAROL, "Claimed", "Believe me.", Authentication_Results=claim))
    test.fact(NONE, False, "results that a stranger wrote in our server's name count for nothing")
    below = mail(CAROL, "Claimed below", "Believe me.", Authentication_Results=claim,
                 Received="from mail.example.net by %s with ESMTP id 1; Mon, 30 Nov 2026 10:00:00 +0000" % AUTHSERV)
    test.bring(CAROL, below)
    test.fact(NONE, False, "and a Received line of ours below the real one changes nothing")


def conversation(test):
    """What the people concerned get, once all is proven."""
    world = test.world
    world.empty_inboxes()
    test.bring(ALICE, mail(ALICE, "Lamp", "The lamp in room 4 is dark.", Cc=CAROL), "example.org", (DESK, CAROL))
    receipt = world.inbox(ALICE)
    notice = test.shows(ANN, "the agent has a notification", "Lamp", "The lamp in room 4 is dark.")
    reply = answer(notice, ANN, "Is the switch on?")
    reply["Message-ID"] = "<answer@example.com>"
    test.bring(ANN, reply, "example.com", (str(notice["Reply-To"].addresses[0].addr_spec),))
    copy = world.inbox(CAROL)[-1]
    test.tap.ok(len(receipt) == 1 and "Is the switch on?" in body(world.inbox(ALICE)[-1]) and
                "Is the switch on?" in body(copy), "customer and CC have the agent's answer")
    world.empty_inboxes()
    test.bring(CAROL, answer(copy, CAROL, "It is, I have looked.", everybody=True),
               recipients=(str(copy["Reply-To"].addresses[0].addr_spec), ALICE))
    test.fact(NONE, False, "a CC who answers all is taken on the mark of our own mail")
    test.shows(ANN, "the agent reads it", "It is, I have looked.")
    test.bring(ALICE, mail(ALICE, "Any news about the lamp?", ""), "example.org")
    test.fact(PASS, False, "a mail of a subject alone is a mail")
    test.shows(ANN, "and its words are read", "Any news about the lamp?")


def main():
    namespace.enter()
    skip_without_postfix()
    tap = Tap()
    judges = read(os.path.join(RECIPE, "main.cf.snippet"))
    with PostfixWorld([ANN, ALICE, CAROL, SAM], judges=judges) as world:
        servers = namespace.Servers(world.top)
        try:
            signer = Signer(world.top)
            names = {"_dmarc." + domain: "v=DMARC1; p=reject" for domain in (*SIGNED, "spf.test")}
            names.update({"test._domainkey." + domain: signer.record for domain in SIGNED})
            names.update({domain: "v=spf1 -all" for domain in SIGNED})
            names["spf.test"] = "v=spf1 ip4:%s -all" % namespace.OUTSIDE
            servers.names(names)
            servers.milters(RECIPE, AUTHSERV)
            world.start()
            test = Test(tap, world, signer)
            for part in (proven, agents, forged, conversation):
                part(test)
            said = world.attempt("check").stdout
            tap.ok("authserv_id" not in said, "check has nothing to say about authentication", said)
        finally:
            servers.stop()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
