#!/bin/sh
# Both commands of the README work on a machine where nothing was installed, with either compiler.  Prints TAP.
here=${top_srcdir:-.}
count=0 failed=0
work=$(mktemp -d "${TMPDIR:-/var/tmp}/clean-machines-XXXXXX") || exit 99
trap 'rm -rf --one-file-system "$work"' EXIT

# try "FACT" OPTION... SUITE
try () {
  fact=$1
  count=$((count + 1))
  shift
  output=$("$here/tests/clean-machine" --keep "$work" "$@")
  status=$?
  case $status in
  0) echo "ok $count - $fact" ;;
  77) echo "ok $count - $fact # SKIP $(echo "$output" | sed -n 's/^SKIP: //p')" ;;
  *) failed=1; echo "not ok $count - $fact" ;;
  esac
  echo "$output" | sed 's/^/# /'
}

try "Debian 12 builds it with gcc and passes all tests" bookworm
try "Debian 12 builds it with clang without a warning" --cc clang --build bookworm
try "Debian 13 builds it with gcc and passes all tests" trixie
try "Debian 13 builds it with clang without a warning" --cc clang --build trixie
echo "1..$count"
exit $failed
