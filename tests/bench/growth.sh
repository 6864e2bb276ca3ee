#!/bin/sh
# Gather, decide and apply in a store that grows (growth) and on a crowded ticket (crowd): see growth.c and crowd.c.
# POSTERN_BENCH_COMMENTS (1000000) needs some 4 GB in POSTERN_BENCH_DIR.
set -eu
name=$1
top=${top_builddir:-.}
dir=$(mktemp -d "${POSTERN_BENCH_DIR:-$top}/bench-$name.XXXXXX")
dir=$(cd "$dir" && pwd)
trap 'rm -rf "$dir"' EXIT
trap 'exit 75' HUP INT TERM
"$top/tests/bench/$name" "$top/postern" "$dir"
