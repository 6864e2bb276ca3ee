#!/bin/sh
# Latency of postern-deliver against maildrop delivering into a maildir, both started in turn on the same file system.
# A line a figure: name, unit, min median max (p50 of three thirds of the rounds), ratio to maildrop.
# POSTERN_BENCH_ROUNDS (300) says how often.
set -eu
top=${top_builddir:-.}
rounds=${POSTERN_BENCH_ROUNDS:-300}
spawn=$top/tests/bench/spawn
nothing=$top/tests/bench/nothing
deliver=$top/postern-deliver

if ! command -v maildrop >/dev/null; then
  echo "deliver: skipped, there is no maildrop"
  exit 0
fi
dir=$(mktemp -d "${POSTERN_BENCH_DIR:-$top}/bench-deliver.XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 75' HUP INT TERM

# message BYTES FILE
message() {
  { printf 'From: ann@example.com\nTo: support@example.org\nSubject: bench\n\n'
    yes 'a line of text of quite a usual length, as found in most of the mail' || :
  } 2>/dev/null | head -c "$1" >"$2"
}

# folder NAME: a maildir, so that each program finds as many files as the other
folder() {
  mkdir -p "$dir/$1/tmp" "$dir/$1/new" "$dir/$1/cur"
}

# measure LABEL MESSAGE ROUNDS
measure() {
  rm -rf "$dir/spool" "$dir/box"
  folder spool
  folder box
  echo "to \"$dir/box/\"" >"$dir/filter"
  chmod 600 "$dir/filter"
  "$spawn" "$3" "$2" \
    maildrop maildrop -f ann@example.com "$dir/filter" , \
    postern-deliver "$deliver" --spool "$dir/spool" -f ann@example.com -- support@example.org , \
    nothing-static "$nothing" >"$dir/figures"
  [ "$(ls "$dir/spool/new" | wc -l)" -eq "$3" ] && [ "$(ls "$dir/box/new" | wc -l)" -eq "$3" ] || {
    echo "deliver: not every mail has arrived" >&2
    exit 1
  }
  awk -v label="$1" '
    NR == 1 { ms = $3; kib = $5 }
    { printf "%-16s %-5s ms   %7.3f %7.3f %7.3f  %.2f\n", $1, label, $2, $3, $4, $3 / ms
      mb = $5 / 1024
      memory = memory sprintf ("%-16s %-5s MB   %7.2f %7.2f %7.2f  %.2f\n", $1, label, mb, mb, mb, $5 / kib) }
    END { printf "%s", memory }' "$dir/figures"
}

message 6144 "$dir/small"
message 1000000 "$dir/large"
measure 6KB "$dir/small" "$rounds"
measure 1MB "$dir/large" "$(((rounds + 2) / 3))"
