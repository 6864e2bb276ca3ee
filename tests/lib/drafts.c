#include "tests/lib/drafts.h"

#include "mime/write.h"
#include "tests/unit/test.h"

void
pt_drafts_add_address (GPtrArray *list, const char *name, const char *addr)
{
  g_ptr_array_add (list, pt_address_new (name, addr));
}

void
pt_drafts_add_file (PtDraft *draft, const char *name, const char *type, const char *charset, const void *data,
                    gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_ptr_array_add (draft->parts, pt_draft_part_new (name, type, charset, bytes));
}

PtDraft *
pt_drafts_one (void)
{
  PtDraft *draft = pt_draft_new ();
  draft->from = pt_address_new ("Support", "support@example.com");
  draft->reply_to = pt_address_new (NULL, "support+token@example.com");
  pt_drafts_add_address (draft->to, "Customer", "customer@example.org");
  draft->subject = g_strdup ("Printer on fire");
  draft->message_id = g_strdup ("t1042.c7.n.4.abcdef@example.com");
  draft->date = G_GINT64_CONSTANT (1767261600000000);
  draft->text = g_strdup ("Hello,\nthe fire is out.\n");
  draft->sender = g_strdup ("bounce+token@example.com");
  draft->recipient = g_strdup ("customer@example.org");
  return draft;
}

char *
pt_drafts_write (const PtDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (!pt_write_draft (draft, &bytes, &error))
    fail_msg ("%s", error->message);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
