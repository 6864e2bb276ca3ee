#!/usr/bin/env python3
"""The settings of [smtp] from the file to the wire: encryption, login, connections, and what an answer does to a
mail."""
import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from serving import ServingWorld
from sink import Sink
from world import ANN, Tap, is_testing, stamp, wait_for

USER, PASSWORD = "postern@example.com", "Quite-Unlikely-7261"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
SETTLE = 60  # seconds at most until serve has sent something


def later(minutes):
    return stamp(time.time() + 60 * minutes)


class Certificates:
    """Two authorities; the first one's certificates for this machine, for another, and of yesterday."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="certificates.")
        self.authority("ca")
        self.authority("other-ca")
        self.server("good", "IP:127.0.0.1,DNS:localhost", 2)
        self.server("named", "DNS:other.example.org", 2)
        self.server("expired", "IP:127.0.0.1,DNS:localhost", 0)
        time.sleep(2)  # a certificate of no days is valid for the second it was made in

    def path(self, name):
        return os.path.join(self.top, name)

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.top, check=True, stdin=subprocess.DEVNULL, capture_output=True)

    def authority(self, name):
        self.openssl("req", "-x509", *KEY, "-keyout", name + ".key", "-out", name + ".pem", "-days", "2", "-subj",
                     "/CN=" + name)

    def server(self, name, names, days):
        with open(self.path("names"), "w", encoding="ascii") as file:
            file.write("subjectAltName=%s\n" % names)
        self.openssl("req", *KEY, "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
        self.openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                     "-days", str(days),
                     "-extfile", "names", "-out", name + ".crt")
        with open(self.path(name + ".pem"), "wb") as out:
            for ending in (".key", ".crt"):
                with open(self.path(name + ending), "rb") as file:
                    out.write(file.read())


class Office(ServingWorld):
    """A desk before a sink, and a mail for Ann and one for the customer due for each that came."""

    def __init__(self, *script, settings="", mails=1):
        self.sink = Sink(*script)
        super().__init__(transport=self.sink.transport)
        if settings:
            self.set("smtp", settings)
        for number in range(mails):
            self.come(number)

    def close(self):
        self.sink.close()
        super().close()

    def come(self, number):
        self.deliver("customer%d@example.org" % number, subject="Matter %d" % number)

    def outgoing(self):
        return self.outbox("--all")

    def states(self):
        return sorted(row["state"] for row in self.outgoing())


def stays_due(tap, office, reason, what):
    """One run sends nothing, and the list says why."""
    done = office.attempt("run")
    tap.same((done.returncode, office.states(), {row["attempts"] for row in office.outgoing()}),
             (0, ["due", "due"], {1}),
             what + ": the mails stay due", office.said)
    listed = office.postern("outbox", "list")
    tap.same(len([line for line in listed.splitlines() if line.startswith("#") and re.search(reason, line, re.I)]), 2,
             what + ": outbox list tells why", listed)


def clear_of_mail(tap, sink, what):
    tap.same((sink.connections() > 0, sink.commands("AUTH", "MAIL", "RCPT", "DATA"), sink.versions()), (True, [], []),
             what + ": neither mail nor login went to the server", sink.lines("log"))


# --- encryption ---

def encrypted(tap, certificates):
    for tls, host in (("starttls", "127.0.0.1"), ("tls", "127.0.0.1"), ("starttls", "localhost")):
        settings = "tls = %s\nca_file = %s" % (tls, certificates.path("ca.pem"))
        with Office("--tls", tls, "--cert", certificates.path("good.pem"), settings=settings) as office:
            office.change("host = 127.0.0.1", "host = " + host)
            office.attempt("run")
            what = "tls = %s to %s" % (tls, host)
            tap.same(office.states(), ["sent", "sent"], what + ": mail goes", office.said)
            tap.ok(len(office.sink.versions()) == 2 and all(re.match(r"TLSv1\.[23]$", one)
                                                            for one in office.sink.versions()),
                   what + ": each mail was encrypted", office.sink.lines("sessions"))


def mistrusted(tap, certificates):
    cases = (
        ("named.pem", "ca.pem", "the server is another host", r"(certificate|name|SSL|TLS)"),
        ("good.pem", "other-ca.pem", "nobody known has signed the certificate", r"certificate"),
        ("good.pem", "absent.pem", "ca_file is not there", r"ca_file \S+/absent\.pem"),
        ("good.pem", "names", "ca_file holds no certificate", r"\S+/names"),
        ("expired.pem", "ca.pem", "the certificate has expired", r"certificate"),
    )
    password = certificates.path("password")
    for tls in ("starttls", "tls"):
        for server, authority, what, reason in cases:
            settings = ("tls = %s\nca_file = %s\nuser = %s\npassword_file = %s"
                        % (tls, certificates.path(authority), USER, password))
            with Office("--tls", tls, "--cert", certificates.path(server), "--user", USER, "--password", PASSWORD,
                        settings=settings) as office:
                stays_due(tap, office, reason, "tls = %s, %s" % (tls, what))
                clear_of_mail(tap, office.sink, "tls = %s, %s" % (tls, what))


def corrected(tap, certificates):
    """What waited for a setting goes once it is right."""
    settings = "tls = starttls\nca_file = %s" % certificates.path("other-ca.pem")
    with Office("--tls", "starttls", "--cert", certificates.path("good.pem"), settings=settings) as office:
        office.attempt("run")
        office.change("other-ca.pem", "ca.pem")
        office.attempt("run", now=later(5))
        tap.same(office.states(), ["sent", "sent"], "with the right ca_file mail that waited goes", office.said)


def not_offered(tap, certificates):
    """Somebody between us and the server may have taken the offer away."""
    settings = ("tls = starttls\nca_file = %s\nuser = %s\npassword_file = %s"
                % (certificates.path("ca.pem"), USER, certificates.path("password")))
    with Office("--user", USER, "--password", PASSWORD, settings=settings) as office:
        stays_due(tap, office, r"(STARTTLS|SSL|TLS)", "STARTTLS is not offered")
        clear_of_mail(tap, office.sink, "STARTTLS is not offered")
    with Office("--tls", "starttls", "--cert", certificates.path("good.pem"), "--user", USER, "--password", PASSWORD,
                "starttls=454 4.7.0 not now", settings=settings) as office:
        stays_due(tap, office, r"454 4\.7\.0 not now", "STARTTLS is refused")
        clear_of_mail(tap, office.sink, "STARTTLS is refused")


def encryption(tap):
    if not shutil.which("openssl"):
        tap.skip("encryption", "no openssl to make certificates with")
        return
    certificates = Certificates()
    try:
        write_password(certificates.path("password"), PASSWORD)
        encrypted(tap, certificates)
        mistrusted(tap, certificates)
        not_offered(tap, certificates)
        if is_testing():
            corrected(tap, certificates)
        else:
            tap.skip("with the right ca_file mail that waited goes", "built without --enable-testing")
    finally:
        shutil.rmtree(certificates.top, ignore_errors=True)


# --- login ---

def write_password(path, password, mode=0o600):
    with open(path, "w", encoding="utf-8") as file:
        file.write(password + "\n")
    os.chmod(path, mode)


def with_login(password, *script, mode=0o600):
    office = Office("--user", USER, "--password", PASSWORD, *script)
    write_password(office.path("etc", "smtp.password"), password, mode)
    office.set("smtp", "user = %s\npassword_file = smtp.password" % USER)
    return office


def who_knows(office, password):
    """Where the password stands, in the clear or as it is sent, but for its own file."""
    wanted = [password.encode(), base64.b64encode(password.encode()),
              base64.b64encode(("\0%s\0%s" % (USER, password)).encode())]
    for words in (["outbox", "list", "--all"], ["outbox", "list", "--all", "--json"], ["ticket", "show", "1"],
                  ["config", "show"],
                  ["outbox", "show", "1"], ["check", "--full"]):
        office.attempt(*words)
    found = ["output"] if any(one in office.said.encode() for one in wanted) else []
    for folder, _, names in os.walk(office.top):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            if name != "smtp.password" and any(one in data for one in wanted):
                found.append(os.path.join(folder, name))
    return found


def logged_in(tap):
    for mode in (0o600, 0o640):
        with with_login(PASSWORD, mode=mode) as office:
            office.attempt("run")
            tap.same((office.states(), len(office.sink.commands("AUTH")) > 0), (["sent", "sent"], True),
                     "name and password are taken, password_file of mode %o" % mode, office.said)
            tap.same(who_knows(office, PASSWORD), [], "the password stands nowhere else")


def turned_away(tap):
    wrong = PASSWORD + "-no"
    with with_login(wrong) as office:
        stays_due(tap, office, r"535 5\.7\.8 wrong password", "a wrong password")
        tap.same(office.sink.commands("MAIL", "RCPT", "DATA"), [], "a wrong password: no mail went to the server")
        tap.same(who_knows(office, wrong), [], "a wrong password stands nowhere else either")
        if not is_testing():
            tap.skip("with the right password mail that waited goes", "built without --enable-testing")
            return
        write_password(office.path("etc", "smtp.password"), PASSWORD)
        office.attempt("run", now=later(5))
        tap.same(office.states(), ["sent", "sent"], "with the right password mail that waited goes", office.said)


def password_file(tap):
    for mode in (0o644, 0o604, 0o620, 0o602):
        with with_login(PASSWORD, mode=mode) as office:
            done = office.attempt("run")
            tap.same((done.returncode, office.sink.connections()), (75, 0),
                     "password_file of mode %o: a fault of the settings, nothing is sent" % mode, office.said)
            tap.ok(re.search(r"smtp\.password is open to others; chmod 0640 or 0600", office.said), "and what to do",
                   office.said)
            tap.same(who_knows(office, PASSWORD), [], "without telling the password")
    with with_login(PASSWORD) as office:
        os.unlink(office.path("etc", "smtp.password"))
        done = office.attempt("run")
        tap.ok(done.returncode != 0 and "smtp.password" in office.said, "password_file that is not there is named",
               office.said)


def unknown_key(tap):
    with Office(settings="user = %s\npassword = %s" % (USER, PASSWORD)) as office:
        done = office.attempt("run")
        tap.same((done.returncode, office.sink.connections()), (75, 0), "password in the settings is no setting",
                 office.said)
        tap.ok(re.search(r'postern\.conf:\d+: unknown setting "password" .*"password_file"', office.said),
               "its line is named, and the one to write", office.said)
        tap.ok(PASSWORD not in office.said, "but not its value", office.said)


# --- connections ---

def at_once(tap):
    with Office("end=slow:2", settings="connections = 2", mails=2) as office:
        began = time.monotonic()
        office.attempt("run")
        took = time.monotonic() - began
        tap.same((office.states(), max(office.sink.opened())), (["sent"] * 4, 2),
                 "connections = 2: two are open at once, no more",
                 office.sink.lines("sessions"))
        tap.ok(took < 8, "and four mails of 2 s take less than 8 s", took)


def one_for_many(tap):
    with Office(settings="connections = 1", mails=3) as office:
        office.attempt("run")
        tap.same((office.states(), office.sink.connections(), len(office.sink.ids())), (["sent"] * 6, 1, 6),
                 "connections = 1: run sends all mails through one connection", office.sink.lines("sessions"))


def one_for_serve(tap):
    with Office(settings="connections = 1", mails=0) as office:
        office.start()
        for number in range(3):
            office.come(number)
            wait_for(lambda: len(office.outgoing()) == 2 * number + 2 and set(office.states()) == {"sent"}, SETTLE)
        tap.same((office.states(), office.sink.connections(), len(set(office.sink.ids()))), (["sent"] * 6, 1, 6),
                 "connections = 1: serve keeps its connection for mails that come later",
                 office.sink.lines("sessions"))
        tap.same(office.stop(), 0, "serve ends well")


# --- answers ---

def put_off(tap):
    for step, tries in (("rcpt", 1), ("end", 2)):
        with Office("%s#1=451 4.3.0 later" % step, "%s#2=451 4.3.0 later" % step,
                    settings="connections = 1") as office:
            stays_due(tap, office, r"451 4\.3\.0 later", "4xx at %s" % step)
            named = {row["row"]: row["message_id"] for row in office.outgoing()}
            office.attempt("run", now=later(5))
            tap.same(office.states(), ["sent", "sent"], "4xx at %s: the next try goes through" % step, office.said)
            ids = office.sink.ids()
            tap.same(sorted(ids), sorted(["<%s>" % one.strip("<>") for one in named.values()] * tries),
                     "4xx at %s: with the same Message-ID" % step)
            office.attempt("run", now=later(600))
            tap.same(len(office.sink.ids()), 2 * tries, "4xx at %s: and nothing goes again" % step)


def refused(tap):
    with Office("rcpt=550 5.1.1 no such user") as office:
        office.attempt("run")
        tap.same(office.states(), ["failed", "failed"], "5xx at RCPT: the mails have failed", office.said)
        listed = office.postern("outbox", "list")
        tap.same(len(re.findall(r"(?m)^#\d+ +failed .*550 5\.1\.1 no such user", listed)), 2, "outbox list shows it",
                 listed)
        shown = office.postern("ticket", "show", "1")
        tap.same(len(re.findall(r"(?m)^NOT DELIVERED .*550 5\.1\.1 no such user", shown)), 2, "ticket show shows it",
                 shown)
        events = [one["detail"] for one in office.ticket(1)["events"]
                  if one["kind"] == "delivery-failed"]
        tap.ok(len(events) == 2 and all("550 5.1.1 no such user" in one for one in events), "and its events", events)
        office.sink.again()
        office.attempt("run")
        tap.same(office.sink.connections(), 0, "what has failed is not tried again by itself")
        for address in (ANN, "customer0@example.org"):  # nothing went well there before (J3)
            office.postern("person", "address", address, address, "--deliverable")
        office.postern("outbox", "retry", "--failed")
        office.attempt("run")
        tap.same((office.states(), len(office.sink.ids())), (["sent", "sent"], 2), "outbox retry sends it",
                 office.said)
        shown = office.postern("ticket", "show", "1")
        tap.ok("NOT DELIVERED" not in shown, "and ticket show is content", shown)


def lost(tap):
    with Office("end=close", settings="connections = 1") as office:
        stays_due(tap, office, r"no answer to the end of the mail", "the last answer is lost")
        office.attempt("run", now=later(5))
        tap.same(office.states(), ["unknown", "unknown"], "lost again: nobody knows", office.said)
        ids = office.sink.ids()
        tap.same((len(ids), sorted(ids[:2]), len(set(ids))), (4, sorted(ids[2:]), 2),
                 "it went twice with one Message-ID")
        office.attempt("run", now=later(600))
        tap.same(len(office.sink.ids()), 4, "and not a third time")
        listed = office.postern("outbox", "list")
        tap.same(len(re.findall(r"(?m)^#\d+ +unknown ", listed)), 2, "outbox list shows it", listed)
        shown = office.postern("ticket", "show", "1")
        tap.same(len(re.findall(r"(?m)^NOT DELIVERED .*unknown", shown)), 2, "ticket show shows it", shown)


def silent_at_quit(tap):
    """Without the setting it would be two minutes."""
    with Office("quit=silent", settings="connections = 1\ntimeout = 3s") as office:
        began = time.monotonic()
        office.attempt("run")
        took = time.monotonic() - began
        tap.same(office.states(), ["sent", "sent"], "a server that never answers QUIT has taken the mail",
                 office.said)
        tap.ok(office.sink.commands("QUIT") and took < 60, "and costs the timeout alone", took)


def main():
    tap = Tap()
    encryption(tap)
    for part in (logged_in, turned_away, password_file, unknown_key, at_once, one_for_many, one_for_serve, refused,
                 silent_at_quit):
        part(tap)
    for part, fact in ((put_off, "4xx, then 2xx"), (lost, "the last answer is lost")):
        if is_testing():
            part(tap)
        else:
            tap.skip(fact, "built without --enable-testing")
    return tap.end()


sys.exit(main())
