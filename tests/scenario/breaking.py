"""What a line of the file mutations says, and how the source changes by it (README, "How a rule is broken")."""
import collections
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import csource  # noqa: E402

LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mutations")
TOPS = ("src", "filters")
ASSIGNING = {"=", "|=", "+=", "&="}
LOGICAL = {"&&", "||"}
EDGES = LOGICAL | ASSIGNING | {"?", ":", ";", "{", "}", ",", "return", "case", "else"}
WHOLE_EDGES = EDGES - LOGICAL - {"?", ":"}
HEAD = re.compile(r"([^#:][^:]*): ([\w./-]+): (.+)$")
WORDS = re.compile(r"""(?:"(?:\\.|[^"])*"|'[^']*'|/\*.*?\*/|[^\s"'])+""")

# Where a word stands: tokens FIRST to LAST of the file, both counted; or, where it is a piece of a string, a range of
# text.
Place = collections.namedtuple("Place", "piece first last piece_of_string")
Mutation = collections.namedtuple("Mutation", "rules scope words line")
Change = collections.namedtuple("Change", "path start end text")


class Trouble(Exception):
    pass


def read(path):
    found = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().split("\n"), 1):
            head = HEAD.match(line)
            if head:
                found.append(Mutation(head[1].split(", "), head[2], WORDS.findall(head[3]), number))
            elif line and line[0] != "#":
                sys.exit("%s:%d: is not RULES: PLACE: WHAT" % (path, number))
    return found


class Source:
    def __init__(self, root):
        self.files = csource.read_files(root, TOPS)

    def scope(self, name):
        """The functions and tables that NAME says: one's own name, FOLDER/NAME or FILE/NAME."""
        folder, _, own = name.rpartition("/")
        found = [piece for file in self.files for piece in file.pieces
                 if piece.name == own and (not folder or folder in os.path.splitext(file.path)[0].split("/"))]
        if len(found) != 1:
            raise Trouble("%s is there %d times%s" % (name, len(found),
                                                      "".join(": " + one.file.path for one in found[:1])))
        return found[0]


def find_word(piece, word, begin, end):
    """Each place of WORD between the tokens BEGIN and END."""
    file = piece.file
    if word.startswith("/*"):
        return find_marker(piece, word[2:-2].strip(), begin, end)
    if word.startswith("'") and len(word) > 4:
        return [Place(piece, at, at, (file.tokens[at].start + match.start(), file.tokens[at].start + match.end()))
                for at in range(begin, end) if file.tokens[at].kind == "string"
                for match in re.finditer(re.escape(word[1:-1]), file.tokens[at].text)]
    wanted = [token.text for token in csource.tokenize(word)[0]]
    found = []
    for at in range(begin, end - len(wanted) + 1):
        if all(file.tokens[at + n].text == text for n, text in enumerate(wanted)):
            found.append(Place(piece, at, at + len(wanted) - 1, None))
    return found


def find_marker(piece, word, begin, end):
    """The last token of a line that ends in a comment with WORD, or the first after one that stands alone."""
    file, found = piece.file, []
    for comment in file.comments:
        if not re.search(r"(?<![\w.])%s(?![\w.])" % re.escape(word), comment.text):
            continue
        after = [at for at in range(begin, end) if file.tokens[at].start > comment.start]
        before = [at for at in range(begin, end) if file.tokens[at].end <= comment.start]
        if before and file.line(file.tokens[before[-1]].start) == file.line(comment.start):
            at = before[-1] - (file.tokens[before[-1]].text in LOGICAL | {","})
            found.append(Place(piece, at, at, None))
        elif after and before:
            found.append(Place(piece, after[0], after[0], None))
    return found


def enclosing(file, at):
    """The bracket that TOKEN AT stands in."""
    at -= 1
    while at >= 0 and file.tokens[at].text not in csource.OPENERS:
        at = file.partner[at] - 1 if file.tokens[at].text in csource.CLOSERS else at - 1
    return at


def spread(file, first, last, edges):
    """FIRST and LAST moved outward up to, not over, EDGES and the enclosing bracket."""
    tokens, partner = file.tokens, file.partner
    while tokens[first - 1].text not in edges and tokens[first - 1].text not in csource.OPENERS:
        first = partner[first - 1] if tokens[first - 1].text in csource.CLOSERS else first - 1
    while tokens[last + 1].text not in edges and tokens[last + 1].text not in csource.CLOSERS:
        last = partner[last + 1] if tokens[last + 1].text in csource.OPENERS else last + 1
    return first, last


def expression(place, whole):
    """Range of tokens of the smallest operand of && and || that holds PLACE, or of the WHOLE expression."""
    file, first, last = place.piece.file, place.first, place.last
    tokens, edges = file.tokens, WHOLE_EDGES if whole else EDGES
    while first < last and tokens[first].text in LOGICAL | {"?"}:
        first += 1
    while first < last and tokens[last].text in LOGICAL | {"?"}:
        last -= 1
    while True:
        first, last = spread(file, first, last, edges)
        beside = {tokens[first - 1].text, tokens[last + 1].text}
        if not whole and beside & (LOGICAL | {"?", ":"}):
            return first, last
        opener = enclosing(file, first)
        before = tokens[opener - 1]
        if tokens[opener].text == "{" or before.text in csource.CONTROL or not beside & {"(", ")", "[", "]", ","}:
            return first, last
        first, last = opener, file.partner[opener]


def around(place, kinds):
    """The innermost statement of one of KINDS that holds PLACE, if there is any."""
    found = [one for one in place.piece.statements()
             if one.kind in kinds and one.start <= place.first and place.last < one.end]
    return min(found, key=lambda one: one.end - one.start, default=None)


def condition_of(place):
    """Of the innermost if or loop that holds PLACE in its condition or in what it controls."""
    begin, end = around(place, csource.CONTROL).condition
    inner = [at for at in range(begin, end) if place.piece.file.tokens[at].text == ";"]
    return (inner[0] + 1, inner[1] - 1) if inner else (begin, end - 1)


def statement_of(place, kinds=("plain",)):
    one = around(place, kinds)
    return one.start, one.end - 1


def assigned(place):
    """Range of tokens of what is assigned to PLACE."""
    file = place.piece.file
    begin = end = place.last + 2
    while file.tokens[end].text not in (";", ","):
        end = file.partner[end] + 1 if file.tokens[end].text in csource.OPENERS else end + 1
    return begin, end - 1


def neutral(place):
    """What an operand becomes that is left out."""
    first, last = expression(place, False)
    beside = {place.piece.file.tokens[first - 1].text, place.piece.file.tokens[last + 1].text}
    if not beside & LOGICAL:
        raise Trouble("it is no operand of && or ||")
    return "TRUE" if "&&" in beside else "FALSE"


class Breaker:
    """One mutation: finds its places and says what changes."""

    def __init__(self, source, mutation):
        self.piece, self.words = source.scope(mutation.scope), mutation.words
        self.begin, self.end = self.piece.first, self.piece.last + 1

    def places(self, word, takes=None):
        found = [place for place in find_word(self.piece, word, self.begin, self.end) if not takes or takes(place)]
        if not found:
            raise Trouble("%s is not there" % word)
        return found

    def one_range(self, word, range_of, takes=None):
        """The range of tokens for WORD, which may stand in it more than once."""
        ranges = {range_of(place) for place in self.places(word, takes)}
        if len(ranges) != 1:
            raise Trouble("%s is there %d times" % (word, len(ranges)))
        return ranges.pop()

    def replace(self, tokens, text):
        file = self.piece.file
        return [Change(file.path, file.tokens[tokens[0]].start, file.tokens[tokens[1]].end, text)]

    def changes(self):
        while self.words[0] == "at" and len(self.words) > 2:
            self.narrow(self.words[1])
            self.words = self.words[2:]
        first, rest, text = self.words[0], self.words[1:], " ".join(self.words[2:])
        if first in WAYS and len(rest) == WAYS[first][0]:
            return WAYS[first][1](self, *rest)
        if first == "returns" and rest:
            return self.leave_early("return " + " ".join(rest))
        if first == "whole" and len(rest) > 2 and rest[1] == "is":
            return self.replace(self.one_range(rest[0], lambda place: expression(place, True)), " ".join(rest[2:]))
        if text and rest[0] in CHANGES:
            return CHANGES[rest[0]](self, first, text)
        raise Trouble("it is not said what happens")

    def drop(self, word):
        return self.replace(self.one_range(word, statement_of, lambda place: around(place, ("plain",))), ";")

    def set_condition(self, word, text):
        return self.replace(self.one_range(word, condition_of, lambda place: around(place, csource.CONTROL)), text)

    def leave_out(self, word):
        text = neutral(self.places(word)[0])
        return self.replace(self.one_range(word, lambda place: expression(place, False)), text)

    def set_operand(self, word, text):
        return self.replace(self.one_range(word, lambda place: expression(place, False)), text)

    def assign(self, word, text):
        tokens = self.piece.file.tokens
        return self.replace(self.one_range(word, assigned, lambda place: tokens[place.last + 1].text in ASSIGNING),
                            text)

    def put_in_place_of(self, word, text):
        places = self.places(word)
        if len(places) != 1:
            raise Trouble("%s is there %d times" % (word, len(places)))
        if places[0].piece_of_string:
            return [Change(self.piece.file.path, *places[0].piece_of_string, text.strip("'"))]
        return self.replace((places[0].first, places[0].last), text)

    def narrow(self, word):
        """To the entry of a table, or the statement, that holds WORD."""
        if self.piece.kind == "table":
            tokens, partner = self.piece.file.tokens, self.piece.file.partner
            self.begin, end = self.one_range(word, lambda place: (enclosing(self.piece.file, place.first),
                                                                  partner[enclosing(self.piece.file, place.first)]))
            if tokens[self.begin].text != "{" or self.begin == self.piece.first:
                raise Trouble("%s stands in no entry of its own" % word)
        else:
            kinds = ("plain", "label", *csource.CONTROL)
            self.begin, end = self.one_range(word, lambda place: statement_of(place, kinds))
        self.end = end + 1

    def leave_early(self, statement):
        """In such a way that no compiler takes what follows for dead."""
        file = self.piece.file
        if self.piece.kind != "function":
            raise Trouble("%s is no function" % self.piece.name)
        at = file.tokens[self.piece.first].end
        return [Change(file.path, at, at, "\n  %s;" % statement)]

    def exchange(self, first, second):
        file = self.piece.file
        text = [file.text[file.tokens[one[0]].start:file.tokens[one[1]].end] for one in (first, second)]
        return self.replace(first, text[1]) + self.replace(second, text[0])

    def swap(self, first, second):
        def range_of(place):
            return place.first, place.last
        return self.exchange(self.one_range(first, range_of), self.one_range(second, range_of))

    def reorder(self, first, second):
        return self.exchange(self.one_range(first, statement_of), self.one_range(second, statement_of))


# What is said first, how many words follow it, and what it does.
WAYS = {
    "never": (0, lambda breaker: breaker.leave_early("return FALSE")),
    "nothing": (0, lambda breaker: breaker.leave_early("return")),
    "drop": (1, Breaker.drop),
    "skip": (1, lambda breaker, word: breaker.set_condition(word, "FALSE")),
    "always": (1, lambda breaker, word: breaker.set_condition(word, "TRUE")),
    "without": (1, Breaker.leave_out),
    "swap": (2, Breaker.swap),
    "reorder": (2, Breaker.reorder),
}
# What follows a word, with a text behind it.
CHANGES = {"is": Breaker.set_operand, "=": Breaker.assign, "becomes": Breaker.put_in_place_of}


def changes_of(source, mutation):
    return Breaker(source, mutation).changes()


def trouble_of(source, mutation):
    """Why it cannot be tried; "" if it can."""
    try:
        changes_of(source, mutation)
        return ""
    except Trouble as trouble:
        return str(trouble)


def apply(text, changes):
    for change in sorted(changes, key=lambda one: one.start, reverse=True):
        text = text[:change.start] + change.text + text[change.end:]
    return text
