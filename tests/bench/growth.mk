# what a message costs a store that grows
EXTRA_PROGRAMS += tests/bench/growth
tests_bench_growth_SOURCES = tests/bench/growth.c
tests_bench_growth_LDADD = src/libpostern.a $(POSTERN_LIBS)
CLEANFILES += tests/bench/growth$(EXEEXT)
EXTRA_DIST += tests/bench/growth.sh

bench-growth: postern$(EXEEXT) tests/bench/growth$(EXEEXT)
	top_builddir='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/growth.sh
.PHONY: bench-growth
