# templates: what notifications say, by language
templatesendir = $(pkgdatadir)/templates/en
dist_templatesen_DATA = \
  templates/en/assignment.html templates/en/assignment.subject templates/en/assignment.txt \
  templates/en/followed.html templates/en/followed.subject templates/en/followed.txt \
  templates/en/note.html templates/en/note.subject templates/en/note.txt \
  templates/en/notice.html templates/en/notice.subject templates/en/notice.txt \
  templates/en/receipt.html templates/en/receipt.subject templates/en/receipt.txt \
  templates/en/reminder.html templates/en/reminder.subject templates/en/reminder.txt \
  templates/en/reopened.html templates/en/reopened.subject templates/en/reopened.txt \
  templates/en/reply.html templates/en/reply.subject templates/en/reply.txt \
  templates/en/report.html templates/en/report.subject templates/en/report.txt \
  templates/en/status.html templates/en/status.subject templates/en/status.txt
