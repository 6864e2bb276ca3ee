#include "model/request.h"

#include "model/words.h"

static const char *const kind_names[] = {
  "new",    "reply", "note",   "assign", "status",   "close",  "set",  "followup", "merge",
  "delete", "tag",   "custom", "relate", "unrelate", "retire", "seen", "link",     "remind",
  "unsent", "unanswered", "deliverable", "tell-held", "digest-held", "tell-ceiling",
  "unsend",
};
static const PtNames pt_request_kind_names = PT_NAMES (kind_names, PT_REQUEST_N_KINDS);
PT_WORD_NAME (PtRequestKind, pt_request_kind)

PtRequest *
pt_request_new (PtRequestKind kind, PtId actor)
{
  PtRequest *request = g_new0 (PtRequest, 1);
  request->kind = kind;
  request->actor = actor;
  return request;
}

void
pt_request_free (PtRequest *request)
{
  if (!request)
    return;
  g_free (request->name);
  g_free (request->value);
  g_free (request->mailbox);
  g_free (request->subject);
  g_free (request->text);
  g_free (request);
}

GStrv
pt_request_people (const PtRequest *request)
{
  gboolean has = request->value && (request->kind == PT_REQUEST_RELATE || request->kind == PT_REQUEST_UNRELATE);
  return g_strsplit (has ? request->value : "", " ", -1);
}

PtId
pt_request_person_id (const char *word)
{
  PtId id = 0;
  return g_ascii_string_to_signed (*word == '#' ? word + 1 : word, 10, 1, G_MAXINT64, &id, NULL) ? id : 0;
}
