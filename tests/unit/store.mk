# unit tests of src/store
check_PROGRAMS += tests/unit/test-store-apply tests/unit/test-store-ceiling tests/unit/test-store-members \
  tests/unit/test-store-migrate tests/unit/test-store-open tests/unit/test-store-outbox \
  tests/unit/test-store-query tests/unit/test-store-raw \
  tests/unit/test-store-steps
TESTS += tests/unit/test-store-apply tests/unit/test-store-ceiling tests/unit/test-store-members \
  tests/unit/test-store-migrate tests/unit/test-store-open tests/unit/test-store-outbox \
  tests/unit/test-store-query tests/unit/test-store-raw \
  tests/unit/test-store-steps
tests_unit_test_store_apply_SOURCES = tests/unit/test-store-apply.c
tests_unit_test_store_apply_LDADD = $(TEST_LDADD)
tests_unit_test_store_open_SOURCES = tests/unit/test-store-open.c
tests_unit_test_store_open_LDADD = $(TEST_LDADD)
tests_unit_test_store_outbox_SOURCES = tests/unit/test-store-outbox.c
tests_unit_test_store_outbox_LDADD = $(TEST_LDADD)
tests_unit_test_store_query_SOURCES = tests/unit/test-store-query.c
tests_unit_test_store_query_LDADD = $(TEST_LDADD)
tests_unit_test_store_raw_SOURCES = tests/unit/test-store-raw.c
tests_unit_test_store_raw_LDADD = $(TEST_LDADD)
tests_unit_test_store_steps_SOURCES = tests/unit/test-store-steps.c
tests_unit_test_store_steps_LDADD = $(TEST_LDADD)
tests_unit_test_store_migrate_SOURCES = tests/unit/test-store-migrate.c
tests_unit_test_store_migrate_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/unit/store-version-1.sql
tests_unit_test_store_members_SOURCES = tests/unit/test-store-members.c
tests_unit_test_store_members_LDADD = $(TEST_LDADD)
tests_unit_test_store_ceiling_SOURCES = tests/unit/test-store-ceiling.c
tests_unit_test_store_ceiling_LDADD = $(TEST_LDADD)
