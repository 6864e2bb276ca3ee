# send: a finished mail -> somebody else's server, or a folder
src_libpostern_a_SOURCES += \
  src/send/fail.c \
  src/send/transport-kinds.h \
  src/send/maildir.c \
  src/send/smtp-probe.h \
  src/send/record.c src/send/record.h \
  src/send/smtp.c \
  src/send/smtp-session.c src/send/smtp-session.h \
  src/send/transport.c src/send/transport.h
