# postern as a program, without a mail server
TESTS += tests/cli/commands.sh tests/cli/commands-doc.sh
EXTRA_DIST += tests/cli/commands.sh tests/cli/commands-doc.sh
