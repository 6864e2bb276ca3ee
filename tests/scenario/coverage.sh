#!/bin/sh
# Which rows of the table (1-43) and which decisions (B0-B21) scenarios name.  A list to look at, and one test: that every
# id which a scenario names can be read.
here=${top_srcdir:-.}/tests/scenario
run=${top_builddir:-.}/tests/scenario/run-scenario
ids=$("$run" --list-rules "$here"/*.scn) || { echo 'Bail out! run-scenario cannot read the scenarios'; exit 99; }

count () {
  printf '%s\n' "$ids" | awk -F '\t' -v id="$1" '$1 == id { n++ } END { print n + 0 }'
}

missing=
echo '1..1'
for id in $(seq 1 43) $(seq 0 21 | sed 's/^/B/'); do
  case $id in B*) name=$id ;; *) name="row $id" ;; esac
  n=$(count "$name")
  echo "# $name: $n"
  [ "$n" -gt 0 ] || missing="$missing $(echo "$name" | tr ' ' '-')"
done
echo "# not named:${missing:- none}"
if printf '%s\n' "$ids" | grep -qv '^\(row [0-9]*\|[A-Z]*[0-9.]*[a-z]*\|[0-9.\/]*\)	'; then
  printf '%s\n' "$ids" | grep -v '^\(row [0-9]*\|[A-Z]*[0-9.]*[a-z]*\|[0-9.\/]*\)	' | sed 's/^/# /'
  echo 'not ok 1 - every id that a scenario names has the shape of one'
  exit 1
fi
echo 'ok 1 - every id that a scenario names has the shape of one'
