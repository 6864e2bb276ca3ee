# filters: facts added to a message between reading and deciding
src_libpostern_a_SOURCES += \
  filters/automatic.c filters/filter.h \
  filters/forward.c filters/forward.h filters/forwarded.c \
  filters/quote.c filters/quote.h \
  filters/report.c \
  filters/sender.c filters/sender.h \
  filters/spam.c \
  filters/table.c
