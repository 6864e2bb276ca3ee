check_PROGRAMS += tests/scenario/test-threading
TESTS += tests/scenario/test-threading
tests_scenario_test_threading_SOURCES = tests/scenario/test-threading.c tests/scenario/threading-world.c \
  tests/scenario/threading-world.h tests/lib/reading.c tests/lib/reading.h
tests_scenario_test_threading_LDADD = $(TEST_LDADD)
