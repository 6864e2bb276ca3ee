#!/bin/sh
# postern.conf(5), the table of settings and what "postern config list" prints say the same, in the same order.
here=${top_srcdir:-.}
built=${top_builddir:-.}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# group, name, "type, default ...", first sentence
awk '
  /^\.Ss Group \[/ { group = $3; gsub (/[][]/, "", group) }
  /^\.Ss Groups \[mailbox NAME\]/ { group = "mailbox" }
  /^\.Sh / { group = "" }
  group != "" && /^\.It Ic / { name = $3; line = $0; sub (/^\.It Ic [^ ]+ Pq /, "", line); next }
  name != "" { print group "\t" name "\t" line "\t" $0; name = "" }
' "$here/man/postern.conf.5" >"$work/page"
"$built/tests/lib/print-settings" >"$work/table" || exit 99
awk -F '\t' '{ print $1 "\t" $2 "\t" $3 ", default " $4 "\t" $5 }' "$work/table" >"$work/code"

# the program: "GROUP.NAME = VALUE", and below it "  TYPE, default DEFAULT. SENTENCE"; the build may keep its
# state elsewhere
list () { "$built/postern" -c "$work/postern.conf" "$@" >"$work/list" || exit 99; }
list init --address desk@example.com --state "$work/state" --transport "maildir:$work/sent"
list config list
awk '
  /^[a-z]/ { name = $0; sub (/ =.*/, "", name); next }
  { sub (/^  /, "")
    if (name == "postern.state") sub (/default [^ ]*\/lib\/postern\./, "default /var/lib/postern.")
    print name "\t" $0 }
' "$work/list" >"$work/printed"
awk -F '\t' '{ print $1 "." $2 "\t" $3 ". " $4 }' "$work/page" >"$work/described"
sed -n 's/^rules\.//p' "$work/printed" >"$work/rules"
sed -n 's/^mailbox desk\.//p' "$work/printed" >"$work/mailbox"
tail -n "$(wc -l <"$work/rules")" "$work/mailbox" >"$work/overrides"
{ sed -n '/^postern\./p' "$work/printed"
  grep -Fvx -f "$work/rules" "$work/mailbox" | sed 's/^/mailbox./'
  sed -n '/^smtp\./p; /^limits\./p; /^rules\./p' "$work/printed"; } >"$work/program"

number=0
failed=0
fact () {
  number=$((number + 1))
  sentence=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    echo "ok $number - $sentence"
  else
    failed=1
    sed 's/^/# /' "$work/out"
    echo "not ok $number - $sentence"
  fi
}

# names FIELDS FILE: the first FIELDS columns
columns () { cut -f "1-$1" "$work/$2" >"$work/$2.$1"; }
for n in 2 3 4; do
  columns $n page
  columns $n code
done
enough () { test "$(wc -l <"$work/code")" -ge 50; }

echo 1..6
fact "the table holds all groups of settings" enough
fact "the page lists the settings of the table in its order" diff "$work/code.2" "$work/page.2"
fact "the page gives every setting its type and default" diff "$work/code.3" "$work/page.3"
fact "the page begins every setting with the sentence of the table" diff "$work/code.4" "$work/page.4"
fact "config list prints every setting of the page with its type, default and sentence" \
  diff "$work/described" "$work/program"
fact "and each rule for a mailbox, too" diff "$work/rules" "$work/overrides"
exit $failed
