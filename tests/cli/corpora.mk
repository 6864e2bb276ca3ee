# real mail through explain and through the spool
TESTS += tests/cli/corpora-run.py
LONG_TESTS += tests/cli/corpora-run.py
EXTRA_DIST += tests/cli/corpora-run.py
tests/cli/corpora-run.log: postern$(EXEEXT)
