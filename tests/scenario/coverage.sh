#!/bin/sh
# Which rules scenarios name, and how often: every rule of the file "rules" is named by a scenario, or excepted there
# with a reason; every name in a scenario's brackets is a rule, or a threat.
here=${top_srcdir:-.}/tests/scenario
run=${top_builddir:-.}/tests/scenario/run-scenario
list=$("$run" --list-rules "$here"/*.scn) || { echo "Bail out! run-scenario cannot read the scenarios"; exit 99; }
named=$(echo "$list" | cut -f 1)

# Lines "rule NAME" and "except NAME: WHY".
rules=$(awk '
  /^[0-9]/ { first = $1; last = $2; sub (/^[0-9]+ [0-9]+ /, "")
    for (i = first; i <= last; i++) printf "rule " $0 "\n", i }
  /^also / { sub (/^also /, ""); n = split ($0, names, ", "); for (i = 1; i <= n; i++) print "rule " names[i] }
  /^except / { print }
' "$here/rules")

failed=0
result () {
  [ -z "$3" ] && echo "ok $1 - $2" && return
  echo "$3" | sed 's/^/# /'
  echo "not ok $1 - $2"
  failed=1
}

echo '1..4'
counts=$(printf '%s\n=\n%s\n' "$named" "$rules" | awk '
  $0 == "=" { rest = 1; next }
  !rest { count[$0]++; next }
  sub (/^rule /, "") { print $0 ": " count[$0] + 0 }')
echo "$counts" | awk '
  { line = line sprintf ("%-15s", $0) }
  NR % 8 == 0 { print "# " line; line = "" }
  END { print "# " line }'

excepted=$(echo "$rules" | sed -n 's/^except \(.*\)/\1/p')
unnamed=$(echo "$counts" | sed -n 's/: 0$//p' | while read -r rule; do
  echo "$excepted" | grep -q "^$rule: ." \
    || echo "$rule is named by no scenario, and is no exception in tests/scenario/rules"
done)
result 1 'every rule is named by a scenario or excepted with a reason' "$unnamed"

unknown=$(echo "$named" | sort -u | while read -r rule; do
  echo "$rule" | grep -qE '^T[0-9]{3}$' || echo "$counts" | grep -qF "$rule: " || echo "$rule is named and is no rule"
done)
result 2 'every name is that of a rule' "$unknown"

vain=$(echo "$excepted" | sed 's/:.*//' | while read -r rule; do
  echo "$counts" | grep -qx "$rule: 0" || echo "$rule is excepted, but it is named, or it is no rule"
done)
result 3 'no exception is in vain' "$vain"

missing=$(echo "$excepted" | grep -o 'tests/[a-z]*/[a-z.-]*' | while read -r test; do
  [ -f "$here/../../$test" ] || echo "$test is not there"
done)
result 4 'the tests that stand in are there' "$missing"
exit $failed
