#include "cmd/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "cmd/print.h"

static const char *const finding_words[] = { "ok", "notice", "warning", "error" };

static void
print_line (PtFinding finding, const char *what, const char *advice, const char *detail)
{
  g_autofree char *line = g_strdup_printf ("%-7s  %-12s  %s%s%s", finding_words[finding], what, detail,
                                           advice ? " -> " : "", advice ? advice : "");
  g_autofree char *safe = pt_text_to_terminal (line);
  printf ("%s\n", g_strdelimit (safe, "\n", ' '));
  fflush (stdout);
}

void
pt_check_say (PtCheck *check, PtFinding finding, const char *what, const char *advice, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *raw = g_strdup_vprintf (format, args);
  g_autofree char *detail = g_utf8_make_valid (raw, -1);
  va_end (args);
  check->errors += finding == PT_FINDING_ERROR;
  check->warnings += finding == PT_FINDING_WARNING;
  if (!check->json) {
    print_line (finding, what, advice, detail);
    return;
  }
  json_builder_begin_object (check->json);
  pt_json_text (check->json, "finding", finding_words[finding]);
  pt_json_text (check->json, "about", what);
  pt_json_text (check->json, "detail", detail);
  pt_json_text (check->json, "advice", advice);
  json_builder_end_object (check->json);
}
