# tests/e2e: a real Postfix, real maildirs; skipped by name where Postfix cannot run
E2E_FILES = tests/e2e/postfix.py tests/e2e/authenticated.py \
  tests/e2e/namespace.py tests/e2e/story.py tests/e2e/kill.py
EXTRA_DIST += $(E2E_FILES)
TESTS += tests/e2e/story.py tests/e2e/kill.py tests/e2e/authenticated.py
LONG_TESTS += tests/e2e/story.py tests/e2e/kill.py
tests/e2e/story.log tests/e2e/kill.log tests/e2e/authenticated.log: postern postern-deliver
