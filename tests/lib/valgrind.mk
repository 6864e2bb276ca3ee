# make check-valgrind: unit tests and scenarios under valgrind, built by gcc or with -gdwarf-4;
# POSTERN_VALGRIND_TESTS=... names others.  Left to the sanitizers are the test of the reading workers, which ends
# processes on purpose, those that judge how their own children end or that wait for TLS no longer than seconds, and
# those that would take hours.
VALGRIND = valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
  --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes \
  --suppressions=$(abs_top_srcdir)/tests/lib/valgrind.supp
POSTERN_VALGRIND_TESTS = $(filter-out %.sh %.py %/test-worker %/test-corpora %/test-abuse %/test-faults \
  %/test-store-open %/test-transport,$(TESTS))
EXTRA_DIST += tests/lib/valgrind.supp

check-valgrind: all $(check_PROGRAMS) $(check_LIBRARIES)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(POSTERN_VALGRIND_TESTS)' LOG_COMPILER='$(LOG_COMPILER) $(VALGRIND)' \
	  SCN_LOG_COMPILER='$(VALGRIND) $(SCN_LOG_COMPILER)'
.PHONY: check-valgrind
