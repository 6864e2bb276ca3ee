# unit tests of src/render
check_PROGRAMS += tests/unit/test-html tests/unit/test-mustache
TESTS += tests/unit/test-html tests/unit/test-mustache
tests_unit_test_html_SOURCES = tests/unit/test-html.c
tests_unit_test_html_LDADD = $(TEST_LDADD)
tests_unit_test_mustache_SOURCES = tests/unit/test-mustache.c
tests_unit_test_mustache_LDADD = $(TEST_LDADD)
