#!/bin/sh
# Gather, decide and apply in a store that grows: see growth.c.  POSTERN_BENCH_COMMENTS (1000000) needs some 4 GB in
# POSTERN_BENCH_DIR.
set -eu
top=${top_builddir:-.}
dir=$(mktemp -d "${POSTERN_BENCH_DIR:-$top}/bench-growth.XXXXXX")
dir=$(cd "$dir" && pwd)
trap 'rm -rf "$dir"' EXIT
trap 'exit 75' HUP INT TERM
"$top/tests/bench/growth" "$top/postern" "$dir"
