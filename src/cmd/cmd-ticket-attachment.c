/* The files of a ticket, out of the store.  They are numbered through the ticket, in the order of its comments. */
#include "cmd/argument.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/print.h"
#include "cmd/ticket.h"
#include "gateway/attach.h"
#include "mime/decode.h"
#include "store/raw.h"

typedef struct {
  guint                 number;
  const PtSheetComment *entry;
  PtPart               *part;
} File;

static GArray *
files_of (const PtTicketSheet *sheet)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (File));
  for (guint i = 0; i < sheet->comments->len; i++) {
    const PtSheetComment *entry = g_ptr_array_index (sheet->comments, i);
    for (guint j = 0; j < entry->parts->len; j++) {
      File file = { files->len + 1, entry, g_ptr_array_index (entry->parts, j) };
      pt_attach_give_name (file.part, file.number);
      g_array_append_val (files, file);
    }
  }
  return files;
}

static void
list (const GArray *files)
{
  static const char *const titles[] = { "FILE", "COMMENT", "BYTES", "TYPE", "NAME", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < files->len; i++) {
    const File *file = &g_array_index (files, File, i);
    g_autofree char *number = g_strdup_printf ("%u", file->number);
    g_autofree char *comment = g_strdup_printf ("%" G_GINT64_FORMAT, file->entry->comment->id);
    g_autofree char *bytes = g_strdup_printf ("%" G_GSIZE_FORMAT, file->part->size);
    pt_columns_add (columns, number, comment, bytes, file->part->type, file->part->name, NULL);
  }
  pt_columns_print (columns);
}

static void
list_json (const GArray *files)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++) {
    const File *file = &g_array_index (files, File, i);
    json_builder_begin_object (builder);
    pt_json_int (builder, "file", file->number);
    pt_json_id (builder, "comment", file->entry->comment->id);
    pt_json_text (builder, "name", file->part->name);
    pt_json_text (builder, "type", file->part->type);
    pt_json_int (builder, "bytes", (gint64) file->part->size);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
}

/* A number comes before a name that looks like one: every file has a number. */
static gboolean
find (const GArray *files, const char *word, const File **out_file, GError **error)
{
  const File *found = NULL;
  guint64 number = 0;
  gboolean numbered = g_ascii_string_to_unsigned (word, 10, 1, G_MAXUINT, &number, NULL);
  for (guint i = 0; i < files->len; i++) {
    const File *file = &g_array_index (files, File, i);
    if (numbered ? file->number != number : strcmp (file->part->name, word) != 0)
      continue;
    if (found)
      return pt_error_set (error, PT_ERROR_USAGE, "files %u and %u are called \"%s\"; give the number", found->number,
                           file->number, word);
    found = file;
  }
  *out_file = found;
  return found || pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no file \"%s\"; without one all are listed",
                                word);
}

static gboolean
fails (const char *path, GError **error)
{
  return pt_error_set (error, PT_ERROR_IO, "%s: %s", path, g_strerror (errno));
}

/* PATH is no link that somebody laid there, and what is there stays unless --force is given. */
static gboolean
write_file (const char *path, GBytes *bytes, gboolean force, GError **error)
{
  gsize length, done = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  int fd = open (path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
  if (fd < 0 && errno == EEXIST)
    return pt_error_set (error, PT_ERROR_REFUSED, "%s is there already: --force replaces it, --output names another",
                         path);
  if (fd < 0)
    return fails (path, error);
  while (done < length) {
    gssize n = write (fd, data + done, length - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      fails (path, error);
      close (fd);
      return FALSE;
    }
    done += (gsize) n;
  }
  return close (fd) == 0 || fails (path, error);
}

static gboolean
take (PtCall *call, const File *file, GError **error)
{
  const char *output = call->options.output ? call->options.output : file->part->name;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) bytes = NULL;
  if (!pt_store_raw (call->store, file->entry->message, &raw, error)
      || !pt_decode_part (raw, file->part, &bytes, error))
    return FALSE;
  if (strcmp (output, "-") == 0)
    return fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stdout) == g_bytes_get_size (bytes)
           || fails ("standard output", error);
  if (!write_file (output, bytes, call->options.force, error))
    return FALSE;
  g_autofree char *line = g_strdup_printf ("%s, %" G_GSIZE_FORMAT " bytes", output, g_bytes_get_size (bytes));
  pt_print_text (line, "");
  return TRUE;
}

gboolean
pt_cmd_ticket_attachment (PtCall *call, GError **error)
{
  g_autoptr (PtTicketSheet) sheet = NULL;
  const File *file = NULL;
  if (!pt_ticket_look (call, &sheet, error))
    return FALSE;
  g_autoptr (GArray) files = files_of (sheet);
  if (call->words->len > 1)
    return find (files, pt_call_word (call, 1), &file, error) && take (call, file, error);
  if (call->options.json)
    list_json (files);
  else
    list (files);
  return TRUE;
}
