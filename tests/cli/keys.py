"""Keys: rotating, the time a retired one is good for, and a running service that takes the new one."""
import base64
import os
import re
import signal
import subprocess
import sys
import time

import desk as lib

DAY = 86400


def key_of(reply):
    """The number of the key in a Reply-To token: its second byte."""
    detail = re.search(rb"^Reply-To:[^+]*\+([a-z2-7]+)@", reply, re.M)[1].decode().upper()
    return base64.b32decode(detail + "=" * (-len(detail) % 8))[1]


def answer_to(mail):
    return re.search(rb"^Reply-To:[^+]*(support\+[a-z2-7]+@example\.com)", mail, re.M)[1].decode()


def answer(desk, number, address, now):
    text = "From: carl@example.org\nTo: %s\nSubject: Re\nMessage-ID: <%s@example.org>\n\nMore.\n" % (address, number)
    desk.deliver("carl@example.org", text, address)
    desk.well("run", now=now)
    return desk.json("held", "list", "--all")[0]


def children_of(process):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name, encoding="utf-8") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == process:
            found += [int(name)] + children_of(int(name))
    return found


def holds(process, secret):
    """Whether SECRET stands in the memory that PROCESS can write."""
    with open("/proc/%d/maps" % process, encoding="utf-8") as maps, open("/proc/%d/mem" % process, "rb", 0) as memory:
        for line in maps:
            start, end = (int(one, 16) for one in line.split()[0].split("-"))
            if " rw" not in line or end - start > 1 << 30:
                continue
            try:
                if secret in os.pread(memory.fileno(), end - start, start):
                    return True
            except OSError:
                continue
    return False


def workers_know_no_key(tap, desk, service_process):
    with open(os.path.join(desk.state, "keys"), encoding="utf-8") as file:
        text = re.search(r"^secret=(.*)$", file.read(), re.M)[1]
    secrets = [base64.b64decode(text), text.encode()]
    fact = "no process that reads mail knows a key"
    try:
        known = holds(service_process, secrets[0])
        others = {one: [holds(one, secret) for secret in secrets] for one in children_of(service_process)}
    except PermissionError as error:
        tap.skip(fact, error)
        return
    tap.ok(known and len(others) >= 2 and not any(map(any, others.values())), fact, (known, others))


def retirement(tap, desk):
    """The service was stopped: the clock is the test's."""
    if not lib.is_testing():
        tap.skip("a retired key is good for key_grace", "built without --enable-testing")
        return
    first = desk.sent_to("carl@example.org")[0]
    retired = desk.json("key", "list")[1]["retired_at"]
    at = int(time.mktime(time.strptime(retired, "%Y-%m-%dT%H:%M:%SZ"))) - time.timezone
    stamp = lambda seconds: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    desk.settings("[postern]", "[postern]\nkey_grace = 10d")
    tap.same([key["state"] for key in desk.json("key", "list")], ["signing", "good"],
             "a retired key is good for key_grace")
    good = answer(desk, 4, answer_to(first), stamp(at + 9 * DAY))
    tap.same(good["ticket"], 1, "within key_grace its mark leads to the ticket")
    late = answer(desk, 5, answer_to(first), stamp(at + 11 * DAY))
    tap.ok(late["ticket"] != 1, "after it the mark is no evidence", late)
    flags = [comment["flags"] for comment in desk.json("ticket", "show", str(late["ticket"]))["comments"]]
    tap.ok(["retired-key" in one for one in flags] == [True], "and the mail is flagged retired-key", flags)
    states = [key["state"] for key in desk.json("key", "list", now=stamp(at + 11 * DAY))]
    tap.same(states, ["signing", "over"], "key list says that it is over")
    desk.settings("key_grace = 10d", "key_grace = 0s")
    ever = answer(desk, 6, answer_to(first), stamp(at + 3000 * DAY))
    tap.same(ever["ticket"], 1, "with key_grace = 0 it is good for ever")
    tap.same(desk.json("key", "list")[1]["good_until"], None, "and key list has no end for it")


def service(tap, desk):
    with open(os.path.join(desk.top, "log"), "wb") as log:
        process = subprocess.Popen([lib.POSTERN, "-c", desk.conf, "serve"], env=desk.environment, stderr=log)
    try:
        notices = lambda: desk.sent_to("ann@example.com")
        desk.deliver("carl@example.org", lib.mail("carl@example.org", 1))
        tap.ok(lib.wait_for(lambda: len(notices()) == 1), "a running service tells of the first mail")
        tap.same(key_of(notices()[0]), 1, "signed with key 1")
        workers_know_no_key(tap, desk, process.pid)
        said = desk.well("key", "rotate")
        tap.ok(said.startswith("key 2 signs from now on; key 1 is good until "), "key rotate says what holds now",
               said)
        desk.deliver("carl@example.org", lib.mail("carl@example.org", 2, "Scanner", "It does not scan."))
        tap.ok(lib.wait_for(lambda: len(notices()) == 2), "it goes on")
        tap.same(sorted(key_of(one) for one in notices()), [1, 2],
                 "and signs with the new key, without a signal or a restart")
        with open(os.path.join(desk.state, "keys"), encoding="utf-8") as file:
            whole = file.read()
        with open(os.path.join(desk.state, "keys"), "w", encoding="utf-8") as file:
            file.write("damaged\n")
        desk.deliver("carl@example.org", lib.mail("carl@example.org", 3, "Screen", "It is dark."))
        tap.ok(lib.wait_for(lambda: len(notices()) == 3), "with a damaged key file it goes on")
        tap.same(sorted(key_of(one) for one in notices()), [1, 2, 2], "with the keys that it has")
        with open(os.path.join(desk.state, "keys"), "w", encoding="utf-8") as file:
            file.write(whole)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    with open(os.path.join(desk.top, "log"), encoding="utf-8") as file:
        log = file.read()
    tap.same(log.count("is damaged"), 1, "and says so once")
    tap.ok("key 2 signs from now on" in log, "it logs that another key signs", log)


def main():
    tap, desk = lib.Tap(), lib.Desk()
    try:
        service(tap, desk)
        retirement(tap, desk)
    finally:
        desk.close()
    sys.exit(tap.end())


if __name__ == "__main__":
    main()
