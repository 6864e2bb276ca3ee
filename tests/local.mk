# Every test prints TAP; the last line of a run of make check counts them.
TEST_EXTENSIONS = .sh .py
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/lib/run-unit.sh
EXTRA_DIST += tests/lib/run-unit.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
PY_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_COMPILER = python3
AM_TESTS_ENVIRONMENT = export srcdir='$(srcdir)' top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
  SQLITE_CFLAGS= CMOCKA_MESSAGE_OUTPUT=TAP G_SLICE=always-malloc PT_CC='$(CC)';

TEST_LDADD = tests/lib/libtest.a src/libpostern.a $(CMOCKA_LIBS) $(POSTERN_LIBS)

include tests/unit/base.mk
include tests/unit/model.mk
include tests/unit/core.mk
include tests/unit/mime.mk
include tests/unit/config.mk
include tests/unit/store.mk
include tests/unit/render.mk
include tests/unit/send.mk
include tests/unit/gateway.mk
include tests/unit/entry.mk
include tests/unit/cmd.mk
include tests/lib/local.mk
include tests/scenario/local.mk
include tests/cli/local.mk
include tests/e2e/local.mk
include tests/bench/local.mk

EXTRA_DIST += tests/clean-machine tests/clean-machines.sh
LONG_TESTS += tests/clean-machines.sh

check-long: all $(check_PROGRAMS) $(check_LIBRARIES)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LONG_TESTS)' POSTERN_LONG=1
.PHONY: check-long
