# tests/cli
include tests/cli/deliver.mk
include tests/cli/lint.mk
