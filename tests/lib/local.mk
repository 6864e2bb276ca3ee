# tests/lib: what several kinds of tests share
check_LIBRARIES += tests/lib/libtest.a tests/lib/libworld.a
tests_lib_libtest_a_SOURCES = \
  tests/lib/drafts.c tests/lib/drafts.h \
  tests/lib/folder.c tests/lib/folder.h \
  tests/lib/readers.c tests/lib/readers.h \
  tests/lib/sink.c tests/lib/sink.h \
  tests/lib/store-world.c tests/lib/store-world.h
tests_lib_libworld_a_SOURCES = \
  tests/lib/greedy.c tests/lib/greedy.h \
  tests/lib/memstore.c tests/lib/memstore.h \
  tests/lib/memstore-apply.c tests/lib/memstore-dump.c tests/lib/memstore-gather.c tests/lib/memstore-notice.c \
  tests/lib/placeholders.c tests/lib/placeholders.h \
  tests/lib/reading.c tests/lib/reading.h \
  tests/lib/rendering.c tests/lib/rendering.h \
  tests/lib/world.c tests/lib/world.h \
  tests/lib/world-lines.c tests/lib/world-settings.c \
  tests/lib/world-sql.h tests/lib/world-sql-read.c tests/lib/world-sql-write.c
EXTRA_DIST += tests/lib/tap.py tests/lib/world.py tests/lib/serving.py tests/lib/sink.py
WORLD_LDADD = tests/lib/libworld.a $(TEST_LDADD)
include tests/lib/valgrind.mk
