# postern as a program, without a mail server
TESTS += tests/cli/commands.sh tests/cli/commands-doc.sh
LONG_TESTS += tests/cli/attack.py
EXTRA_DIST += tests/cli/commands.sh tests/cli/commands-doc.sh
DESK_TESTS = tests/cli/json-doc.py tests/cli/keys.py tests/cli/life.py tests/cli/notify.py tests/cli/outbox.py \
  tests/cli/mailboxes.py tests/cli/people.py tests/cli/rights.py tests/cli/check.py tests/cli/rules-doc.py \
  tests/cli/told.py tests/cli/crowded.py tests/cli/held-told.py tests/cli/machines.py \
  tests/cli/attack.py tests/cli/attachment.py \
  tests/cli/root.py tests/cli/recovery.py tests/cli/delivery.py \
  tests/cli/config.py tests/cli/print-mta-config.py tests/cli/unsend.py
TESTS += $(DESK_TESTS)
EXTRA_DIST += $(DESK_TESTS)
$(DESK_TESTS:.py=.log): postern$(EXEEXT) postern-deliver$(EXEEXT)
tests/cli/rules-doc.log: tests/lib/print-settings$(EXEEXT) tests/lib/print-words$(EXEEXT)
