# the shape of the source
TESTS += tests/cli/lint.py
EXTRA_DIST += tests/cli/lint.py
