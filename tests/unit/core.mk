# unit tests of src/core
core_tests = tests/unit/test-keys tests/unit/test-phrase tests/unit/test-standing tests/unit/test-token
check_PROGRAMS += $(core_tests)
TESTS += $(core_tests)
tests_unit_test_keys_SOURCES = tests/unit/test-keys.c tests/unit/test.h
tests_unit_test_keys_LDADD = $(WORLD_LDADD)
tests_unit_test_keys_LDFLAGS = -Wl,--wrap=pt_hmac_sha256,--wrap=pt_commands_read
tests_unit_test_token_SOURCES = tests/unit/test-token.c tests/unit/test.h
tests_unit_test_token_LDADD = $(WORLD_LDADD)
tests_unit_test_standing_SOURCES = tests/unit/test-standing.c tests/unit/test.h
tests_unit_test_standing_LDADD = $(TEST_LDADD)
tests_unit_test_phrase_SOURCES = tests/unit/test-phrase.c tests/unit/test.h
tests_unit_test_phrase_LDADD = $(WORLD_LDADD)
