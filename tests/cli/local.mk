# tests/cli
include tests/cli/deliver.mk
