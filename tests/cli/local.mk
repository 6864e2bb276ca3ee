# tests/cli
include tests/cli/commands.mk
include tests/cli/deliver.mk
include tests/cli/lint.mk
include tests/cli/corpora.mk
include tests/cli/serve.mk
include tests/cli/smtp.mk
