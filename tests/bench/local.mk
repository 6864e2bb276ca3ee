# tests/bench
include tests/bench/deliver.mk
