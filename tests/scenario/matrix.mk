# RULES 3.3 against a second reading of it, over all combinations
check_PROGRAMS += tests/scenario/matrix-run
TESTS += tests/scenario/matrix.py
LONG_TESTS += tests/scenario/matrix.py
tests_scenario_matrix_run_SOURCES = tests/scenario/matrix-run.c \
  tests/scenario/matrix-case.c tests/scenario/matrix-case.h \
  tests/scenario/matrix-facts.c tests/scenario/matrix-facts.h tests/scenario/matrix-outcome.c \
  tests/scenario/scn-body.c tests/scenario/scn-body.h \
  tests/scenario/scn-file.c tests/scenario/scn-file.h \
  tests/scenario/scn-fill.c tests/scenario/scn-fill.h \
  tests/scenario/scn-mail.c tests/scenario/scn-mail.h
tests_scenario_matrix_run_LDADD = $(WORLD_LDADD)
EXTRA_DIST += tests/scenario/matrix.py tests/scenario/matrix_model.py
