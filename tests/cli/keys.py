"""Keys: rotating, the time a retired one is good for, and a running service that takes the new one."""
import base64
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(sys.path[0], "..", "lib"))
from serving import ServingWorld
from world import ANN, CARL, Tap, is_testing, read, reply_to, stamp, wait_for, write

DAY = 86400


def key_of(reply):
    """The number of the key in a Reply-To token: its second byte."""
    detail = re.search(r"\+([a-z2-7]+)@", reply_to(reply))[1].upper()
    return base64.b32decode(detail + "=" * (-len(detail) % 8))[1]


def answer(world, address, now):
    world.deliver(CARL, recipient=address, subject="Re", body="More.")
    world.run(now=stamp(now))
    return world.held("--all")[0]


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


def workers_know_no_key(tap, world, service_process):
    text = re.search(r"^secret=(.*)$", read(world.path("state", "keys")), re.M)[1]
    secrets = [base64.b64decode(text), text.encode()]
    fact = "no process that reads mail knows a key"
    try:
        known = holds(service_process, secrets[0])
        others = {one: [holds(one, secret) for secret in secrets] for one in children_of(service_process)}
    except PermissionError as error:
        tap.skip(fact, error)
        return
    tap.ok(known and len(others) >= 2 and not any(map(any, others.values())), fact, (known, others))


def retirement(tap, world):
    """The service was stopped: the clock is the test's."""
    if not is_testing():
        tap.skip("a retired key is good for key_grace", "built without --enable-testing")
        return
    first = reply_to(world.inbox(CARL)[0])
    retired = world.json("key", "list")[1]["retired_at"]
    at = int(time.mktime(time.strptime(retired, "%Y-%m-%dT%H:%M:%SZ"))) - time.timezone
    world.set("postern", "key_grace = 10d")
    tap.same([key["state"] for key in world.json("key", "list")], ["signing", "good"],
             "a retired key is good for key_grace")
    good = answer(world, first, at + 9 * DAY)
    tap.same(good["ticket"], 1, "within key_grace its mark leads to the ticket")
    late = answer(world, first, at + 11 * DAY)
    tap.ok(late["ticket"] != 1, "after it the mark is no evidence", late)
    flags = [comment["flags"] for comment in world.ticket(late["ticket"])["comments"]]
    tap.ok(["retired-key" in one for one in flags] == [True], "and the mail is flagged retired-key", flags)
    states = [key["state"] for key in world.json("key", "list", now=stamp(at + 11 * DAY))]
    tap.same(states, ["signing", "over"], "key list says that it is over")
    world.change("key_grace = 10d", "key_grace = 0s")
    ever = answer(world, first, at + 3000 * DAY)
    tap.same(ever["ticket"], 1, "with key_grace = 0 it is good for ever")
    tap.same(world.json("key", "list")[1]["good_until"], None, "and key list has no end for it")


def service(tap, world):
    keys, notices = world.path("state", "keys"), lambda: world.inbox(ANN)
    world.start()
    world.deliver(CARL)
    tap.ok(wait_for(lambda: len(notices()) == 1), "a running service tells of the first mail")
    tap.same(key_of(notices()[0]), 1, "signed with key 1")
    workers_know_no_key(tap, world, world.service.pid)
    said = world.postern("key", "rotate")
    tap.ok(said.startswith("key 2 signs from now on; key 1 is good until "), "key rotate says what holds now", said)
    world.deliver(CARL, subject="Scanner", body="It does not scan.")
    tap.ok(wait_for(lambda: len(notices()) == 2), "it goes on")
    tap.same(sorted(key_of(one) for one in notices()), [1, 2],
             "and signs with the new key, without a signal or a restart")
    whole = read(keys)
    write(keys, "damaged\n")
    world.deliver(CARL, subject="Screen", body="It is dark.")
    tap.ok(wait_for(lambda: len(notices()) == 3), "with a damaged key file it goes on")
    tap.same(sorted(key_of(one) for one in notices()), [1, 2, 2], "with the keys that it has")
    write(keys, whole)
    world.stop()
    tap.same(world.log().count("is damaged"), 1, "and says so once")
    tap.ok("key 2 signs from now on" in world.log(), "it logs that another key signs", world.log())


def main():
    tap = Tap()
    with ServingWorld() as world:
        service(tap, world)
        retirement(tap, world)
    return tap.end()


sys.exit(main())
