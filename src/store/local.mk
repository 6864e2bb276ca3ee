# store: the database behind one handle, and the raw messages
src_libpostern_a_SOURCES += \
  src/store/apply.c src/store/apply.h \
  src/store/apply-actions.c src/store/apply-notify.c src/store/apply-number.c src/store/apply-outbox.c \
  src/store/check.c src/store/check.h \
  src/store/counter.c src/store/counter.h \
  src/store/delivery.c src/store/delivery.h \
  src/store/driver.h \
  src/store/driver-fault.c src/store/driver-fault.h \
  src/store/driver-sqlite.c \
  src/store/gather.c src/store/gather-first.c src/store/gather-part.h \
  src/store/gather-sender.c src/store/gather-sender.h \
  src/store/group.c src/store/group.h src/store/group-admin.c \
  src/store/store-handle.h \
  src/store/health.c src/store/health.h \
  src/store/held.c src/store/held.h \
  src/store/lock.c src/store/lock.h \
  src/store/apply-message.c \
  src/store/migrate.c \
  src/store/outbox-held.c src/store/outbox-held.h src/store/outbox-kept.c src/store/outbox-kept.h src/store/outbox-notice.c \
  src/store/outbox-ceiling.c src/store/outbox-ceiling.h src/store/outbox-history.c \
  src/store/job.c src/store/job.h \
  src/store/numbers.c \
  src/store/outbox.c src/store/outbox.h \
  src/store/person.c src/store/person.h \
  src/store/person-row.c src/store/person-row.h \
  src/store/query.c src/store/query.h \
  src/store/pack.c src/store/pack.h src/store/raw.c src/store/raw-packs.c src/store/raw.h \
  src/store/rows.c src/store/rows.h \
  src/store/schema.h \
  src/store/person-merge.c \
  src/store/sql.c src/store/sql.h src/store/sql-admin.c src/store/sql-check.c src/store/sql-held.c src/store/sql-text.c \
  src/store/sqlite-error.c src/store/sqlite-error.h \
  src/store/sqlite-pragma.c src/store/sqlite-pragma.h \
  src/store/store.c src/store/store-transaction.c src/store/store.h \
  src/store/ticket-query.c src/store/ticket-query.h \
  src/store/ticket-sheet.c
nodist_src_libpostern_a_SOURCES = src/store/schema.c
CLEANFILES += src/store/schema.c

src/store/schema.c: $(wildcard $(srcdir)/schema/*.sql) schema/embed.awk
	$(AM_V_GEN)$(MKDIR_P) src/store && \
	  LC_ALL=C $(AWK) -f $(srcdir)/schema/embed.awk $(srcdir)/schema/[0-9]*.sql > $@.tmp && mv $@.tmp $@
