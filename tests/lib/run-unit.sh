#!/bin/sh
# Runs a program of cmocka.  Version 1.1 says "not ok" of a skipped test, which the driver of the tests counts as
# failed.
exec 4>&1
status=$({ { "$@" 3>&- 4>&-; echo $? >&3; } | sed 's/^not ok \([0-9]* # SKIP\)/ok \1/' >&4; } 3>&1)
exit "$status"
