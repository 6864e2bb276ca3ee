# unit tests of src/gateway
check_PROGRAMS += tests/unit/test-spool
TESTS += tests/unit/test-spool
tests_unit_test_spool_SOURCES = tests/unit/test-spool.c tests/unit/test.h
tests_unit_test_spool_LDADD = $(TEST_LDADD)
compose_mail = tests/unit/compose-mail.c tests/unit/compose-mail.h tests/unit/test.h
check_PROGRAMS += tests/unit/test-compose tests/unit/test-compose-hostile tests/unit/test-compose-thread
TESTS += tests/unit/test-compose tests/unit/test-compose-hostile tests/unit/test-compose-thread
tests_unit_test_compose_SOURCES = tests/unit/test-compose.c $(compose_mail)
tests_unit_test_compose_LDADD = $(TEST_LDADD)
tests_unit_test_compose_hostile_SOURCES = tests/unit/test-compose-hostile.c $(compose_mail)
tests_unit_test_compose_hostile_LDADD = $(TEST_LDADD)
tests_unit_test_compose_thread_SOURCES = tests/unit/test-compose-thread.c $(compose_mail)
tests_unit_test_compose_thread_LDADD = $(TEST_LDADD)
check_PROGRAMS += tests/unit/test-worker
TESTS += tests/unit/test-worker
tests_unit_test_worker_SOURCES = tests/unit/test-worker.c tests/unit/test.h
tests_unit_test_worker_LDADD = $(TEST_LDADD)
