#include "test.h"

#include "filters/filter.h"
#include "filters/forward.h"
#include "mime/read.h"

#define ABOVE "For you.\n\n"
#define BELOW "\n\nIt does not print.\n\nAlice\n"
#define WORDS "It does not print.\n\nAlice"

typedef struct {
  const char *name, *subject, *text;
  const char *above, *who, *address, *about, *words;
} Case;

/* As the programs write them in plain text. */
static const Case forms[] = {
  { "Gmail, English", "Fwd: Printer",
    ABOVE "---------- Forwarded message ---------\nFrom: Alice Doe <alice@example.org>\n"
          "Date: Mon, Jan 5, 2026 at 10:00 AM\nSubject: Printer\nTo: Ann <ann@example.com>\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Printer", WORDS },
  { "Gmail, German", "Fwd: Drucker",
    ABOVE "---------- Forwarded message ---------\nVon: Alice Doe <alice@example.org>\n"
          "Date: Mo., 5. Jan. 2026 um 10:00 Uhr\nSubject: Drucker\nTo: Ann <ann@example.com>\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Drucker", WORDS },
  { "Gmail, French", "Fwd: Imprimante",
    ABOVE "---------- Forwarded message ---------\nDe : Alice Doe <alice@example.org>\n"
          "Date: lun. 5 janv. 2026 à 10:00\nSubject: Imprimante\nTo: <ann@example.com>\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Imprimante", WORDS },
  { "Gmail, Spanish, without a name", "Fwd: Impresora",
    ABOVE "---------- Forwarded message ---------\nDe: <alice@example.org>\n"
          "Date: lun, 5 ene 2026 a las 10:00\nSubject: Impresora\nTo: <ann@example.com>\n" BELOW,
    "For you.", "", "alice@example.org", "Impresora", WORDS },
  { "Gmail, a long name goes on in the next line", "Fwd: Printer",
    "---------- Forwarded message ---------\nFrom: Alice Maria Doe from the Second Department of Printing\n"
    "<alice@example.org>\nDate: Mon, Jan 5, 2026\nSubject: Printer\nTo: <ann@example.com>\n" BELOW,
    "", "Alice Maria Doe from the Second Department of Printing", "alice@example.org", "Printer", WORDS },
  { "Apple Mail, English, quoted", "Fwd: Printer",
    ABOVE "Begin forwarded message:\n\n> From: Alice Doe <alice@example.org>\n> Subject: Printer\n"
          "> Date: 5 January 2026 at 10:00:00 CET\n> To: ann@example.com\n> \n> It does not print.\n> \n> Alice\n",
    "For you.", "Alice Doe", "alice@example.org", "Printer", WORDS },
  { "Apple Mail, German, from HTML", "Fwd: Drucker",
    ABOVE "Anfang der weitergeleiteten Nachricht:\n\nVon: Alice Doe <alice@example.org>\nBetreff: Drucker\n"
          "Datum: 5. Januar 2026 um 10:00:00 MEZ\nAn: ann@example.com\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Drucker", WORDS },
  { "Apple Mail, French", "Tr: Imprimante",
    ABOVE "Début du message transféré :\n\n> De: Alice Doe <alice@example.org>\n> Objet: Imprimante\n"
          "> Date: 5 janvier 2026\n> À: ann@example.com\n>\n> It does not print.\n>\n> Alice\n\nMore of mine.\n",
    "For you.More of mine.", "Alice Doe", "alice@example.org", "Imprimante", WORDS },
  { "Apple Mail, Spanish", "Fwd: Impresora",
    "Inicio del mensaje reenviado:\n\n> De: Alice Doe <alice@example.org>\n> Asunto: Impresora\n"
    "> Fecha: 5 de enero de 2026\n> Para: ann@example.com\n>\n> It does not print.\n>\n> Alice\n",
    "", "Alice Doe", "alice@example.org", "Impresora", WORDS },
  { "Thunderbird, English", "Fwd: Printer",
    ABOVE "-------- Forwarded Message --------\nSubject: \tPrinter\nDate: \tMon, 5 Jan 2026 10:00:00 +0100\n"
          "From: \tAlice Doe <alice@example.org>\nTo: \tann@example.com\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Printer", WORDS },
  { "Thunderbird, German", "WG: Drucker",
    ABOVE "-------- Weitergeleitete Nachricht --------\nBetreff: \tDrucker\nDatum: \tMon, 5 Jan 2026 10:00:00 +0100\n"
          "Von: \tAlice Doe <alice@example.org>\nAntwort an: \tdesk@example.org\nAn: \tann@example.com\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Drucker", WORDS },
  { "Thunderbird, French", "Fwd: Imprimante",
    ABOVE "-------- Message transféré --------\nSujet : \tImprimante\nDate : \tMon, 5 Jan 2026 10:00:00 +0100\n"
          "De : \tAlice Doe <alice@example.org>\nPour : \tann@example.com\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Imprimante", WORDS },
  { "Thunderbird, Spanish", "Fwd: Impresora",
    ABOVE "-------- Mensaje reenviado --------\nAsunto: \tImpresora\nFecha: \tMon, 5 Jan 2026 10:00:00 +0100\n"
          "De: \tAlice Doe <alice@example.org>\nPara: \tann@example.com\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Impresora", WORDS },
  { "Outlook, English", "FW: Printer",
    ABOVE "________________________________\nFrom: Alice Doe <alice@example.org>\n"
          "Sent: Monday, January 5, 2026 10:00 AM\nTo: Ann <ann@example.com>\nSubject: Printer\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Printer", WORDS },
  { "Outlook, German, no line above", "WG: Drucker",
    ABOVE "Von: Alice Doe [mailto:alice@example.org]\nGesendet: Montag, 5. Januar 2026 10:00\nAn: Ann\n"
          "Betreff: Drucker\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Drucker", WORDS },
  { "Outlook, French, bold", "TR: Imprimante",
    ABOVE "*De :* Alice Doe <alice@example.org>\n*Envoyé :* lundi 5 janvier 2026 10:00\n*À :* Ann\n"
          "*Objet :* Imprimante\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Imprimante", WORDS },
  { "Outlook, Spanish", "RV: Impresora",
    ABOVE "De: Alice Doe <alice@example.org>\nEnviado el: lunes, 5 de enero de 2026 10:00\nPara: Ann\n"
          "Asunto: Impresora\n" BELOW,
    "For you.", "Alice Doe", "alice@example.org", "Impresora", WORDS },
  { "Outlook, addresses with their links", "FW: Printer",
    "-----Original Message-----\nFrom: \"Doe, Alice\" <alice@example.org<mailto:alice@example.org>>\n"
    "Sent: Monday, January 5, 2026 10:00 AM\nTo: Ann\nSubject: Printer\n" BELOW,
    "", "Doe, Alice", "alice@example.org", "Printer", WORDS },
  { "a signature above it is not said", "Fwd: Printer",
    "-- \nAnn\nSecond line\n\n---------- Forwarded message ---------\nFrom: alice@example.org\nSubject: "
    "Printer\n" BELOW,
    "", "", "alice@example.org", "Printer", WORDS },
  { "of one forwarded twice the outer one counts", "Fwd: Fwd: Printer",
    "---------- Forwarded message ---------\nFrom: Alice <alice@example.org>\nSubject: Fwd: Printer\n\n"
    "---------- Forwarded message ---------\nFrom: Erin <erin@example.org>\nSubject: Printer\n\nHello\n",
    "", "Alice", "alice@example.org", "Fwd: Printer",
    "---------- Forwarded message ---------\nFrom: Erin <erin@example.org>\nSubject: Printer\n\nHello" },
};

static void
forwards (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    const Case *c = &forms[i];
    g_autoptr (PtForward) forward = pt_forward_find (c->text, c->subject);
    if (!forward)
      fail_msg ("%s: not found", c->name);
    assert_text (c->name, forward->name, c->who);
    assert_text (c->name, forward->address, c->address);
    assert_text (c->name, forward->subject, c->about);
    assert_text (c->name, forward->text, c->words);
    assert_text (c->name, forward->above, c->above);
  }
}

static void
no_forwards (void **state)
{
  static const struct {
    const char *name, *subject, *text;
  } cases[] = {
    { "an answer of Outlook", "RE: Printer",
      "Yes.\n\n________________________________\nFrom: Alice <alice@example.org>\nSent: Monday\nTo: Ann\nSubject: "
      "Printer\n\nHi\n" },
    { "an answer about a forward", "Re: Fwd: Printer",
      "Yes.\n\n-----Original Message-----\nFrom: Alice <alice@example.org>\nSent: Monday\nTo: Ann\nSubject: "
      "Printer\n\nHi\n" },
    { "a block in a quote", "Fwd: Printer",
      "Yes.\n\nOn Monday Carol wrote:\n> ---------- Forwarded message ---------\n> From: Alice <alice@example.org>\n"
      "> Subject: Printer\n>\n> Hi\n" },
    { "a block below a quote", "Fwd: Printer",
      "On Monday Carol wrote:\n> Hello\n\n---------- Forwarded message ---------\nFrom: Alice <alice@example.org>\n"
      "Subject: Printer\n\nHi\n" },
    { "a block below an attribution without marks", "Fwd: Printer",
      "Yes.\n\nOn Mon, Jan 5, 2026 Carol <carol@example.net> wrote:\n\nHello\n\n"
      "---------- Forwarded message ---------\nFrom: Alice <alice@example.org>\nSubject: Printer\n\nHi\n" },
    { "two addresses", "Fwd: Printer",
      "---------- Forwarded message ---------\nFrom: Alice <alice@example.org>, <erin@example.org>\nSubject: P\n\n"
      "Hi\n" },
    { "no address", "FW: Printer",
      "________________________________\nFrom: Alice Doe\nSent: Monday\nSubject: P\n\nHi\n" },
    { "no fields", "Fwd: Printer", "---------- Forwarded message ---------\nHello\n" },
    { "a From alone", "Fwd: Printer", "---------- Forwarded message ---------\nFrom: alice@example.org\n\nHello\n" },
    { "fields without a From", "Fwd: Printer",
      "---------- Forwarded message ---------\nDate: x\nSubject: y\n\nHello\n" },
    { "words about forwarding", "Printer", "Begin forwarded message handling now:\nFrom here on it is yours.\n" },
    { "nothing", "", "" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtForward) forward = pt_forward_find (cases[i].text, cases[i].subject);
    if (forward)
      fail_msg ("%s: found %s", cases[i].name, forward->address);
  }
}

static PtMessage *
read_filtered (const char *text)
{
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
  PtReadOptions options = { .limits = &pt_limits_default };
  g_autoptr (PtSource) source = NULL;
  PtMessage *message = pt_read_message (raw, &options, &source);
  pt_filters_annotate (message, source, NULL);
  return message;
}

#define ATTACHED(subject, type, more) \
  "From: ann@example.com\nSubject: " subject "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" \
  "--b\nContent-Type: text/plain\n\nFor you.\n--b\nContent-Type: " type "\n\n" \
  "From: Alice Doe <alice@example.org>\nSubject: Printer\n\nIt does not print.\n" more "--b--\n"

static void
attached (void **state)
{
  static const struct {
    const char *name, *text, *address, *words;
  } cases[] = {
    { "an attached message", ATTACHED ("Fwd: Printer", "message/rfc822", ""), "alice@example.org",
      "It does not print." },
    { "not said to be forwarded", ATTACHED ("Printer", "message/rfc822", ""), NULL, NULL },
    { "a file like one", ATTACHED ("Fwd: Printer", "application/octet-stream", ""), NULL, NULL },
    { "two of them", ATTACHED ("Fwd: Printer", "message/rfc822",
                               "--b\nContent-Type: message/rfc822\n\nFrom: erin@example.org\n\nHi\n"), NULL, NULL },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMessage) message = read_filtered (cases[i].text);
    const char *words = pt_message_note (message, "forward", "text");
    assert_text (cases[i].name, pt_message_note (message, "forward", "address"), cases[i].address);
    assert_text (cases[i].name, words, cases[i].words);
    if (cases[i].address)
      assert_text (cases[i].name, pt_message_note (message, "forward", "above"), "For you.");
  }
}

static void
long_ones (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  (void) state;
  for (int i = 0; i < 30000; i++)
    g_string_append (text, "From: alice\nSubject: x\n");
  g_autoptr (PtForward) forward = pt_forward_find (text->str, "Fwd: x");
  assert_null (forward);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a forwarded mail is found in the forms of the large programs", forwards),
    TEST ("an answer, a quote and half a block are none", no_forwards),
    TEST ("an attached message is one where the subject says so", attached),
    TEST ("many blocks cost no more than one pass each of a few", long_ones),
  };
  pt_read_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
