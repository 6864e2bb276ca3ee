# tests/bench
include tests/bench/deliver.mk
include tests/bench/run.mk

# Everything that is measured against others, one after another: side by side they would slow each other.
bench: all
	$(MAKE) $(AM_MAKEFLAGS) bench-deliver
	$(MAKE) $(AM_MAKEFLAGS) bench-run
.PHONY: bench
