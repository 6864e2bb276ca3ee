#!/bin/sh
# postern(1) and the table of commands name the same commands and options, in the same order.
here=${top_srcdir:-.}
built=${top_builddir:-.}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# a line a command: its words, then its options
"$built/postern" help --all | awk '
  { line = ""; n = 0
    for (i = 2; i <= NF; i++) {
      if (match ($i, /--[a-z-]+/)) { line = line " " substr ($i, RSTART, RLENGTH); n++ }
      else if (n == 0 && $i ~ /^[a-z][a-z-]*$/ && i <= 3) line = line " " $i
    }
    print line }' >"$work/table"
awk '
  /^\.Sh / { inside = ($2 == "COMMANDS") }
  inside && /^\.It Ic / {
    line = ""; title = 1
    for (i = 3; i <= NF; i++) {
      if ($i == "Fl") { line = line " -" $(i + 1) }
      if ($i !~ /^[a-z][a-z-]*$/) title = 0
      if (title) line = line " " $i
    }
    print line }' "$here/man/postern.1" >"$work/page"

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
enough () { test "$(wc -l <"$work/table")" -ge 20; }
plain () { sed 's/ --.*//' "$work/$1" >"$work/$1.names"; }
plain table
plain page
mapped () { # every command answers --help with its own synopsis
  "$built/postern" help --all | while read -r line; do
    words=$(echo "$line" | cut -d' ' -f2- | sed 's/ *[[<A-Z#].*//')
    # shellcheck disable=SC2086
    "$built/postern" $words --help | head -1 | grep -Fqx -- "$line" || { echo "$words"; exit 1; }
  done
}

echo 1..4
fact "the table holds the commands" enough
fact "the page lists the commands of the table in its order" diff "$work/table.names" "$work/page.names"
fact "the page gives every command its options" diff "$work/table" "$work/page"
fact "every command explains itself with --help" mapped
exit $failed
