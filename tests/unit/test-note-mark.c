#include "test.h"

#include "filters/note-mark.h"

/* As people write it, in the programs and languages that they use (J1). */
static const char *const marks[] = {
  "#note\nHe called again.",
  "#note he called again",
  "#Note: he called again",
  "#NOTE - he called again",
  "# note\nHe called again.",
  "# note he called again",
  "##note\nHe called again.",
  "## Internal\nHe called again.",
  "#note:",
  "#note.\nHe called again.",
  "#note,he called again\n#note, he called again",
  "#note!\nHe called again.",
  "#internal\nHe called again.",
  "#private\nHe called again.",
  "#internal-note he called again",
  "#private_note\nHe called again.",
  "#internal note\nHe called again.",
  "/note\nHe called again.",
  "/internal he called again",
  "@note he called again",
  "@@note he called again",
  "@internal: he called again",
  "!note\nHe called again.",
  "! internal\nHe called again.",
  "\xef\xbb\xbf#note\nHe called again.",              /* a byte order mark */
  "\xc2\xa0#note\xc2\xa0he called again",             /* no-break spaces */
  "#\xc2\xa0note he called again",
  "\xe2\x80\x8b#note\nHe called again.",              /* a zero-width space */
  "#\xe2\x80\x8bnote\nHe called again.",
  "#no\xc2\xadte\nHe called again.",                  /* a soft hyphen */
  "\xe2\x80\x8e#note\nHe called again.",              /* a left-to-right mark */
  "\xef\xbc\x83note\nHe called again.",               /* full-width forms */
  "\xef\xbc\x83\xef\xbd\x8e\xef\xbd\x8f\xef\xbd\x94\xef\xbd\x85\xef\xbc\x9ahe called again",
  "*#note*\nHe called again.",
  "**#note**\nHe called again.",
  "*#note* he called again",
  "_#note_\nHe called again.",
  "`#note`\nHe called again.",
  "- #note\nHe called again.",
  "* #note he called again",
  "\xe2\x80\xa2 #note\nHe called again.",
  "1. #note he called again",
  "> #note\n> He called again.",
  "\"#note\"\nHe called again.",
  "[#note]\nHe called again.",
  "(internal)\nHe called again.",
  "\\#note\nHe called again.",
  "Hi Bob,\n\n#note he called again",
  "Hello,\nas said\n\nby telephone:\n\n#internal\nHe called again.",
  "\n\n   \n#note\nHe called again.",
  "Internal:\nHe called again.",
  "Internal note\nHe called again.",
  "INTERNAL USE ONLY\nHe called again.",
  "Note.\nHe called again.",
  "Private!\nHe called again.",
  "He called again #note",
  "He called again, do not tell. #internal",
  "#nte\nHe called again.",
  "#noet he called again",
  "#notes\nHe called again.",
  "#inernal\nHe called again.",
  "#privat\nEr hat wieder angerufen.",
  "#notiz er hat wieder angerufen",
  "# intern\nEr hat wieder angerufen.",
  "Interne Notiz:\nEr hat wieder angerufen.",
  "#vermerk er hat wieder angerufen",
  "#interne il a rappel\xc3\xa9",
  "Note interne :\nIl a rappel\xc3\xa9.",
  "#priv\xc3\xa9\nIl a rappel\xc3\xa9.",
  "#prive\xcc\x81\nIl a rappel\xc3\xa9.",              /* the accent apart */
  "#nota ha vuelto a llamar",
  "Nota interna\nHa vuelto a llamar.",
  "#interno ha richiamato",
  "/privato\nHa richiamato.",
  "#notitie hij heeft weer gebeld",
  "#nota-interna ele ligou de novo",
  "#privado\nEle ligou de novo.",
  "#notatka dzwoni\xc5\x82 znowu",
  "Notatka wewn\xc4\x99trzna\nDzwoni\xc5\x82 znowu.",
  "#\xd0\x97\xd0\xb0\xd0\xbc\xd0\xb5\xd1\x82\xd0\xba\xd0\xb0 \xd0\xbe\xd0\xbd "
  "\xd0\xb7\xd0\xb2\xd0\xbe\xd0\xbd\xd0\xb8\xd0\xbb",
  "\xd0\x92\xd0\xbd\xd1\x83\xd1\x82\xd1\x80\xd0\xb5\xd0\xbd\xd0\xbd\xd1\x8f\xd1\x8f "
  "\xd0\xb7\xd0\xb0\xd0\xbc\xd0\xb5\xd1\x82\xd0\xba\xd0\xb0:\n\xd0\x9e\xd0\xbd.",
  "#not tekrar arad\xc4\xb1",
  "#\xc3\xb6zel\ntekrar arad\xc4\xb1",
  "\xc4\xb0\xc3\xa7 not:\ntekrar arad\xc4\xb1",
  "\xef\xbc\x83\xe3\x83\xa1\xe3\x83\xa2\xef\xbc\x9a\xe3\x81\xbe\xe3\x81\x9f\xe9\x9b\xbb\xe8\xa9\xb1",
  "#\xe3\x83\xa1\xe3\x83\xa2\xe3\x81\xbe\xe3\x81\x9f\xe9\x9b\xbb\xe8\xa9\xb1",
  "\xe3\x80\x90\xe7\xa4\xbe\xe5\x86\x85\xe3\x83\xa1\xe3\x83\xa2\xe3\x80\x91\n\xe3\x81\xbe\xe3\x81\x9f",
  "#\xe7\xa4\xbe\xe5\x86\x85\n\xe3\x81\xbe\xe3\x81\x9f",
  "\xef\xbc\x83\xe5\xa4\x87\xe6\xb3\xa8 \xe4\xbb\x96\xe5\x8f\x88\xe6\x89\x93\xe4\xba\x86",
  "#\xe5\x86\x85\xe9\x83\xa8\n\xe4\xbb\x96",
  "\xe5\x86\x85\xe9\x83\xa8\xe5\xa4\x87\xe6\xb3\xa8\xef\xbc\x9a\n\xe4\xbb\x96",
};

/* First lines that look like one and are none. */
static const char *const harmless[] = {
  "Note: please restart the printer.",
  "Note that the printer must be off.",
  "Private customers pay by card.",
  "Internal server error is what it says.",
  "Please note the number below.",
  "Notes from our call: you sent two forms.",
  "@Nate can you look at this?",
  "@Nate",
  "@notary.example.org is their handle.",
  "# node\nnpm start",
  "# print\nlpr file",
  "# not sure why",
  "#1 note the number\nof the form",
  "#1042 is your ticket.",
  "#print the form",
  "#hashtag",
  "#internet is down at your place",
  "#interval of the backups",
  "#pirate",
  "#note-taking apps are not covered.",
  "#notebook",
  "#footnote",
  "#privacy",
  "### Note",
  "#",
  "# ",
  "/etc/postfix/main.cf is the file.",
  "/notes/2026 holds them.",
  "/internal/status is the page.",
  "/var/private",
  "!important",
  "!= is not what I mean",
  "! notice the lamp",
  "@media print",
  "@@ -1,4 +1,4 @@",
  "internal.example.com is the host.",
  "@internal.example.com is the domain.",
  "It is #noted.",
  "The channel is #internal-help on our side.",
  "Turn on #private mode, then go on.",
  "Hello Alice,\nyour form is internal to us.",
  "Hello Alice,\n\nNote: the lamp is red.",
  "Hello,\n\nintern haben wir das besprochen.",
  "Privat oder gesch\xc3\xa4"
  "ftlich?",
  "Interne Stellen sind informiert.",
  "Nota: el formulario es otro.",
  "Nota fiscal em anexo",
  "Not working for me either.",
  "Not at all!",
  "For you only",
  "Use it",
  "Only for a day",
  "C#note is no language.",
  "1. Note the number\n2. Note the lamp",
  "- noted\n- done",
  "> Note: you wrote",
  "*Note* the lamp.",
  "one\ntwo\nthree\nfour\nfive\n#note",
  "Thank you!\nAnn\nInternal Affairs",
  "Notary office",
  "\xe5\x86\x85\xe9\x83\xa8\xe3\x83\x8d\xe3\x83\x83\xe3\x83\x88"
  "\xe3\x83\xaf\xe3\x83\xbc\xe3\x82\xaf\xe3\x81\xae\xe9\x9a\x9c\xe5\xae\xb3",
  "\xe3\x83\xa1\xe3\x83\xa2\xe3\x83\xaa\xe3\x81\x8c\xe8\xb6\xb3\xe3\x82\x8a\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93",
  "\xe7\xa7\x81\xe4\xba\xba\xe4\xbf\xa1\xe6\x81\xaf",
  "",
};

static void
finds (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
    g_autofree char *line = pt_note_mark_find (marks[i]);
    if (!line)
      fail_msg ("no mark is seen in: %s", marks[i]);
  }
}

static void
leaves (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++) {
    g_autofree char *line = pt_note_mark_find (harmless[i]);
    if (line)
      fail_msg ("a mark is seen in: %s (%s)", harmless[i], line);
  }
}

static void
gives_line (void **state)
{
  g_autofree char *line = pt_note_mark_find ("Hello\n\n  *#note* he called\nmore");
  (void) state;
  assert_text ("line", line, "*#note* he called");
}

/* Every beginning and every end of each form is read without going beyond it. */
static void
pieces (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    for (const char *at = marks[i]; *at; at = g_utf8_next_char (at)) {
      g_autofree char *begin = g_strndup (marks[i], (gsize) (at - marks[i]));
      g_free (pt_note_mark_find (begin));
      g_free (pt_note_mark_find (at));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("J1: a mark of a note is seen in whatever form it is written", finds),
    TEST ("J1: what only looks like one is left alone", leaves),
    TEST ("the line that holds it is told", gives_line),
    TEST ("pieces of all forms are read in bounds", pieces),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
