# cmd: the program
bin_PROGRAMS += postern
postern_SOURCES = \
  src/cmd/argument.c src/cmd/argument.h \
  src/cmd/call.c \
  src/cmd/check.c src/cmd/check.h src/cmd/check-parts.c \
  src/cmd/check-mta.c \
  src/cmd/check-exim.c \
  src/cmd/check-files.c \
  src/cmd/check-program.c src/cmd/check-sender.c src/cmd/check-life.c \
  src/cmd/cmd-check.c \
  src/cmd/cmd-config.c \
  src/cmd/cmd-company.c src/cmd/cmd-division.c \
  src/cmd/cmd-explain.c \
  src/cmd/cmd-held.c \
  src/cmd/cmd-help.c \
  src/cmd/cmd-init.c \
  src/cmd/cmd-key.c \
  src/cmd/cmd-mta-config.c \
  src/cmd/cmd-outbox.c \
  src/cmd/cmd-outbox-hand.c \
  src/cmd/cmd-person.c src/cmd/cmd-person-look.c \
  src/cmd/cmd-run.c \
  src/cmd/cmd-serve.c \
  src/cmd/cmd-settings.c \
  src/cmd/cmd-ticket.c \
  src/cmd/cmd-ticket-fields.c \
  src/cmd/cmd-ticket-life.c \
  src/cmd/cmd-ticket-list.c \
  src/cmd/cmd-ticket-log.c \
  src/cmd/cmd-ticket-people.c \
  src/cmd/cmd-ticket-attachment.c src/cmd/cmd-ticket-shared.c src/cmd/cmd-ticket-show.c \
  src/cmd/command.h \
  src/cmd/explain.c src/cmd/explain.h \
  src/cmd/outbox.c src/cmd/outbox.h \
  src/cmd/main.c \
  src/cmd/owner.c src/cmd/owner.h \
  src/cmd/print.c src/cmd/print-json.c src/cmd/print.h \
  src/cmd/table.c \
  src/cmd/trust.c src/cmd/trust.h \
  src/cmd/ticket.c src/cmd/ticket-json.c src/cmd/ticket.h src/cmd/ticket-look.c
postern_CPPFLAGS = $(AM_CPPFLAGS) -DPT_BINDIR=\"$(bindir)\"
postern_LDADD = src/libpostern.a $(POSTERN_LIBS)
