# postern-deliver as a program
TESTS += tests/cli/deliver.sh tests/cli/deliver-faults.sh
LONG_TESTS += tests/cli/deliver-faults.sh
check_PROGRAMS += tests/cli/deliver-probe
tests_cli_deliver_probe_SOURCES = tests/cli/deliver-probe.c
tests_cli_deliver_probe_CPPFLAGS = -D_GNU_SOURCE
tests_cli_deliver_probe_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
tests_cli_deliver_probe_LDFLAGS =
EXTRA_DIST += tests/cli/deliver.sh tests/cli/deliver-faults.sh tests/lib/deliver-tap.sh
