#!/bin/sh
# Mails a second of `postern run --no-send` over a full spool against `notmuch new` on the same mail, in turn.
# A line a figure: section, name, unit, min median max, ratio of the median to notmuch's.
# POSTERN_BENCH_COUNT (20000) mails, POSTERN_BENCH_RUNS (3) runs of each.
set -eu
top=${top_builddir:-.}
source=${top_srcdir:-.}
count=${POSTERN_BENCH_COUNT:-20000}
runs=${POSTERN_BENCH_RUNS:-3}
postern=$top/postern

if ! command -v notmuch >/dev/null; then
  echo "run: skipped, there is no notmuch"
  exit 0
fi
dir=$(mktemp -d "${POSTERN_BENCH_DIR:-$top}/bench-run.XXXXXX")
dir=$(cd "$dir" && pwd)
trap 'rm -rf "$dir"' EXIT
trap 'exit 75' HUP INT TERM

# rate COMMAND...: mails a second
rate() {
  begun=$(date +%s.%N)
  "$@" >"$dir/said" 2>&1 || { cat "$dir/said" >&2; exit 1; }
  date +%s.%N | awk -v count="$count" -v begun="$begun" '{ printf "%.0f\n", count / ($1 - begun) }'
}

# A new installation whose spool is full and whose senders may write as often as they like.
fill_spool() {
  rm -rf "$dir/state" "$dir/postern.conf"
  "$postern" -c "$dir/postern.conf" init --address support@desk.example.com --state "$dir/state" >/dev/null
  sed -i 's/^\[rules\]/[rules]\nrate_accept = 0\nburst = 0/' "$dir/postern.conf"
  cp -r "$dir/spool/new" "$dir/state/spool/"
  sync -f "$dir"
}

empty_index() {
  rm -rf "$dir/index"
  mkdir "$dir/index"
  printf '[database]\npath=%s\nmail_root=%s\n[user]\nname=bench\nprimary_email=bench@example.com\n[new]\ntags=new\n' \
    "$dir/index" "$dir/mail" >"$dir/notmuch.conf"
  sync -f "$dir"
}

# line NAME FILE: the figures of FILE, one a line
line() {
  sort -n "$2" | awk -v name="$1" -v anchor="$anchor" '
    { rate[NR] = $1 }
    END { middle = rate[int ((NR + 1) / 2)]
      printf "%-10s %-20s msg/s  %7d %7d %7d  %.2f\n", "run", name, rate[1], middle, rate[NR], middle / anchor }'
}

python3 "$source/tests/bench/mkmail.py" --count "$count" --maildir "$dir/mail" --spool "$dir/spool" >/dev/null
run=0
while [ "$run" -lt "$runs" ]; do
  empty_index
  NOTMUCH_CONFIG=$dir/notmuch.conf rate notmuch new --quiet >>"$dir/notmuch"
  fill_spool
  rate "$postern" -c "$dir/postern.conf" run --no-send >>"$dir/postern"
  grep -q "^taken $count, left 0, poisoned 0," "$dir/said" || { cat "$dir/said" >&2; exit 1; }
  run=$((run + 1))
done
anchor=$(sort -n "$dir/notmuch" | awk '{ rate[NR] = $1 } END { print rate[int ((NR + 1) / 2)] }')
line notmuch-new "$dir/notmuch"
line postern-run "$dir/postern"
