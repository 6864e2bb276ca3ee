# unit tests of src/send
EXTRA_DIST += tests/lib/smtp-sink.py
check_PROGRAMS += tests/unit/test-transport
TESTS += tests/unit/test-transport
tests_unit_test_transport_SOURCES = tests/unit/test-transport.c
tests_unit_test_transport_LDADD = $(TEST_LDADD)
check_PROGRAMS += tests/unit/test-smtp
TESTS += tests/unit/test-smtp
tests_unit_test_smtp_SOURCES = tests/unit/test-smtp.c tests/unit/test.h
tests_unit_test_smtp_LDADD = $(TEST_LDADD)
check_PROGRAMS += tests/unit/test-smtp-tls
TESTS += tests/unit/test-smtp-tls
tests_unit_test_smtp_tls_SOURCES = tests/unit/test-smtp-tls.c tests/unit/test.h
tests_unit_test_smtp_tls_LDADD = $(TEST_LDADD)
