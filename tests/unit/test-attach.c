/* Mail with files goes through accept, outbox and drain into maildirs. */
#include "test.h"

#include <glib/gstdio.h>

#include "base/clock.h"
#include "config/init.h"
#include "gateway/attach.h"
#include "gateway/drain.h"
#include "gateway/sending.h"
#include "gateway/gateway.h"
#include "mime/read.h"
#include "store/outbox.h"
#include "store/person.h"
#include "tests/lib/folder.h"

#define BIG (8 * 1000 * 1000)

typedef struct {
  char      *dir;
  char      *out; /* maildirs of the people */
  PtConfig  *config;
  PtGateway *gateway;
} Desk;

static void
add_agent (Desk *desk)
{
  g_autoptr (PtPerson) agent = pt_person_new (0, "Agent", PT_ROLE_OWNER);
  g_autoptr (GError) error = NULL;
  PtStore *store = pt_gateway_store (desk->gateway);
  PtId id;
  pt_person_add_address (agent, "agent@example.net");
  if (!pt_store_begin (store, &error)
      || !pt_store_person_add (store, desk->config->policy, agent, pt_clock_now (), &id, &error)
      || !pt_store_commit (store, &error))
    fail_msg ("%s", error->message);
}

static int
open_desk (void **state)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) done = NULL;
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *templates = g_build_filename (top ? top : ".", "templates", NULL);
  g_setenv ("POSTERN_TEMPLATES", templates, TRUE);
  desk->dir = g_dir_make_tmp ("attach-XXXXXX", NULL);
  desk->out = g_build_filename (desk->dir, "out", NULL);
  g_autofree char *file = g_build_filename (desk->dir, "postern.conf", NULL);
  g_autofree char *where = g_strconcat ("maildir:", desk->out, NULL);
  PtInitOptions options = { .file = file, .address = "support@example.com", .state = desk->dir, .transport = where };
  if (!pt_init_run (&options, pt_clock_now (), &done, &error) || !pt_config_open (file, &desk->config, &error)
      || !pt_gateway_open (desk->config, PT_STORE_CREATE, &desk->gateway, &error))
    fail_msg ("%s", error->message);
  add_agent (desk);
  *state = desk;
  return 0;
}

static int
close_desk (void **state)
{
  Desk *desk = *state;
  pt_gateway_close (desk->gateway);
  pt_config_free (desk->config);
  pt_folder_remove (desk->dir);
  g_free (desk->dir);
  g_free (desk->out);
  g_free (desk);
  return 0;
}

/* --- mail in --- */

static GBytes *
noise (gsize size, guint32 seed)
{
  guint8 *data = g_malloc (size);
  for (gsize i = 0; i < size; i++) {
    seed = seed * 1664525u + 1013904223u;
    data[i] = (guint8) (seed >> 24);
  }
  return g_bytes_new_take (data, size);
}

static void
append_file (GString *mail, const char *head, GBytes *bytes)
{
  int state = 0, save = 0;
  gsize size = g_bytes_get_size (bytes);
  g_autofree char *text = g_malloc ((size / 3 + 1) * 4 + size / 54 + 256);
  gsize length = g_base64_encode_step (g_bytes_get_data (bytes, NULL), size, TRUE, text, &state, &save);
  length += g_base64_encode_close (TRUE, text + length, &state, &save);
  g_string_append_printf (mail, "--b\n%s\nContent-Transfer-Encoding: base64\n\n", head);
  g_string_append_len (mail, text, (gssize) length);
  g_string_append_c (mail, '\n');
}

static GString *
mail_from (const char *from, const char *to, const char *id)
{
  GString *mail = g_string_new (NULL);
  g_string_append_printf (mail,
                          "From: %s\nTo: %s\nSubject: Fire\nMessage-ID: <%s@example.org>\n"
                          "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the files.\n",
                          from, to, id);
  return mail;
}

static PtIncoming *
take (Desk *desk, GString *mail, const char *sender, const char *recipient)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_string_append (mail, "--b--\n");
  g_autoptr (GBytes) raw = g_string_free_to_bytes (mail);
  PtEnvelope *envelope = pt_envelope_new (PT_ENTRANCE_PIPE, sender, pt_clock_now ());
  pt_envelope_add_recipient (envelope, recipient);
  PtIncoming *incoming = pt_incoming_new (envelope, pt_gateway_read (desk->gateway, raw, envelope), raw);
  g_ptr_array_add (batch, incoming);
  if (!pt_gateway_accept (desk->gateway, batch, &error) || !incoming->accepted)
    fail_msg ("not taken: %s", error ? error->message : incoming->error ? incoming->error->message : "?");
  return incoming;
}

/* --- mail out --- */

static guint
send_all (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  PtRunStats stats = { 0 };
  if (!pt_sending_once (desk->gateway, &stats, &error))
    fail_msg ("%s", error->message);
  assert_int_equal (stats.unsent, 0);
  return stats.sent;
}

/* The one mail in the maildir of ADDRESS, read again; *out_raw for its parts.  It is removed. */
static PtMessage *
receive (Desk *desk, const char *address, GBytes **out_raw)
{
  g_autofree char *folder = g_build_filename (desk->out, address, "new", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir ? g_dir_read_name (dir) : NULL;
  char *data = NULL;
  gsize length = 0;
  if (!name)
    fail_msg ("%s has no mail", address);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  assert_true (g_file_get_contents (path, &data, &length, NULL));
  *out_raw = g_bytes_new_take (data, length);
  g_remove (path);
  PtReadOptions options = { .limits = &pt_limits_default };
  return pt_read_message (*out_raw, &options, NULL);
}

static guint
count_files (const PtMessage *message)
{
  guint n = 0;
  for (guint i = 0; i < message->parts->len; i++)
    n += ((const PtPart *) g_ptr_array_index (message->parts, i))->attachment;
  return n;
}

static void
assert_file (const PtMessage *message, const char *name, const char *type, GBytes *bytes)
{
  guint8 digest[PT_SHA256_BYTES];
  pt_sha256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), digest);
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    if (!part->attachment || g_strcmp0 (part->name, name) != 0)
      continue;
    assert_text (name, part->type, type);
    assert_int_equal (part->size, g_bytes_get_size (bytes));
    assert_memory_equal (part->sha256, digest, sizeof digest);
    return;
  }
  fail_msg ("%s is not attached", name);
}

static void
assert_holds (const char *text, const char *wanted)
{
  if (!strstr (text, wanted))
    fail_msg ("\"%s\" is missing in:\n%s", wanted, text);
}

#define PNG "Content-Type: image/png\nContent-Disposition: inline; filename=photo.png\nContent-ID: <p@example.org>"
#define PDF                                                                                                          \
  "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''Beh%C3%B6rde%0D%0ABcc.pdf"
#define FILM "Content-Type: video/mp4\nContent-Disposition: attachment; filename=film.mp4"

static void
there_and_back (void **state)
{
  Desk *desk = *state;
  g_autoptr (GBytes) png = noise (100001, 1), pdf = noise (3000000, 2), film = noise (BIG, 3), answer = noise (5, 4);
  g_autoptr (GBytes) raw = NULL, raw_reply = NULL;
  GString *mail = mail_from ("customer@example.org", "support@example.com", "one");
  append_file (mail, PNG, png);
  append_file (mail, FILM, film);
  append_file (mail, PDF, pdf);
  g_autoptr (PtIncoming) first = take (desk, mail, "customer@example.org", "support@example.com");
  assert_int_equal (send_all (desk), 2);

  g_autoptr (PtMessage) notice = receive (desk, "agent@example.net", &raw);
  assert_int_equal (count_files (notice), 2);
  assert_file (notice, "photo.png", "image/png", png);
  assert_file (notice, "Beh\xc3\xb6rde Bcc.pdf", "application/pdf", pdf);
  assert_holds (notice->text, "film.mp4 (7.6 MiB)\n  too large to be attached");
  assert_null (strstr (notice->text, "WARNING: not attached"));

  g_autoptr (PtMessage) receipt = receive (desk, "customer@example.org", &raw_reply);
  assert_int_equal (count_files (receipt), 0);
  g_clear_pointer (&raw_reply, g_bytes_unref);

  const PtAddress *to = g_ptr_array_index (notice->reply_to, 0);
  mail = mail_from ("agent@example.net", to->addr, "two");
  append_file (mail, "Content-Type: text/csv; charset=utf-8\nContent-Disposition: attachment; filename=list.csv",
               answer);
  g_autoptr (PtIncoming) second = take (desk, mail, "agent@example.net", to->addr);
  assert_int_equal (second->outcome.ticket, first->outcome.ticket);
  assert_int_equal (send_all (desk), 1);
  g_autoptr (PtMessage) reply = receive (desk, "customer@example.org", &raw_reply);
  assert_int_equal (count_files (reply), 1);
  assert_file (reply, "list.csv", "text/csv", answer);
}

static void
limits (void **state)
{
  static const struct {
    const char *name;
    gsize       file, total;
    guint       sent;
  } cases[] = {
    { "all fit to the byte", 4, 9, 3 },
    { "one is a byte too large", 3, 9, 2 },
    { "the total is a byte too small for the last", 4, 8, 2 },
    { "a small one fits in behind one that does not", 4, 5, 2 },
    { "none at all", 0, 0, 0 },
  };
  Desk *desk = *state;
  PtRules *rules = ((PtMailbox *) desk->config->policy->mailboxes->pdata[0])->rules;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *id = g_strdup_printf ("limit%u", (guint) i);
    g_autofree char *from = g_strdup_printf ("limit%u@example.org", (guint) i);
    g_autoptr (GBytes) raw = NULL;
    GString *mail = mail_from (from, "support@example.com", id);
    static const gsize sizes[] = { 3, 4, 2 };
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++) {
      g_autoptr (GBytes) bytes = noise (sizes[k], k);
      append_file (mail, "Content-Type: application/x-thing\nContent-Disposition: attachment", bytes);
    }
    rules->attach_out_file = cases[i].file;
    rules->attach_out_total = cases[i].total;
    pt_incoming_free (take (desk, mail, from, "support@example.com"));
    send_all (desk);
    g_autoptr (PtMessage) notice = receive (desk, "agent@example.net", &raw);
    assert_number (cases[i].name, count_files (notice), cases[i].sent);
    assert_holds (notice->text, "attachment-3 (2 bytes)");
  }
}

static PtNotice *
notice_of (Desk *desk)
{
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  PtStore *store = pt_gateway_store (desk->gateway);
  assert_true (pt_store_begin (store, NULL));
  const PtOutboxCeilings ceilings = { 200, 10 };
  assert_true (pt_store_outbox_claim (store, &ceilings, pt_clock_now (), 10, &ids, NULL));
  assert_true (pt_store_commit (store, NULL));
  for (guint i = 0; i < ids->len; i++) {
    PtNotice *notice = NULL;
    assert_true (pt_store_outbox_load (store, g_array_index (ids, PtId, i), &notice, &error));
    if (notice->item->notification.kind == PT_NOTIFY_NOTICE)
      return notice;
    pt_notice_free (notice);
  }
  fail_msg ("no notice");
  return NULL;
}

static void
damaged (void **state)
{
  Desk *desk = *state;
  PtStore *store = pt_gateway_store (desk->gateway);
  const PtPolicy *policy = desk->config->policy;
  g_autoptr (GBytes) one = noise (10, 1), two = noise (20, 2);
  GString *mail = mail_from ("damage@example.org", "support@example.com", "damage");
  append_file (mail, "Content-Type: image/png", one);
  append_file (mail, "Content-Type: message/rfc822", two);
  pt_incoming_free (take (desk, mail, "damage@example.org", "support@example.com"));
  g_autoptr (PtNotice) notice = notice_of (desk);
  PtAttachment *first = g_ptr_array_index (notice->attachments, 0),
               *second = g_ptr_array_index (notice->attachments, 1);
  PtAttachCache cache = { 0 };
  first->part->sha256[0] ^= 1;
  assert_true (pt_attach_files (store, &cache, policy, notice, NULL));
  assert_int_equal (first->fate, PT_ATTACHMENT_LOST);
  assert_null (first->bytes);
  assert_int_equal (second->fate, PT_ATTACHMENT_SENT);
  assert_text ("name", second->part->name, "attachment-2.eml");
  assert_true (cache.files->pdata[1] == second->bytes); /* the next copy shares it */
  pt_attach_cache_clear (&cache);
  first->part->sha256[0] ^= 1;
  first->part->raw_start = G_MAXSIZE;
  assert_true (pt_attach_files (store, &cache, policy, notice, NULL));
  assert_int_equal (first->fate, PT_ATTACHMENT_LOST);
  pt_attach_cache_clear (&cache);
  first->message += 1000; /* whose raw bytes are gone */
  second->message += 1000;
  assert_true (pt_attach_files (store, &cache, policy, notice, NULL));
  assert_int_equal (second->fate, PT_ATTACHMENT_LOST);
  assert_null (second->bytes);
  pt_attach_cache_clear (&cache);
}

static void
kinds (void **state)
{
  Desk *desk = *state;
  static const PtNotifyKind none[] = { PT_NOTIFY_RECEIPT, PT_NOTIFY_STATUS, PT_NOTIFY_REPORT, PT_NOTIFY_WITHHELD };
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (PtNotice) notice = pt_notice_new ();
    PtAttachCache cache = { 0 };
    notice->item = pt_outbox_item_new ();
    notice->item->notification.kind = none[i];
    notice->message = 1;
    g_ptr_array_add (notice->attachments, pt_attachment_new (1, pt_part_new ("image/png")));
    assert_true (pt_attach_files (pt_gateway_store (desk->gateway), &cache, desk->config->policy, notice, NULL));
    assert_int_equal (((PtAttachment *) notice->attachments->pdata[0])->fate, PT_ATTACHMENT_NAMED);
    assert_int_equal (cache.message, 0);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    { "a customer's files reach the agent and an agent's file the customer, byte for byte", there_and_back, open_desk,
      close_desk, NULL },
    { "what is over a limit is named, and what fits in is sent", limits, open_desk, close_desk, NULL },
    { "bytes that are not those that came are named with a warning and not sent", damaged, open_desk, close_desk,
      NULL },
    { "receipts, reports and mail about a status carry no files", kinds, open_desk, close_desk, NULL },
  };
  return cmocka_run_group_tests_name ("attach", tests, NULL, NULL);
}
