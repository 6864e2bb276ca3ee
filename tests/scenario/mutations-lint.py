"""Every mutation still finds its place in the source, and each way to write one does what the README says.  Prints
TAP."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import breaking  # noqa: E402

from tap import Tap  # noqa: E402  (breaking.py knows where)

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

SAMPLE = """/* a (comment) */
#include "x.h"

static const Row table[] = {
  { 1, HELD, "a" }, /* A1 */
  { 2, NEW, "b" },
};

static gboolean
is_good (const Ticket *t, int n)
{
  gboolean open = t->status == OPEN || (t->shared && n > 2);
  if (!t)
    return refuse ("R1");
  else if (list_matches ((const char *const *) t->rules->list, n) && t->closed)
    return refuse ("R2"); /* C4 */
  for (int i = 0; i < n && !open; i++)
    look (t->people[i]);
  switch (n) {
  case ONE: return t->inside || t->closed;
  default: return t->inside && open;
  }
}

static void
twice (Ticket *t, int n)
{
  t->subject = n ? first (n) : second (n);
  tell (t, "SELECT 1 FROM ticket");
  tell (t, n);
}
"""

# the line of mutations without its rule, and the line of the sample that it makes, or why there is none
CASES = [
    ("is_good: never", "  return FALSE;"),
    ("is_good: returns n > 1", "  return n > 1;"),
    ("twice: nothing", "  return;"),
    ("core/is_good: never", "  return FALSE;"),
    ("sample/is_good: never", "  return FALSE;"),
    ("is_good: shared is TRUE", "  gboolean open = t->status == OPEN || (TRUE && n > 2);"),
    ("is_good: without n>2", "  gboolean open = t->status == OPEN || (t->shared && TRUE);"),
    ("is_good: without OPEN", "  gboolean open = FALSE || (t->shared && n > 2);"),
    ("is_good: without rules->list", "  else if (TRUE && t->closed)"),
    ("is_good: open = FALSE", "  gboolean open = FALSE;"),
    ('is_good: skip "R1"', "  if (FALSE)"),
    ('is_good: skip "R2"', "  else if (FALSE)"),
    ("is_good: skip look", "  for (int i = 0; FALSE; i++)"),
    ("is_good: always list_matches", "  else if (TRUE)"),
    ("is_good: skip /*C4*/", "  else if (FALSE)"),
    ("is_good: drop /*C4*/", "    ; /* C4 */"),
    ("is_good: drop look", "    ;"),
    ("is_good: at ONE without inside", "  case ONE: return FALSE || t->closed;"),
    ("is_good: at ONE whole inside is n", "  case ONE: return n;"),
    ("is_good: at ONE swap inside closed", "  case ONE: return t->closed || t->inside;"),
    ("twice: n is TRUE", "n is there 4 times"),
    ("twice: n? is TRUE", "  t->subject = TRUE ? first (n) : second (n);"),
    ("twice: subject = NULL", "  t->subject = NULL;"),
    ("twice: second becomes third", "  t->subject = n ? first (n) : third (n);"),
    ("twice: 'SELECT 1' becomes 'SELECT 2'", '  tell (t, "SELECT 2 FROM ticket");'),
    ("twice: reorder subject t,n", "  tell (t, n);"),
    ("table: at 2 NEW becomes HELD", '  { 2, HELD, "b" },'),
    ("table: at /*A1*/ HELD becomes NEW", '  { 1, NEW, "a" }, /* A1 */'),
    ("table: at Row HELD becomes NEW", "Row is not there"),
    ("table: never", "table is no function"),
    ("nowhere: never", "nowhere is there 0 times"),
    ("model/is_good: never", "model/is_good is there 0 times"),
    ("is_good: without inside", "inside is there 2 times"),
    ("is_good: drop missing", "missing is not there"),
    ("is_good: breaks", "it is not said what happens"),
    ("is_good: without rules->people", "rules->people is not there"),
]


def what_comes(source, mutation):
    try:
        changes = breaking.changes_of(source, mutation)
    except breaking.Trouble as trouble:
        return str(trouble)
    before, after = SAMPLE.split("\n"), breaking.apply(SAMPLE, changes).split("\n")
    return next(line for n, line in enumerate(after) if n >= len(before) or line != before[n])


def try_ways(tap, folder):
    os.makedirs(os.path.join(folder, "src", "core"))
    with open(os.path.join(folder, "src", "core", "sample.c"), "w", encoding="utf-8") as file:
        file.write(SAMPLE)
    listed = os.path.join(folder, "mutations")
    with open(listed, "w", encoding="utf-8") as file:
        file.write("# a comment\n\n" + "".join("A1, row 2: %s\n" % line for line, _ in CASES))
    source, mutations = breaking.Source(folder), breaking.read(listed)
    tap.same(len(mutations), len(CASES), "each line is read")
    tap.same(mutations[0].rules, ["A1", "row 2"], "the rules stand in front")
    for mutation, (line, wanted) in zip(mutations, CASES):
        tap.same(what_comes(source, mutation), wanted, "sample: " + line.replace("#", "no. "))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        try_ways(tap, folder)
    source, mutations = breaking.Source(os.environ.get("top_srcdir", ROOT)), breaking.read(breaking.LIST)
    troubles = [(one, breaking.trouble_of(source, one)) for one in mutations]
    tap.ok(len(mutations) > 200, "there are more than 200 mutations: %d" % len(mutations))
    tap.ok(not any(trouble for _, trouble in troubles), "each finds its place in the source",
           ["mutations:%d: %s: %s" % (one.line, one.scope, trouble) for one, trouble in troubles if trouble])
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
