# what a message costs a store that grows, and on a crowded ticket
EXTRA_PROGRAMS += tests/bench/growth tests/bench/crowd
tests_bench_growth_SOURCES = tests/bench/growth.c tests/bench/bench.c tests/bench/bench.h
tests_bench_growth_LDADD = src/libpostern.a $(POSTERN_LIBS)
tests_bench_crowd_SOURCES = tests/bench/crowd.c tests/bench/bench.c tests/bench/bench.h
tests_bench_crowd_LDADD = src/libpostern.a $(POSTERN_LIBS)
CLEANFILES += tests/bench/growth$(EXEEXT) tests/bench/crowd$(EXEEXT)
EXTRA_DIST += tests/bench/growth.sh

bench-growth: postern$(EXEEXT) tests/bench/growth$(EXEEXT)
	top_builddir='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/growth.sh growth
bench-crowd: postern$(EXEEXT) tests/bench/crowd$(EXEEXT)
	top_builddir='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/growth.sh crowd
.PHONY: bench-growth bench-crowd
