#include "test.h"

#include "filters/filter.h"
#include "filters/quote.h"
#include "mime/read.h"

static PtMessage *
read_filtered (const char *text, const char *sender)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
  PtReadOptions options = { .limits = &pt_limits_default };
  g_autoptr (PtSource) source = NULL;
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_LMTP, sender, 0);
  PtMessage *message = pt_read_message (raw, &options, &source);
  pt_filters_annotate (message, source, envelope);
  return message;
}

static void
automatic (void **state)
{
  static const struct {
    const char *name, *fields, *sender;
    PtAutomatic wanted;
  } cases[] = {
    { "a person", "Subject: hello\n", "a@example.org", PT_AUTOMATIC_NO },
    { "Auto-Submitted: no", "Auto-Submitted: no\n", "a@example.org", PT_AUTOMATIC_NO },
    { "no with a comment", "Auto-Submitted: (really) NO; x=y\n", "a@example.org", PT_AUTOMATIC_NO },
    { "auto-generated", "Auto-Submitted: auto-generated\n", "a@example.org", PT_AUTOMATIC_YES },
    { "auto-notified with parameters", "Auto-Submitted: auto-notified; owner=x\n", "a@example.org",
      PT_AUTOMATIC_YES },
    { "auto-replied to something", "Auto-Submitted: auto-replied (vacation)\nIn-Reply-To: <a@b.test>\n",
      "a@example.org", PT_AUTOMATIC_VACATION },
    { "auto-replied to nothing", "Auto-Submitted: auto-replied\n", "a@example.org", PT_AUTOMATIC_YES },
    { "X-Autoreply", "X-Autoreply: yes\n", "a@example.org", PT_AUTOMATIC_VACATION },
    { "Precedence: auto_reply", "Precedence: auto_reply\n", "a@example.org", PT_AUTOMATIC_VACATION },
    { "an absence subject in front of a colon", "Subject: Automatische Antwort: x\n", "a@example.org",
      PT_AUTOMATIC_VACATION },
    { "an absence subject in French", "Subject: R\xc3\xa9ponse automatique : x\n", "a@example.org",
      PT_AUTOMATIC_VACATION },
    { "words of absence in a sentence", "Subject: Out of office printer broken\n", "a@example.org", PT_AUTOMATIC_NO },
    { "J6: the same with a weak sign", "Subject: Out of office today\nX-Auto-Response-Suppress: All\n",
      "a@example.org", PT_AUTOMATIC_NO },
    { "the weak sign alone", "X-Auto-Response-Suppress: All\n", "a@example.org", PT_AUTOMATIC_NO },
    { "Precedence: bulk", "Precedence: bulk\n", "a@example.org", PT_AUTOMATIC_BULK },
    { "Precedence: first-class", "Precedence: first-class\n", "a@example.org", PT_AUTOMATIC_NO },
    { "a list", "List-Id: <a.lists.test>\n", "a@example.org", PT_AUTOMATIC_BULK },
    { "a ticket system", "RT-Ticket: x #1\n", "a@example.org", PT_AUTOMATIC_YES },
    { "Precedence: junk", "Precedence: junk\n", "a@example.org", PT_AUTOMATIC_BULK },
    { "Precedence: list", "Precedence: List\n", "a@example.org", PT_AUTOMATIC_BULK },
    { "X-Autorespond", "X-Autorespond: x\n", "a@example.org", PT_AUTOMATIC_VACATION },
    { "X-Autoresponder", "X-Autoresponder: x\n", "a@example.org", PT_AUTOMATIC_VACATION },
    { "Autoresponder", "Autoresponder: x\n", "a@example.org", PT_AUTOMATIC_VACATION },
    { "X-Autoreply: no", "X-Autoreply: no\n", "a@example.org", PT_AUTOMATIC_NO },
    { "X-Mailing-Software", "X-Mailing-Software: x\n", "a@example.org", PT_AUTOMATIC_YES },
    { "X-Tender", "X-Tender: x\n", "a@example.org", PT_AUTOMATIC_YES },
    { "X-Twitteremailtype", "X-Twitteremailtype: x\n", "a@example.org", PT_AUTOMATIC_YES },
    { "Kayako", "X-Mailer: Kayako fusion v4\n", "a@example.org", PT_AUTOMATIC_YES },
    { "MailChimp", "X-Mailer: MailChimp Mailer\n", "a@example.org", PT_AUTOMATIC_YES },
    { "Benchmail Agent", "X-Mailer: Benchmail Agent\n", "a@example.org", PT_AUTOMATIC_YES },
    { "Clang", "X-Mailer: Clang Engine\n", "a@example.org", PT_AUTOMATIC_YES },
    { "a mail program of people", "X-Mailer: Evolution\n", "a@example.org", PT_AUTOMATIC_NO },
    { "the null sender", "Subject: hello\n", "", PT_AUTOMATIC_YES },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat ("From: a@example.org\n", cases[i].fields, "\nx\n", NULL);
    g_autoptr (PtMessage) message = read_filtered (text, cases[i].sender);
    assert_text (cases[i].name, pt_automatic_name (message->automatic), pt_automatic_name (cases[i].wanted));
    assert_number (cases[i].name, pt_message_note (message, "automatic", "why") != NULL,
                   cases[i].wanted != PT_AUTOMATIC_NO);
  }
}

/* J6: which signs outweigh the author's own signed evidence. */
static void
weights (void **state)
{
  static const struct {
    const char *name, *from, *fields, *sender, *weight; /* NULL: no person's mail; "" a person's; "weak" */
  } cases[] = {
    { "a name that says so", "\"Jane Roe, System Administrator\" <a@example.org>", "", "a@example.org", "" },
    { "a name like a mail system's", "Mail Delivery System <a@example.org>", "", "a@example.org", "" },
    { "a part of a local part", "noreply-anna@example.org", "", "a@example.org", "" },
    { "a local part", "noreply@example.org", "", "a@example.org", "weak" },
    { "a list field", "a@example.org", "List-Unsubscribe: <mailto:x@example.org>\n", "a@example.org", "weak" },
    { "Precedence: list", "a@example.org", "Precedence: list\n", "a@example.org", "weak" },
    { "Precedence: bulk", "a@example.org", "Precedence: bulk\n", "a@example.org", "weak" },
    { "an absence subject alone", "a@example.org", "Subject: Automatic reply: Printer\n", "a@example.org", "weak" },
    { "Precedence: junk", "a@example.org", "Precedence: junk\n", "a@example.org", NULL },
    { "a list field with Auto-Submitted", "a@example.org", "List-Id: <x>\nAuto-Submitted: auto-generated\n",
      "a@example.org", NULL },
    { "an absence field", "a@example.org", "X-Autoreply: yes\n", "a@example.org", NULL },
    { "the null sender", "a@example.org", "List-Id: <x>\n", "", NULL },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat ("From: ", cases[i].from, "\n", cases[i].fields, "\nx\n", NULL);
    g_autoptr (PtMessage) message = read_filtered (text, cases[i].sender);
    const char *weight =
      message->automatic == PT_AUTOMATIC_NO ? "" : pt_message_note (message, "automatic", "weight");
    assert_text (cases[i].name, weight, cases[i].weight);
  }
}

static void
no_reply (void **state)
{
  g_autoptr (PtMessage) message =
    read_filtered ("From: no-reply@example.org\nAuto-Submitted: auto-generated\nList-Id: <x>\n\nx\n",
                   "a@example.org");
  (void) state;
  assert_text ("dominates", pt_automatic_name (message->automatic), pt_automatic_name (PT_AUTOMATIC_NOREPLY));
}

static void
reports (void **state)
{
  static const struct {
    const char  *name, *text, *sender;
    PtReportKind kind;
    guint        statuses, ids;
  } cases[] = {
    { "a delivery report",
      "From: mailer-daemon@example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.test\n\n"
      "Final-Recipient: rfc822; u@example.net\nAction: FAILED\nStatus: 5.1.1 (no)\n\n"
      "Final-Recipient: rfc822; v@example.net\nAction: delayed\n\n--b\nContent-Type: text/rfc822-headers\n\n"
      "Message-ID: <one@example.com>\n--b--\n", "", PT_REPORT_DELIVERY, 2, 1 },
    { "a read receipt",
      "From: a@example.org\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
      "--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;a@example.org\n"
      "Original-Message-ID: <one@example.com>\n--b--\n", "a@example.org", PT_REPORT_DISPOSITION, 1, 0 },
    { "an abuse report",
      "From: a@example.org\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
      "--b\n\nx\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b\n"
      "Content-Type: message/rfc822\n\nMessage-ID: <one@example.com>\n\nx\n--b--\n", "a@example.org",
      PT_REPORT_FEEDBACK, 0, 1 },
    { "J6: a read receipt in words alone",
      "From: a@example.org\nSubject: Read: Printer\nIn-Reply-To: <one@example.com>\n\nYour message\n\n  To: a\n\n"
      "was read on Monday, 30 November 2026 11:00:00.\n", "a@example.org", PT_REPORT_DISPOSITION, 0, 0 },
    { "J6: the same in German",
      "From: a@example.org\nSubject: Gelesen: Drucker\nIn-Reply-To: <one@example.com>\n\nIhre Nachricht\n"
      "wurde am Montag gelesen.\n", "a@example.org", PT_REPORT_DISPOSITION, 0, 0 },
    { "J6: a person who writes what they read",
      "From: a@example.org\nSubject: Read: the manual\n\nIt was read on Monday.\n", "a@example.org",
      PT_REPORT_NONE, 0, 0 },
    { "J6: a person's answer below such a subject",
      "From: a@example.org\nSubject: Read: Printer\nIn-Reply-To: <one@example.com>\n\nI did, and it prints.\n",
      "a@example.org", PT_REPORT_NONE, 0, 0 },
    { "a report without structure",
      "From: MAILER-DAEMON@example.org\nSubject: failure notice\n\nHi.\n\n> Message-ID: <one@example.com>\n", "",
      PT_REPORT_DELIVERY, 1, 1 },
    { "J3: a report of a delay that returns a mail which quotes a failure",
      "From: mailer-daemon@example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nlate\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.test\n\n"
      "Final-Recipient: rfc822; u@example.net\nAction: delayed\nStatus: 4.4.1\n\n--b\nContent-Type: message/rfc822\n"
      "\n"
      "Subject: bounce\nMessage-ID: <one@example.com>\n\nFinal-Recipient: rfc822; u@example.net\nAction: failed\n"
      "Status: 5.1.1\n\n--b--\n", "", PT_REPORT_DELIVERY, 1, 1 },
    { "J3: the same report without structure",
      "From: mailer-daemon@example.org\nSubject: Warning: delivery delayed\n\nFinal-Recipient: rfc822; "
      "u@example.net\n"
      "Action: delayed\n\n--- The returned message:\nMessage-ID: <one@example.com>\n\n"
      "Final-Recipient: rfc822; u@example.net\nAction: failed\nStatus: 5.1.1\n", "", PT_REPORT_DELIVERY, 1, 1 },
    { "a report that names its addresses in a field",
      "From: a@example.org\nX-Failed-Recipients: u@example.net, v@example.net\n\nx\n", "", PT_REPORT_DELIVERY, 2, 0 },
    { "a person who writes of a failed delivery", "From: a@example.org\nSubject: delivery failed\n\nx\n",
      "a@example.org", PT_REPORT_NONE, 0, 0 },
    { "a person who attaches a report",
      "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\nContent-Type: "
      "message/rfc822\n\n"
      "From: mailer-daemon@example.net\nContent-Type: multipart/report; report-type=delivery-status; boundary=c\n\n"
      "--c\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; u@example.net\n--c--\n--b--\n",
      "a@example.org", PT_REPORT_NONE, 0, 0 },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMessage) message = read_filtered (cases[i].text, cases[i].sender);
    assert_text (cases[i].name, pt_report_name (message->report), pt_report_name (cases[i].kind));
    assert_number (cases[i].name, message->statuses->len, cases[i].statuses);
    assert_number (cases[i].name, message->returned_ids->len, cases[i].ids);
  }
  g_autoptr (PtMessage) first = read_filtered (cases[0].text, "");
  const PtDeliveryStatus *status = g_ptr_array_index (first->statuses, 0);
  assert_string_equal (status->recipient, "u@example.net");
  assert_string_equal (status->action, "failed");
  assert_string_equal (status->status, "5.1.1");
}

static void
quotes (void **state)
{
  static const struct {
    const char *name, *text, *wanted, *quoted;
  } cases[] = {
    { "no quote", "a\nb\n", "a\nb", "" },
    { "a quote below", "a\n\nOn Monday Ann wrote:\n> b\n> c\n", "a", "On Monday Ann wrote:\n> b\n> c\n" },
    { "an attribution over two lines",
      "a\n\nOn Monday, 1 January 2026 at 10:00,\nAnn <ann@example.com> wrote:\n> b\n", "a",
      "On Monday, 1 January 2026 at 10:00,\nAnn <ann@example.com> wrote:\n> b\n" },
    { "a German attribution", "a\n\nAm 1.1.2026 schrieb Ann:\n> b\n", "a", "Am 1.1.2026 schrieb Ann:\n> b\n" },
    { "a French attribution",
      "a\n\nLe lundi, Ann a \xc3\xa9"
      "crit :\n> b\n",
      "a",
      "Le lundi, Ann a \xc3\xa9"
      "crit :\n> b\n" },
    { "a quote without marks", "a\n\nOn Monday Ann <ann@example.com> wrote:\n\nb\nc\n", "a",
      "On Monday Ann <ann@example.com> wrote:\n\nb\nc\n" },
    { "marks without an attribution", "a\n> b\n", "a", "> b\n" },
    { "an original message", "a\n\n-----Original Message-----\nFrom: x\nb\n", "a",
      "-----Original Message-----\nFrom: x\nb\n" },
    { "a header block", "a\n\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: x\n\nb\n", "a",
      "From: Ann\nSent: Monday\nTo: Bob\nSubject: x\n\nb\n" },
    { "a German header block", "a\n\nVon: Ann\nGesendet: Montag\nAn: Bob\nBetreff: x\n\nb\n", "a",
      "Von: Ann\nGesendet: Montag\nAn: Bob\nBetreff: x\n\nb\n" },
    { "answers between the lines", "On Monday Ann wrote:\n> b\nno\n> c\nyes\n",
      "On Monday Ann wrote:\n> b\nno\n> c\nyes", "" },
    { "a signature goes to neither", "a\n-- \nAnn\n\nOn Monday Bob wrote:\n> b\n", "a",
      "On Monday Bob wrote:\n> b\n" },
    { "the line of a telephone goes to neither", "a\n\nSent from my phone\n\nOn Monday Bob wrote:\n> b\n", "a",
      "On Monday Bob wrote:\n> b\n" },
    { "a signature below the quote", "a\n\nOn Monday Bob wrote:\n> b\n-- \nAnn\n", "a",
      "On Monday Bob wrote:\n> b\n-- \nAnn\n" },
    { "nothing but a quote is all there is", "> b\n", "> b", "" },
    { "a sentence with the verb", "She wrote:\nthis is it\n", "She wrote:\nthis is it", "" },
    { "nothing", "", "", "" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *fresh = NULL, *quoted = NULL;
    pt_quote_split (cases[i].text, &fresh, &quoted);
    assert_text (cases[i].name, fresh, cases[i].wanted);
    assert_text (cases[i].name, quoted, cases[i].quoted);
  }
}

static void
table (void **state)
{
  (void) state;
  for (guint i = 0; i < pt_n_filters; i++) {
    assert_non_null (pt_filters[i]->run);
    for (guint k = 0; k < i; k++)
      assert_string_not_equal (pt_filters[i]->name, pt_filters[k]->name);
  }
}

static void
stopped (void **state)
{
  g_autoptr (PtMessage) message = read_filtered ("Auto-Submitted: auto-generated\0\n\nx\n", "");
  g_autoptr (PtMessage) bad = read_filtered ("no header\n", "");
  (void) state;
  assert_int_equal (bad->automatic, PT_AUTOMATIC_NO);
  assert_int_equal (bad->notes->len, 0);
  assert_int_equal (message->automatic, PT_AUTOMATIC_YES);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("automatic mail is known by its signs", automatic),
    TEST ("a sender whom nobody can answer dominates", no_reply),
    TEST ("J6: signs of a machine have a weight", weights),
    TEST ("reports are told apart and read", reports),
    TEST ("what is new is told from what is quoted", quotes),
    TEST ("every filter has a name of its own", table),
    TEST ("a message that the gate stopped is not filtered", stopped),
  };
  pt_read_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
