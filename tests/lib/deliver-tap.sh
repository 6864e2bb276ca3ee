# Sourced by the tests of postern-deliver: TAP, a spool in a folder of its own, and one way to run the program.
top=${top_builddir:-.}
deliver=$top/postern-deliver
probe=$top/tests/cli/deliver-probe
line='4.3.0 postern-deliver: mail could not be queued, try again later'
number=0
failures=0

dir=$(mktemp -d "${TMPDIR:-/tmp}/deliver.XXXXXX") || exit 99
mounted=
clean_up() {
  [ -z "$mounted" ] || umount "$mounted"
  chmod -R u+rwx "$dir"
  rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 99' HUP INT TERM
unset SENDER RECIPIENT LOCAL_PART LOCAL_PART_PREFIX LOCAL_PART_SUFFIX DOMAIN

# fact SENTENCE COMMAND...: holds when the command succeeds
fact() {
  sentence=$1
  shift
  number=$((number + 1))
  if "$@" >"$dir/said" 2>&1; then
    echo "ok $number - $sentence"
  else
    failures=$((failures + 1))
    echo "not ok $number - $sentence"
    sed 's/^/# /' "$dir/said"
  fi
}

skip() {
  number=$((number + 1))
  echo "ok $number - $1 # SKIP $2"
}

finish() {
  echo "1..$number"
  [ "$failures" -eq 0 ]
}

# spool: an empty one in $spool
spool() {
  spool=$dir/spool
  rm -rf "$spool"
  mkdir -p "$spool/tmp" "$spool/new" "$spool/cur"
}

# run ARGUMENT...: sets $status; output of both streams in $dir/out
run() {
  status=0
  "$deliver" "$@" >"$dir/out" 2>&1 || status=$?
}

files_in() {
  find "$1" -type f | wc -l
}

is() {
  [ "$1" = "$2" ] || { printf 'wanted: %s\ngot:    %s\n' "$2" "$1"; return 1; }
}

# queued: the program said 0 and nothing else, and one file is in new/
queued() {
  is "$status" 0 && is "$(cat "$dir/out")" '' && is "$(files_in "$spool/new")" 1 && is "$(files_in "$spool/tmp")" 0
}

# refused: the program said 75 and the one line, and there is no file
refused() {
  is "$status" 75 && is "$(cat "$dir/out")" "$line" && is "$(wc -l <"$dir/out")" 1 &&
    is "$(find "$spool/" -type f 2>/dev/null | wc -l)" 0
}

# envelope TEXT: the queued file begins with these fields, Received-At left out, and an empty line
envelope() {
  queued && is "$(sed '/^$/q' "$spool"/new/* | grep -v '^Received-At: [0-9]\{16\}$')" "$1"
}
