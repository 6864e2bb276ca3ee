# unit tests of src/send
EXTRA_DIST += tests/lib/smtp-sink.py
check_PROGRAMS += tests/unit/test-transport
TESTS += tests/unit/test-transport
tests_unit_test_transport_SOURCES = tests/unit/test-transport.c
tests_unit_test_transport_LDADD = $(TEST_LDADD)
