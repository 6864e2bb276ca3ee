# schema: the database definition and its numbered migrations, compiled into the library
EXTRA_DIST += schema/embed.awk schema/001-initial.sql schema/002-lists-and-jobs.sql
