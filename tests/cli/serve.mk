# postern serve and postern run among faults
TESTS += tests/cli/serve-faults.py
LONG_TESTS += tests/cli/serve-faults.py
EXTRA_DIST += tests/cli/serve-faults.py tests/lib/serving.py
tests/cli/serve-faults.log: postern$(EXEEXT) postern-deliver$(EXEEXT)
