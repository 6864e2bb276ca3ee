"""C source as tokens, functions and statements, as far as the tests need it: the tree's own style, no
preprocessor."""
import bisect
import collections
import os
import re

TOKEN = re.compile(r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<preprocessor>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
  |(?P<string>"(?:\\.|[^"\\\n])*")|(?P<char>'(?:\\.|[^'\\\n])*')|(?P<word>[A-Za-z_]\w*)|(?P<number>\.?\d[\w.]*)
  |(?P<sign>->|<<=|>>=|\.\.\.|&&|\|\||\+\+|--|[-+*/%&|^=!<>]=|<<|>>|\S)""", re.S | re.M | re.X)
OPENERS, CLOSERS = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}
CONTROL = {"if", "while", "for", "switch"}

Token = collections.namedtuple("Token", "kind text start end")
# The statement from token START up to, not with, END; CONDITION is the range between the parentheses of a CONTROL
# word.
Statement = collections.namedtuple("Statement", "kind start end condition")


def tokenize(text):
    """Code tokens, and comments apart."""
    code, comments = [], []
    for match in TOKEN.finditer(text):
        token = Token(match.lastgroup, match[0], match.start(), match.end())
        if token.kind == "comment":
            comments.append(token)
        elif token.kind != "preprocessor":
            code.append(token)
    return code, comments


class File:
    """A C file: its tokens, the partner of each bracket, and what it defines."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens, self.comments = tokenize(text)
        self.partner = match_brackets(self.tokens)
        self.pieces = [Piece(self, name, kind, first, last) for name, kind, first, last in self.find_pieces()]
        self.newlines = [match.start() for match in re.finditer("\n", text)]

    def line(self, offset):
        return bisect.bisect_left(self.newlines, offset) + 1

    def find_pieces(self):
        """(name, "function" or "table", token of {, token of }) of what stands at the outermost level."""
        at, begin = 0, 0
        while at < len(self.tokens):
            text = self.tokens[at].text
            if text == "{":
                head, kind = self.tokens[begin:at], "function"
                if head and head[-1].text == "=":
                    kind = "table"
                elif not head or head[-1].text != ")":
                    kind = ""
                if kind:
                    yield self.name_of(begin, at, kind), kind, at, self.partner[at]
                at = self.partner[at]
                if kind == "function":
                    begin = at + 1
            elif text in ("(", "["):
                at = self.partner[at]
            elif text == ";":
                begin = at + 1
            at += 1

    def name_of(self, begin, at, kind):
        if kind == "function":
            return self.tokens[self.partner[at - 1] - 1].text
        while at > begin and self.tokens[at - 1].kind != "word":
            at = self.partner[at - 1] if self.tokens[at - 1].text == "]" else at - 1
        return self.tokens[at - 1].text


def match_brackets(tokens):
    partner, waiting = {}, []
    for at, token in enumerate(tokens):
        if token.text in OPENERS:
            waiting.append(at)
        elif token.text in CLOSERS and waiting:
            partner[waiting[-1]] = at
            partner[at] = waiting.pop()
    for at in waiting:
        partner[at] = len(tokens) - 1
    return partner


class Piece:
    """A function or a table of FILE, from its { to its }."""

    def __init__(self, file, name, kind, first, last):
        self.file, self.name, self.kind, self.first, self.last = file, name, kind, first, last

    def is_static(self):
        at = self.first
        while at > 0 and self.file.tokens[at - 1].text not in (";", "}"):
            at -= 1
        return any(token.text == "static" for token in self.file.tokens[at:self.first])

    def words(self):
        return {token.text for token in self.file.tokens[self.first:self.last] if token.kind == "word"}

    def lines(self):
        """Of the body, both braces counted."""
        tokens = self.file.tokens
        return self.file.line(tokens[self.last].start) - self.file.line(tokens[self.first].start) + 1

    def statements(self):
        """All of them, those inside others too."""
        found = []
        if self.kind == "function":
            self.read_block(self.first + 1, self.last, found)
        return found

    def read_block(self, at, end, found):
        while at < end:
            at = self.read_statement(at, end, found)

    def read_statement(self, at, end, found):
        """Returns where the next one begins."""
        tokens, partner, begin = self.file.tokens, self.file.partner, at
        text = tokens[at].text
        if text == "{":
            self.read_block(at + 1, partner[at], found)
            return partner[at] + 1
        if text in CONTROL:
            condition = (at + 2, partner[at + 1])
            at = self.read_statement(partner[at + 1] + 1, end, found)
            found.append(Statement(text, begin, at, condition))
            return self.read_statement(at + 1, end, found) if at < end and tokens[at].text == "else" else at
        if text in ("case", "default"):
            while tokens[at].text != ":":
                at += 1
            at = self.read_statement(at + 1, end, found) if at + 1 < end else at + 1
            found.append(Statement("label", begin, at, None))
            return at
        if text == "do":
            at = self.read_statement(at + 1, end, found)
        while at < end and tokens[at].text != ";":
            at = partner[at] + 1 if tokens[at].text in OPENERS else at + 1
        found.append(Statement("plain", begin, at + 1, None))
        return at + 1


def read_files(root, tops=("src", "filters"), endings=(".c",)):
    """Every C file below the folders TOPS of ROOT."""
    found = []
    for top in tops:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(names):
                if name.endswith(endings):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        found.append(File(os.path.relpath(path, root), file.read()))
    return found
