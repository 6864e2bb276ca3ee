#!/bin/sh
# postern.conf(5), the table of settings, what "postern config list" prints, and the sample etc/postern.conf say the
# same, in the same order.
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
"$built/tests/lib/print-settings" groups >"$work/groups" || exit 99
"$built/tests/lib/print-settings" sample >"$work/sample" || exit 99
awk '
  /^\.Ss Groups? \[/ { sub (/^\.Ss Groups? \[/, ""); sub (/[] ].*/, ""); group = $0; next }
  group != "" && /^\.Xr/ { text = text " " $2 "(" $3 ")" $4; next }
  group != "" && /^\.Bl|^The name is/ { print group "\t" text; group = text = ""; next }
  group != "" { text = text (text == "" ? "" : " ") $0 }
' "$here/man/postern.conf.5" >"$work/page-groups"
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

# the sample as it stands, and with each setting that it gives a value switched on; the state is where the keys are
settings_of () {
  sed "s|^#*state = .*|state = $work/state|" "$1" >"$work/as.conf"
  "$built/postern" -c "$work/as.conf" config list --changed 2>&1 | grep -v '^postern\.state\|^  '
}
settings_of "$here/etc/postern.conf" >"$work/sample-changes"
sed 's/^#\([a-z_]* = .\)/\1/' "$here/etc/postern.conf" >"$work/on.conf"
settings_of "$work/on.conf" >"$work/on-changes"
echo 'mailbox support.address = support@example.com' >"$work/no-changes"
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
same_groups () {
  while IFS="$(printf '\t')" read -r name meaning; do
    grep -F "$name$(printf '\t')$meaning" "$work/page-groups" >/dev/null || { cat "$work/page-groups"; return 1; }
  done <"$work/groups"
}

echo 1..10
fact "the table holds all groups of settings" enough
fact "the page lists the settings of the table in its order" diff "$work/code.2" "$work/page.2"
fact "the page gives every setting its type and default" diff "$work/code.3" "$work/page.3"
fact "the page begins every setting with the sentence of the table" diff "$work/code.4" "$work/page.4"
fact "config list prints every setting of the page with its type, default and sentence" \
  diff "$work/described" "$work/program"
fact "and each rule for a mailbox, too" diff "$work/rules" "$work/overrides"
fact "the page begins every group with the sentence of the table" same_groups
fact "etc/postern.conf is what the table gives; make update-sample writes it" \
  diff "$here/etc/postern.conf" "$work/sample"
fact "with it every setting is at its default" diff "$work/no-changes" "$work/sample-changes"
fact "and so it is when all that have a value are switched on" diff "$work/no-changes" "$work/on-changes"
exit $failed
