# postern run against notmuch new
EXTRA_DIST += tests/bench/run.sh tests/bench/mkmail.py

bench-run: postern$(EXEEXT)
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/run.sh
.PHONY: bench-run
