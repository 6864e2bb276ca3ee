# core: the rules.  Pure: no I/O, no clock, no random, no locale
src_libpostern_a_SOURCES += \
  src/core/ask.c src/core/ask.h \
  src/core/arrival.c src/core/arrival.h \
  src/core/author.c src/core/author.h \
  src/core/case.h \
  src/core/change.c src/core/change.h \
  src/core/command-doers.c src/core/command-doers.h \
  src/core/commands.c src/core/commands.h \
  src/core/decide.c src/core/decide.h \
  src/core/delivery.c src/core/delivery.h \
  src/core/effects.c src/core/effects.h \
  src/core/facts.c src/core/facts.h \
  src/core/followup.c src/core/followup.h \
  src/core/leave.c src/core/leave.h src/core/leave-mail.c \
  src/core/linked.c src/core/linked.h \
  src/core/forward.c src/core/forward.h \
  src/core/judge.c src/core/judge.h \
  src/core/keys.c src/core/keys.h src/core/keys-named.c src/core/keys-named.h \
  src/core/mail.c src/core/mail.h src/core/mail-cc.c src/core/mail-copy.c src/core/mail-forward.c \
  src/core/mails.c src/core/mails.h \
  src/core/mails-comment.c src/core/mails-copied.c src/core/mails-has.c src/core/mails-held.c src/core/mails-notice.c \
  src/core/mails-receipt.c src/core/mails-show.c src/core/mails-tell.c src/core/mails-undelivered.c \
  src/core/match.c src/core/match.h \
  src/core/people.c src/core/people.h \
  src/core/phrase.c src/core/phrase.h src/core/phrase-leave.c src/core/phrase-thanks.c \
  src/core/reply-kind.c src/core/reply-kind.h \
  src/core/publish.c src/core/publish.h \
  src/core/unsend.c src/core/unsend.h \
  src/core/question.c src/core/question.h \
  src/core/quoted.c src/core/quoted.h \
  src/core/request.c src/core/request.h src/core/request-asking.h \
  src/core/request-comment.c src/core/request-fields.c src/core/request-held.c src/core/request-life.c src/core/request-merge.c \
  src/core/request-people.c src/core/request-rights.c src/core/request-shared.c src/core/request-ticket.c \
  src/core/request-delivery.c src/core/undelivered.c src/core/undelivered.h \
  src/core/standing.c src/core/standing.h \
  src/core/rows-gate.c src/core/rows-ticket.c \
  src/core/ruling.c src/core/ruling.h \
  src/core/run-commands.c src/core/run-commands.h \
  src/core/spelling.c src/core/spelling.h \
  src/core/subject.c src/core/subject.h \
  src/core/tags.c src/core/tags.h \
  src/core/token.c src/core/token.h \
  src/core/work.c src/core/work.h src/core/work-change.c
