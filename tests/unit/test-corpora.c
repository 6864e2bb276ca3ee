/* Real mail through reader and filters: nothing crashes, hangs or yields invalid text, and the agreement with what
 * the corpora state may not fall below scores.tsv.  Agreement is the aim, not 100 %: a peer's answer is its opinion.
 */
#include "test.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sys/resource.h>

#include "base/text.h"
#include "filters/filter.h"
#include "filters/quote.h"
#include "mime/read.h"
#include "tests/lib/folder.h"

/* Sanitizers cost time and memory that are not the program's. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define SECONDS (SANITIZED ? 20 : 2)

typedef enum { SUBJECT, FROM_ADDRESS, MESSAGE_ID, ATTACHMENTS, DIGESTS, BOUNCE, AUTO, TRIMMED, N_SCORES } Score;

static const char *const score_names[N_SCORES] = { "subject",     "from",   "message_id", "attachments",
                                                   "digests", "bounce", "auto",       "trimmed" };

typedef struct {
  guint right, wrong;
  guint missed, alarms; /* of yes-or-no scores: a yes not seen, a no taken for a yes */
  guint found;          /* yes seen */
} Tally;

typedef struct {
  char *root;
  Tally tallies[N_SCORES];
  guint files, slow, broken;
} Corpora;

/* A folder of the collection of test mail. */
static char *
corpora_root (const char *folder)
{
  const char *named = g_getenv ("POSTERN_CORPORA"), *top = g_getenv ("top_srcdir");
  return named ? g_build_filename (named, folder, NULL)
                       : g_build_filename (top ? top : ".", "..", "shared", folder, NULL);
}

/* Skips the test if FILE of the collection is not there; nothing may be held yet, since a skip does not return. */
static void
need (const char *file)
{
  char *path = corpora_root (file);
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
  g_free (path);
  if (!there) {
    print_message ("# SKIP %s: not found, set POSTERN_CORPORA\n", file);
    skip ();
  }
}

static void
count (Corpora *corpora, Score score, gboolean right, const char *file)
{
  Tally *tally = &corpora->tallies[score];
  tally->right += right;
  tally->wrong += !right;
  if (!right && g_getenv ("VERBOSE"))
    print_message ("# %s: %s\n", score_names[score], file);
}

static void
count_yes (Corpora *corpora, Score score, gboolean got, gboolean wanted, const char *file)
{
  Tally *tally = &corpora->tallies[score];
  count (corpora, score, got == wanted, file);
  tally->found += got && wanted;
  tally->missed += !got && wanted;
  tally->alarms += got && !wanted;
}

static gboolean
same_words (const char *a, const char *b)
{
  g_autofree char *x = pt_text_to_line (a), *y = pt_text_to_line (b);
  return strcmp (x, y) == 0;
}

static char *
without_space (const char *text)
{
  GString *out = g_string_new (NULL);
  for (; *text != 0; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (out, *text);
  return g_string_free (out, FALSE);
}

static const char *
text_member (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  return node && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonArray *
array_member (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
score_header (Corpora *corpora, JsonObject *row, const PtMessage *message, const char *file)
{
  JsonNode *node = json_object_get_member (row, "cpython");
  JsonObject *second = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *subject = text_member (row, "subject"), *from = text_member (row, "from");
  const char *id = text_member (row, "message_id");
  JsonArray *list = array_member (second, "from");
  subject = subject ? subject : text_member (second, "subject");
  id = id ? id : text_member (second, "message_id");
  if (!from && list && json_array_get_length (list) == 1)
    from = json_array_get_string_element (list, 0);
  if (subject)
    count (corpora, SUBJECT, same_words (message->subject, subject), file);
  if (from && *from != 0)
    count (corpora, FROM_ADDRESS, message->from && g_ascii_strcasecmp (message->from->addr, from) == 0, file);
  if (id && *id != 0) {
    g_autofree char *bare = g_strdup (id);
    if (*bare == '<' && g_str_has_suffix (bare, ">")) {
      memmove (bare, bare + 1, strlen (bare));
      bare[strlen (bare) - 1] = 0;
    }
    count (corpora, MESSAGE_ID, g_strcmp0 (message->message_id, bare) == 0, file);
  }
}

static gboolean
has_digest (const PtMessage *message, const char *digest)
{
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    g_autofree char *hex = pt_hex (part->sha256, PT_SHA256_BYTES);
    if (g_ascii_strcasecmp (hex, digest) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
score_attachments (Corpora *corpora, JsonObject *row, const PtMessage *message, const char *file)
{
  JsonArray *list = array_member (row, "attachments"), *some = array_member (row, "attachments_contain");
  guint got = 0;
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    got += part->attachment || part->is_inline;
  }
  if (list)
    count (corpora, ATTACHMENTS, got == json_array_get_length (list), file);
  else if (json_object_has_member (row, "attachment_count"))
    count (corpora, ATTACHMENTS, got == json_object_get_int_member (row, "attachment_count"), file);
  list = list ? list : some;
  for (guint i = 0; list && i < json_array_get_length (list); i++) {
    const char *digest = text_member (json_array_get_object_element (list, i), "sha256");
    if (digest)
      count (corpora, DIGESTS, has_digest (message, digest), file);
  }
}

static void
score_kind (Corpora *corpora, JsonObject *row, const PtMessage *message, const char *file)
{
  if (json_object_has_member (row, "bounce"))
    count_yes (corpora, BOUNCE, message->report == PT_REPORT_DELIVERY, json_object_get_boolean_member (row, "bounce"),
               file);
  if (json_object_has_member (row, "auto"))
    count_yes (corpora, AUTO, message->automatic != PT_AUTOMATIC_NO, json_object_get_boolean_member (row, "auto"),
               file);
}

static void
score_trimmed (Corpora *corpora, JsonObject *row, const char *fresh, const char *file)
{
  const char *wanted = text_member (row, "trimmed"), *compare = text_member (row, "compare");
  if (!wanted)
    return;
  if (g_strcmp0 (compare, "strip") == 0) {
    g_autofree char *a = g_strstrip (g_strdup (fresh)), *b = g_strstrip (g_strdup (wanted));
    count (corpora, TRIMMED, strcmp (a, b) == 0, file);
  } else {
    g_autofree char *a = without_space (fresh), *b = without_space (wanted);
    count (corpora, TRIMMED, strcmp (a, b) == 0, file);
  }
}

static gboolean
texts_are_valid (const PtMessage *message)
{
  gboolean valid = g_utf8_validate (message->text, -1, NULL) && g_utf8_validate (message->subject, -1, NULL)
                   && g_utf8_validate (message->text_new, -1, NULL)
                   && g_utf8_validate (message->text_quoted, -1, NULL);
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    valid =
      valid && g_utf8_validate (part->type, -1, NULL) && (!part->name || g_utf8_validate (part->name, -1, NULL));
  }
  return valid;
}

/* Reads FILE as a whole message; never returns NULL. */
static PtMessage *
read_file (Corpora *corpora, const char *file, char *data, gsize length)
{
  g_autoptr (GBytes) raw = g_bytes_new_take (data, length);
  PtReadOptions options = { .limits = &pt_limits_default };
  g_autoptr (PtSource) source = NULL;
  gint64 start = g_get_monotonic_time ();
  PtMessage *message = pt_read_message (raw, &options, &source);
  pt_filters_annotate (message, source, NULL);
  corpora->files++;
  if (g_get_monotonic_time () - start > SECONDS * G_USEC_PER_SEC) {
    print_message ("# slow: %s\n", file);
    corpora->slow++;
  }
  if (!texts_are_valid (message)) {
    print_message ("# invalid text: %s\n", file);
    corpora->broken++;
  }
  return message;
}

static void
read_row (Corpora *corpora, const char *folder, const char *line)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  JsonObject *row = node ? json_node_get_object (node) : NULL;
  const char *file = text_member (row, "file"), *format = text_member (row, "format");
  g_autofree char *path = NULL, *data = NULL;
  gsize length = 0;
  if (!file)
    return;
  path = g_build_filename (corpora->root, folder, file, NULL);
  if (!g_file_get_contents (path, &data, &length, NULL))
    return;
  if (g_strcmp0 (format, "text") == 0) {
    g_autofree char *text = pt_text_to_utf8 (data, length, NULL), *fresh = NULL, *quoted = NULL;
    pt_quote_split (text, &fresh, &quoted);
    score_trimmed (corpora, row, fresh, path);
  }
  g_autoptr (PtMessage) message = read_file (corpora, path, g_steal_pointer (&data), length);
  if (g_strcmp0 (format, "eml") != 0)
    return;
  score_header (corpora, row, message, path);
  score_attachments (corpora, row, message, path);
  score_kind (corpora, row, message, path);
  score_trimmed (corpora, row, message->text_new, path);
}

static void
read_folder (Corpora *corpora, const char *folder)
{
  g_autofree char *path = g_build_filename (corpora->root, folder, "expected.jsonl", NULL), *data = NULL;
  g_auto (GStrv) lines = NULL;
  if (!g_file_get_contents (path, &data, NULL, NULL))
    return;
  lines = g_strsplit (data, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (*lines[i] != 0)
      read_row (corpora, folder, lines[i]);
}

static void
print_table (const Corpora *corpora)
{
  for (guint i = 0; i < N_SCORES; i++) {
    const Tally *tally = &corpora->tallies[i];
    guint all = tally->right + tally->wrong;
    print_message ("# %-12s %5u of %5u", score_names[i], tally->right, all);
    if (i == BOUNCE || i == AUTO)
      print_message ("   precision %u of %u, recall %u of %u", tally->found, tally->found + tally->alarms,
                     tally->found, tally->found + tally->missed);
    print_message ("\n");
  }
}

static void
compare_with_floor (const Corpora *corpora)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "tests", "unit", "scores.tsv", NULL);
  g_autofree char *data = NULL;
  guint seen = 0;
  assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (data, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", 2);
    for (guint k = 0; cells[0] && cells[1] && k < N_SCORES; k++)
      if (strcmp (cells[0], score_names[k]) == 0) {
        seen++;
        if (corpora->tallies[k].right < g_ascii_strtoull (cells[1], NULL, 10))
          fail_msg ("%s fell to %u, it was %s", score_names[k], corpora->tallies[k].right, cells[1]);
      }
  }
  assert_int_equal (seen, N_SCORES);
}

static void
corpora (void **state)
{
  (void) state;
  need ("corpora");
  Corpora all = { .root = corpora_root ("corpora") };
  g_autofree char *root = all.root;
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *folder;
  assert_non_null (dir);
  while ((folder = g_dir_read_name (dir)))
    read_folder (&all, folder);
  print_message ("# %u files\n", all.files);
  print_table (&all);
  assert_true (all.files > 1000);
  assert_int_equal (all.slow, 0);
  assert_int_equal (all.broken, 0);
  compare_with_floor (&all);
}

/* What gate and filters must find in the hand-made abuse messages. */
static void
abuse (void **state)
{
  static const struct {
    const char  *file;
    PtGate       gate;
    PtAutomatic  automatic;
    PtReportKind report;
    gboolean     ambiguous;
  } wanted[] = {
    { "c01-control-new", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "c02-control-reply", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a01-ticket-trick-plain", PT_GATE_OK, PT_AUTOMATIC_NOREPLY, PT_REPORT_NONE, FALSE },
    { "a18-two-from-headers", PT_GATE_FROM, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a19-multi-address-from", PT_GATE_FROM, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a20-display-name-agent", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a21-nul-in-from", PT_GATE_BYTES, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a22-bare-cr-header", PT_GATE_BYTES, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a23-encoded-word-addr-spec", PT_GATE_FROM, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a24-quoted-local-esmtp", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a25-comment-domain-swap", PT_GATE_FROM, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a26-homograph-domain", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "a27-unicode-fold", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "d01-vacation-reply", PT_GATE_OK, PT_AUTOMATIC_VACATION, PT_REPORT_NONE, FALSE },
    { "d02-ooo-on-closed", PT_GATE_OK, PT_AUTOMATIC_VACATION, PT_REPORT_NONE, FALSE },
    { "d03-dsn-genuine", PT_GATE_OK, PT_AUTOMATIC_YES, PT_REPORT_DELIVERY, FALSE },
    { "d05-dsn-backscatter", PT_GATE_OK, PT_AUTOMATIC_YES, PT_REPORT_DELIVERY, FALSE },
    { "d07-list-mail", PT_GATE_OK, PT_AUTOMATIC_BULK, PT_REPORT_NONE, FALSE },
    { "d08-arf-report", PT_GATE_OK, PT_AUTOMATIC_YES, PT_REPORT_FEEDBACK, FALSE },
    { "d09-too-many-hops", PT_GATE_TOO_MANY_HOPS, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "e01-charset-broken", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "e02-nul-body", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "e03-ambiguous-content-type", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, TRUE },
    { "e04-nested-40", PT_GATE_LIMIT, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "e05-no-headers", PT_GATE_BYTES, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "f01-subject-crlf", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "f02-filename-crlf", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "f03-message-id-evil", PT_GATE_BYTES, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "f04-attachment-paths", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "f05-html-active", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
    { "f08-nested-rfc822-refs", PT_GATE_OK, PT_AUTOMATIC_NO, PT_REPORT_NONE, FALSE },
  };
  (void) state;
  need ("abuse");
  Corpora all = { .root = corpora_root ("abuse") };
  g_autofree char *root = all.root;
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++) {
    g_autofree char *name = g_strconcat (wanted[i].file, ".eml", NULL), *path = g_build_filename (root, name, NULL);
    char *data = NULL;
    gsize length = 0;
    assert_true (g_file_get_contents (path, &data, &length, NULL));
    g_autoptr (PtMessage) message = read_file (&all, path, data, length);
    assert_text (name, pt_gate_name (message->gate), pt_gate_name (wanted[i].gate));
    assert_text (name, pt_automatic_name (message->automatic), pt_automatic_name (wanted[i].automatic));
    assert_text (name, pt_report_name (message->report), pt_report_name (wanted[i].report));
    assert_number (name, message->ambiguous, wanted[i].ambiguous);
  }
  assert_int_equal (all.slow + all.broken, 0);
}

/* Peak of the process in KiB. */
static glong
peak_memory (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
bombs (void **state)
{
  (void) state;
  need ("abuse/make-bombs");
  Corpora all = { .root = corpora_root ("abuse") };
  g_autofree char *root = all.root, *maker = g_build_filename (root, "make-bombs", NULL);
  g_autofree char *folder = g_dir_make_tmp ("postern-bombs-XXXXXX", NULL);
  const char *big = g_getenv ("POSTERN_LONG") ? "--big" : NULL, *name;
  const char *arguments[] = { "python3", maker, folder, "--seed=1", big, NULL };
  int status = 1;
  assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                             NULL, NULL, NULL, &status, NULL));
  assert_int_equal (status, 0);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    char *data = NULL;
    gsize length = 0;
    if (g_str_has_suffix (name, ".eml") && g_file_get_contents (path, &data, &length, NULL))
      pt_message_free (read_file (&all, path, data, length));
  }
  pt_folder_remove (folder);
  print_message ("# %u bombs, peak %ld KiB\n", all.files, peak_memory ());
  assert_true (all.files > 100);
  assert_int_equal (all.slow + all.broken, 0);
  assert_true (SANITIZED || peak_memory () < 512 * 1024);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("corpora: real mail is read as well as before", corpora),
    TEST ("abuse: attacks are seen for what they are", abuse),
    TEST ("bombs: nothing is slow or large", bombs),
  };
  pt_read_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
