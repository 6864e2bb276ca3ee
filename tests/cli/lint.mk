# the shape of the source
TESTS += tests/cli/lint.py
EXTRA_DIST += tests/cli/lint.py tests/lib/csource.py tests/lib/tap.py
