# tests/bench
include tests/bench/deliver.mk
include tests/bench/run.mk
include tests/bench/latency.mk
include tests/bench/growth.mk
EXTRA_DIST += tests/bench/measure.py

# Everything that is measured against others, one after another: side by side they would slow each other.
bench: all
	$(MAKE) $(AM_MAKEFLAGS) bench-deliver
	$(MAKE) $(AM_MAKEFLAGS) bench-run
	$(MAKE) $(AM_MAKEFLAGS) bench-latency
	$(MAKE) $(AM_MAKEFLAGS) bench-growth
	$(MAKE) $(AM_MAKEFLAGS) bench-crowd
.PHONY: bench
