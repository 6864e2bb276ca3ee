# Random sequences of mails and requests, each watched by a second reading of the rules
check_PROGRAMS += tests/scenario/random-run
tests_scenario_random_run_SOURCES = tests/scenario/random-run.c \
  tests/scenario/random-case.c tests/scenario/random-case.h tests/scenario/random-mail.c \
  tests/scenario/random-request.c tests/scenario/random-world.c \
  tests/scenario/random-print.c tests/scenario/random-print.h \
  tests/scenario/scn-body.c tests/scenario/scn-body.h \
  tests/scenario/scn-file.c tests/scenario/scn-file.h \
  tests/scenario/scn-fill.c tests/scenario/scn-fill.h \
  tests/scenario/scn-mail.c tests/scenario/scn-mail.h \
  tests/scenario/scn-request.c tests/scenario/scn-request.h
tests_scenario_random_run_LDADD = $(WORLD_LDADD)
TESTS += tests/scenario/sequences.py
LONG_TESTS += tests/scenario/sequences.py
EXTRA_DIST += tests/scenario/sequences.py tests/scenario/random_model.py
