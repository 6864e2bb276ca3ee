# unit tests of src/config
check_PROGRAMS += tests/unit/test-settings tests/unit/test-keyfile tests/unit/test-init \
  tests/lib/print-settings tests/lib/print-words
TESTS += tests/unit/test-settings tests/unit/test-keyfile tests/unit/test-init tests/cli/settings-doc.sh
tests_unit_test_settings_SOURCES = tests/unit/test-settings.c
tests_unit_test_settings_LDADD = $(TEST_LDADD)
tests_unit_test_keyfile_SOURCES = tests/unit/test-keyfile.c
tests_unit_test_keyfile_LDADD = $(TEST_LDADD)
tests_unit_test_init_SOURCES = tests/unit/test-init.c
tests_unit_test_init_LDADD = $(TEST_LDADD)
tests_lib_print_settings_SOURCES = tests/lib/print-settings.c
tests_lib_print_settings_LDADD = $(TEST_LDADD)
tests_lib_print_words_SOURCES = tests/lib/print-words.c
tests_lib_print_words_LDADD = $(TEST_LDADD)
EXTRA_DIST += tests/cli/settings-doc.sh
tests/cli/settings-doc.log: postern$(EXEEXT)

# the sample is made from the table of settings; tests/cli/settings-doc.sh fails where it is not
update-sample: tests/lib/print-settings$(EXEEXT)
	tests/lib/print-settings$(EXEEXT) sample >$(srcdir)/etc/postern.conf
.PHONY: update-sample
