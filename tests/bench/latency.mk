# from the end of postern-deliver to the ticket, under postern serve
EXTRA_DIST += tests/bench/latency.py

bench-latency: postern$(EXEEXT) postern-deliver$(EXEEXT)
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' python3 $(srcdir)/tests/bench/latency.py
.PHONY: bench-latency
