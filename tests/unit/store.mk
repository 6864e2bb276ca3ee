# unit tests of src/store
store_world = tests/lib/store-world.c tests/lib/store-world.h
check_PROGRAMS += tests/unit/test-store-apply
TESTS += tests/unit/test-store-apply
tests_unit_test_store_apply_SOURCES = tests/unit/test-store-apply.c $(store_world)
tests_unit_test_store_apply_LDADD = $(TEST_LDADD)
