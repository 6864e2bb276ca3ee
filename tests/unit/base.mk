# unit tests of src/base
base_tests = tests/unit/test-address tests/unit/test-clock tests/unit/test-digest tests/unit/test-domain \
  tests/unit/test-error tests/unit/test-log tests/unit/test-text
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
tests_unit_test_address_SOURCES = tests/unit/test-address.c tests/unit/test.h
tests_unit_test_address_LDADD = $(TEST_LDADD)
tests_unit_test_clock_SOURCES = tests/unit/test-clock.c tests/unit/test.h
tests_unit_test_clock_LDADD = $(TEST_LDADD)
tests_unit_test_digest_SOURCES = tests/unit/test-digest.c tests/unit/test.h
tests_unit_test_digest_LDADD = $(TEST_LDADD)
tests_unit_test_domain_SOURCES = tests/unit/test-domain.c tests/unit/test.h
tests_unit_test_domain_LDADD = $(TEST_LDADD)
tests_unit_test_error_SOURCES = tests/unit/test-error.c tests/unit/test.h
tests_unit_test_error_LDADD = $(TEST_LDADD)
tests_unit_test_log_SOURCES = tests/unit/test-log.c tests/unit/test.h
tests_unit_test_log_LDADD = $(TEST_LDADD)
tests_unit_test_text_SOURCES = tests/unit/test-text.c tests/unit/test.h
tests_unit_test_text_LDADD = $(TEST_LDADD)
