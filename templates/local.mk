# templates: what notifications say, by language; every language has every file
templatesendir = $(pkgdatadir)/templates/en
dist_templatesen_DATA = \
  templates/en/assignment.html templates/en/assignment.subject templates/en/assignment.txt \
  templates/en/attachments.html templates/en/attachments.txt \
  templates/en/ceiling.html templates/en/ceiling.subject templates/en/ceiling.txt \
  templates/en/conversation.html templates/en/conversation.txt \
  templates/en/copied.html templates/en/copied.subject templates/en/copied.txt \
  templates/en/digest.html templates/en/digest.subject templates/en/digest.txt \
  templates/en/division.html templates/en/division.subject templates/en/division.txt \
  templates/en/flags.html templates/en/flags.txt \
  templates/en/followed.html templates/en/followed.subject templates/en/followed.txt \
  templates/en/follower.html templates/en/follower.subject templates/en/follower.txt \
  templates/en/footer.html templates/en/footer.txt \
  templates/en/held.html templates/en/held.subject templates/en/held.txt \
  templates/en/held-digest.html templates/en/held-digest.subject templates/en/held-digest.txt \
  templates/en/left.html templates/en/left.subject templates/en/left.txt \
  templates/en/mark.html templates/en/mark.txt \
  templates/en/newest.html templates/en/newest.txt \
  templates/en/note.html templates/en/note.subject templates/en/note.txt \
  templates/en/notice.html templates/en/notice.subject templates/en/notice.txt \
  templates/en/receipt.html templates/en/receipt.subject templates/en/receipt.txt \
  templates/en/reminder.html templates/en/reminder.subject templates/en/reminder.txt \
  templates/en/reopened.html templates/en/reopened.subject templates/en/reopened.txt \
  templates/en/reply.html templates/en/reply.subject templates/en/reply.txt \
  templates/en/report.html templates/en/report.subject templates/en/report.txt \
  templates/en/sent.html templates/en/sent.subject templates/en/sent.txt \
  templates/en/status.html templates/en/status.subject templates/en/status.txt \
  templates/en/undelivered.html templates/en/undelivered.subject templates/en/undelivered.txt \
  templates/en/withheld.html templates/en/withheld.subject templates/en/withheld.txt \
  templates/en/ways.html templates/en/ways.txt \
  templates/en/words
templatesdedir = $(pkgdatadir)/templates/de
dist_templatesde_DATA = \
  templates/de/assignment.html templates/de/assignment.subject templates/de/assignment.txt \
  templates/de/attachments.html templates/de/attachments.txt \
  templates/de/ceiling.html templates/de/ceiling.subject templates/de/ceiling.txt \
  templates/de/conversation.html templates/de/conversation.txt \
  templates/de/copied.html templates/de/copied.subject templates/de/copied.txt \
  templates/de/digest.html templates/de/digest.subject templates/de/digest.txt \
  templates/de/division.html templates/de/division.subject templates/de/division.txt \
  templates/de/flags.html templates/de/flags.txt \
  templates/de/followed.html templates/de/followed.subject templates/de/followed.txt \
  templates/de/follower.html templates/de/follower.subject templates/de/follower.txt \
  templates/de/footer.html templates/de/footer.txt \
  templates/de/held.html templates/de/held.subject templates/de/held.txt \
  templates/de/held-digest.html templates/de/held-digest.subject templates/de/held-digest.txt \
  templates/de/left.html templates/de/left.subject templates/de/left.txt \
  templates/de/mark.html templates/de/mark.txt \
  templates/de/newest.html templates/de/newest.txt \
  templates/de/note.html templates/de/note.subject templates/de/note.txt \
  templates/de/notice.html templates/de/notice.subject templates/de/notice.txt \
  templates/de/receipt.html templates/de/receipt.subject templates/de/receipt.txt \
  templates/de/reminder.html templates/de/reminder.subject templates/de/reminder.txt \
  templates/de/reopened.html templates/de/reopened.subject templates/de/reopened.txt \
  templates/de/reply.html templates/de/reply.subject templates/de/reply.txt \
  templates/de/report.html templates/de/report.subject templates/de/report.txt \
  templates/de/sent.html templates/de/sent.subject templates/de/sent.txt \
  templates/de/status.html templates/de/status.subject templates/de/status.txt \
  templates/de/undelivered.html templates/de/undelivered.subject templates/de/undelivered.txt \
  templates/de/withheld.html templates/de/withheld.subject templates/de/withheld.txt \
  templates/de/ways.html templates/de/ways.txt \
  templates/de/words
