# unit tests of src/model
model_tests = tests/unit/test-dump tests/unit/test-names tests/unit/test-policy tests/unit/test-wire
check_PROGRAMS += $(model_tests)
TESTS += $(model_tests)
tests_unit_test_dump_SOURCES = tests/unit/test-dump.c tests/unit/test.h
tests_unit_test_dump_LDADD = $(TEST_LDADD)
tests_unit_test_names_SOURCES = tests/unit/test-names.c tests/unit/test.h
tests_unit_test_names_LDADD = $(TEST_LDADD)
tests_unit_test_policy_SOURCES = tests/unit/test-policy.c tests/unit/test.h
tests_unit_test_policy_LDADD = $(TEST_LDADD)
tests_unit_test_wire_SOURCES = tests/unit/test-wire.c tests/unit/test.h
tests_unit_test_wire_LDADD = $(TEST_LDADD)
