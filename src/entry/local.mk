src_libpostern_a_SOURCES +=

# The pipe program: libc alone, static where that is possible; the sanitizers need their shared library
bin_PROGRAMS += postern-deliver
postern_deliver_SOURCES = src/entry/deliver.c \
  src/entry/deliver-spool.c src/entry/deliver-spool.h \
  src/entry/deliver-trouble.c src/entry/deliver-trouble.h
postern_deliver_CPPFLAGS = -I$(srcdir)/src -I$(builddir) -DPT_BINDIR=\"$(bindir)\"
postern_deliver_CFLAGS = -std=gnu11 $(WARN_CFLAGS) $(SANITIZE_CFLAGS)
if SANITIZERS
postern_deliver_LDFLAGS = $(AM_LDFLAGS)
else
postern_deliver_LDFLAGS = $(STATIC_LDFLAGS) $(AM_LDFLAGS)
endif
postern_deliver_LDADD =
