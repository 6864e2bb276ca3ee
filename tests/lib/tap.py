"""Prints the Test Anything Protocol."""
import sys


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, fact, detail="", most=40):
        """DETAIL, text or a list of lines, says why if it is not GOOD; of its lines MOST are shown."""
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, fact))
        if not good:
            lines = str(detail).splitlines() if not isinstance(detail, (list, tuple)) else [str(one)
                                                                                            for one in detail]
            self.note(*lines[:most])
            if len(lines) > most:
                self.note("and %d more" % (len(lines) - most))
        sys.stdout.flush()
        return bool(good)

    def same(self, got, wanted, fact, detail=""):
        return self.ok(got == wanted, fact, "wanted %r\ngot    %r\n%s" % (wanted, got, detail))

    def none(self, faults, fact):
        return self.ok(not faults, fact, faults)

    def skip(self, fact, why):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, fact, why), flush=True)

    def note(self, *lines):
        for line in lines:
            print("# " + line.encode("ascii", "backslashreplace").decode(), flush=True)

    def end(self):
        """Returns what the program exits with."""
        print("1..%d" % self.count, flush=True)
        return 1 if self.failed else 0


def skip_all(why):
    print("1..0 # SKIP %s" % why)
    sys.exit(0)
