# unit tests of src/mime
check_PROGRAMS += tests/unit/test-write
TESTS += tests/unit/test-write
tests_unit_test_write_SOURCES = tests/unit/test-write.c
tests_unit_test_write_LDADD = $(TEST_LDADD)
TESTS += tests/unit/write-second-parser.sh
EXTRA_DIST += tests/unit/write-second-parser.sh
