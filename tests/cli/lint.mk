# the shape of the source, and the law that it names
TESTS += tests/cli/lint.py tests/cli/house-lint.py tests/cli/law.py
EXTRA_DIST += tests/cli/lint.py tests/cli/house-lint.py tests/cli/house-exceptions tests/cli/law.py \
  doc/rules.md doc/threats.md doc/rfc.md tests/lib/csource.py
