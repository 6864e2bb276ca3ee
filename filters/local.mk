# filters: facts added to a message between reading and deciding
src_libpostern_a_SOURCES += \
  filters/automatic.c filters/filter.h \
  filters/forward.c filters/forward.h filters/forwarded.c \
  filters/note-mark.c filters/note-mark.h filters/note-words.c filters/note-words.h \
  filters/quote.c filters/quote.h \
  filters/report.c filters/report-words.c filters/report-words.h \
  filters/sender.c filters/sender.h \
  filters/spam.c \
  filters/subject-text.c \
  filters/table.c
