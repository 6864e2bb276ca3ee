# unit tests of src/render
check_PROGRAMS += tests/unit/test-html tests/unit/test-mustache tests/unit/test-mustache-spec
TESTS += tests/unit/test-html tests/unit/test-mustache tests/unit/test-mustache-spec
tests_unit_test_html_SOURCES = tests/unit/test-html.c
tests_unit_test_html_LDADD = $(TEST_LDADD)
tests_unit_test_mustache_SOURCES = tests/unit/test-mustache.c tests/unit/mustache-json.c tests/unit/mustache-json.h
tests_unit_test_mustache_LDADD = $(TEST_LDADD)
tests_unit_test_mustache_spec_SOURCES = tests/unit/test-mustache-spec.c \
  tests/unit/mustache-json.c tests/unit/mustache-json.h
tests_unit_test_mustache_spec_LDADD = $(TEST_LDADD)

check_PROGRAMS += tests/unit/test-templates
TESTS += tests/unit/test-templates
tests_unit_test_templates_SOURCES = tests/unit/test-templates.c
tests_unit_test_templates_LDADD = $(TEST_LDADD)
