# postern-deliver against maildrop
EXTRA_PROGRAMS += tests/bench/spawn tests/bench/nothing
tests_bench_spawn_SOURCES = tests/bench/spawn.c
tests_bench_spawn_CPPFLAGS = -D_GNU_SOURCE
tests_bench_spawn_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
tests_bench_spawn_LDFLAGS =
tests_bench_nothing_SOURCES = tests/bench/nothing.c
tests_bench_nothing_CPPFLAGS = -D_GNU_SOURCE
tests_bench_nothing_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
tests_bench_nothing_LDFLAGS = $(STATIC_LDFLAGS)
CLEANFILES += tests/bench/spawn$(EXEEXT) tests/bench/nothing$(EXEEXT)
EXTRA_DIST += tests/bench/deliver.sh

bench-deliver: postern-deliver$(EXEEXT) tests/bench/spawn$(EXEEXT) tests/bench/nothing$(EXEEXT)
	top_builddir='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/deliver.sh
.PHONY: bench-deliver
