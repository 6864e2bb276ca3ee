# the settings of [smtp], from the file to the wire
TESTS += tests/cli/smtp.py
EXTRA_DIST += tests/cli/smtp.py
tests/cli/smtp.log: postern$(EXEEXT) postern-deliver$(EXEEXT)
