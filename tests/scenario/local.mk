# Scenarios: each file is a test of its own, run by run-scenario.
include tests/scenario/matrix.mk
include tests/scenario/random.mk
include tests/scenario/threading.mk
SCENARIOS = \
  tests/scenario/between.scn \
  tests/scenario/ceilings.scn \
  tests/scenario/closed.scn \
  tests/scenario/commands.scn \
  tests/scenario/copies.scn \
  tests/scenario/crowd.scn \
  tests/scenario/evidence.scn \
  tests/scenario/forms.scn \
  tests/scenario/forwarding.scn \
  tests/scenario/gate.scn \
  tests/scenario/deaf.scn \
  tests/scenario/held.scn tests/scenario/relay.scn \
  tests/scenario/groups.scn \
  tests/scenario/judgement.scn \
  tests/scenario/leaving.scn \
  tests/scenario/matters.scn \
  tests/scenario/left-out.scn \
  tests/scenario/life.scn \
  tests/scenario/loops.scn \
  tests/scenario/new.scn \
  tests/scenario/notes.scn \
  tests/scenario/notify.scn \
  tests/scenario/people.scn \
  tests/scenario/promised.scn \
  tests/scenario/relations.scn \
  tests/scenario/staff.scn tests/scenario/strangers.scn \
  tests/scenario/templates.scn \
  tests/scenario/thirteen.scn \
  tests/scenario/rights.scn \
  tests/scenario/tickets.scn \
  tests/scenario/unsend.scn \
  tests/scenario/vouched.scn

SCENARIO_SOURCES = \
  tests/scenario/scn-answer.c tests/scenario/scn-answer.h \
  tests/scenario/scn-body.c tests/scenario/scn-body.h \
  tests/scenario/scn-expect.c tests/scenario/scn-expect.h \
  tests/scenario/scn-file.c tests/scenario/scn-file.h \
  tests/scenario/scn-fill.c tests/scenario/scn-fill.h \
  tests/scenario/scn-mail.c tests/scenario/scn-mail.h \
  tests/scenario/scn-render.c tests/scenario/scn-render.h \
  tests/scenario/scn-request.c tests/scenario/scn-request.h \
  tests/scenario/scn-run.c tests/scenario/scn-run.h \
  tests/scenario/scn-side.c tests/scenario/scn-side.h \
  tests/scenario/scn-template.c tests/scenario/scn-template.h

check_PROGRAMS += tests/scenario/run-scenario tests/scenario/test-abuse tests/scenario/test-loops
tests_scenario_test_loops_SOURCES = tests/scenario/test-loops.c
tests_scenario_test_loops_LDADD = $(WORLD_LDADD)
tests_scenario_run_scenario_SOURCES = tests/scenario/run-scenario.c $(SCENARIO_SOURCES)
tests_scenario_run_scenario_LDADD = $(WORLD_LDADD)
tests_scenario_test_abuse_SOURCES = tests/scenario/test-abuse.c \
  tests/scenario/abuse-case.c tests/scenario/abuse-case.h \
  tests/scenario/abuse-check.c tests/scenario/abuse-check.h \
  tests/scenario/scn-file.c tests/scenario/scn-file.h \
  tests/scenario/scn-side.c tests/scenario/scn-side.h
tests_scenario_test_abuse_LDADD = $(WORLD_LDADD)

TEST_EXTENSIONS += .scn
SCN_LOG_DRIVER = $(LOG_DRIVER)
SCN_LOG_COMPILER = tests/scenario/run-scenario
LONG_TESTS += tests/scenario/test-loops
TESTS += $(SCENARIOS) tests/scenario/coverage.sh tests/scenario/mutations-lint.py \
  tests/scenario/test-abuse tests/scenario/test-loops
EXTRA_DIST += $(SCENARIOS) tests/scenario/README tests/scenario/coverage.sh tests/scenario/rules \
  tests/scenario/abuse-world tests/scenario/abuse-floor tests/scenario/mutate.py tests/scenario/breaking.py \
  tests/scenario/mutations tests/scenario/mutations-lint.py

# Breaks one rule after the other in a copy of the source: a scenario that names it must fall.
check-mutations:
	python3 $(srcdir)/tests/scenario/mutate.py
.PHONY: check-mutations
