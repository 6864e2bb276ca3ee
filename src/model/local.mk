# model: the data types, their canonical text and their wire form
src_libpostern_a_SOURCES += \
  src/model/comment.c src/model/comment.h \
  src/model/flag.c src/model/flag.h \
  src/model/decision.c src/model/decision.h \
  src/model/division.c src/model/division.h \
  src/model/draft.c src/model/draft.h \
  src/model/dump.c src/model/dump.h \
  src/model/dump-decision.c src/model/dump-member.c src/model/dump-line.h src/model/dump-message.c src/model/dump-snapshot.c \
  src/model/envelope.c src/model/envelope.h \
  src/model/event.c src/model/event.h \
  src/model/left-out.c src/model/left-out.h \
  src/model/member.c src/model/member.h \
  src/model/message.c src/model/message.h \
  src/model/notice.c src/model/notice.h \
  src/model/notification.c src/model/notification.h \
  src/model/outcome.h \
  src/model/person.c src/model/person.h \
  src/model/policy.c src/model/policy.h \
  src/model/request.c src/model/request.h \
  src/model/snapshot.c src/model/snapshot.h \
  src/model/ticket.c src/model/ticket.h \
  src/model/wire.c src/model/wire.h \
  src/model/wire-form.h src/model/wire-read.c \
  src/model/words.c src/model/words.h
