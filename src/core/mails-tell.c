/* One mail to one person, or to one group of people inside. */
#include "core/mails.h"

#include <string.h>

void
pt_mails_reason (PtMails *mails, const char *rules, const char *why)
{
  const PtMailsReason reason = { rules, why };
  g_array_append_val (mails->reasons, reason);
}

void
pt_mails_leave_out (PtMails *mails, PtId person, PtNotifyKind kind, PtLeftOutReason why)
{
  const PtLeftOut one = { person, kind, why };
  const gint64 key = person * PT_NOTIFY_N_KINDS + (gint64) kind;
  if (person && g_hash_table_add (mails->left, g_memdup2 (&key, sizeof key)))
    g_array_append_val (mails->left_out, one);
}

void
pt_mails_suppress (PtMails *mails, const PtMailing *mail, PtId person, PtLeftOutReason why)
{
  const PtMailsSuppressed one = { mail->ticket, person, why };
  g_array_append_val (mails->suppressed, one);
  pt_mails_leave_out (mails, person, mail->kind, why);
}

/* Why mail cannot go to ADDRESS of PERSON; PT_LEFT_OUT_N if it can. */
static PtLeftOutReason
why_not (const PtMails *mails, const PtPerson *person, const PtPersonAddress *address)
{
  if (person && person->state != PT_PERSON_ACTIVE)
    return PT_LEFT_OUT_SUSPENDED;
  if (address && pt_policy_owns_address (mails->work->c->policy, address->key)) /* O1: the desk never mails itself */
    return PT_LEFT_OUT_DESK;
  if (!address || !pt_address_can_be_mailed (address->address))
    return PT_LEFT_OUT_UNREACHABLE;
  gboolean dead = address->state == PT_ADDRESS_UNDELIVERABLE && g_strcmp0 (mails->work->heard, address->key) != 0;
  return dead ? PT_LEFT_OUT_UNDELIVERABLE : PT_LEFT_OUT_N;
}

const PtPersonAddress *
pt_mails_reach (const PtMails *mails, const PtPerson *person, PtLeftOutReason *out_why)
{
  const PtPersonAddress *address = person ? pt_person_primary (person) : NULL;
  *out_why = why_not (mails, person, address);
  return *out_why == PT_LEFT_OUT_N ? address : NULL;
}

/* Kinds that are off (H4), people outside of what is not shared (D2), automatic mail to machines (S10); but who
 * leaves is told so (J16). */
static gboolean
is_silent (const PtMails *mails, const PtMailing *mail, PtLeftOutReason *out_why)
{
  const PtTicket *ticket = mail->ticket ? pt_work_ticket (mails->work, mail->ticket) : NULL;
  const PtRules *rules = ticket ? pt_work_rules (mails->work, mail->ticket) : mails->work->c->policy->rules;
  const char *const *off = (const char *const *) rules->notify_off;
  gboolean outside = pt_notify_kind_is_outside (mail->kind);
  *out_why = PT_LEFT_OUT_OFF;
  if (off && g_strv_contains (off, pt_notify_kind_name (mail->kind)))
    return TRUE;
  if (!ticket)
    return FALSE;
  *out_why = ticket->shared ? PT_LEFT_OUT_MACHINE : PT_LEFT_OUT_NOT_SHARED;
  gboolean to_machine = ticket->machine && pt_notify_kind_auto_submitted (mail->kind);
  return outside && mail->kind != PT_NOTIFY_LEFT && (!ticket->shared || to_machine);
}

/* That somebody is not mailed is told beside whatever else there is to tell (J4), and so are the way back (J16) and
 * what waits (J30). */
static gboolean
is_beside (PtNotifyKind kind)
{
  return kind == PT_NOTIFY_WITHHELD || kind == PT_NOTIFY_LEFT || kind == PT_NOTIFY_SENT;
}

/* What of it no agent caused: mail to people outside that one of them makes us write, and mail to us that somebody
 * whom nothing proves makes us write about a ticket that they name, or time does (J10). */
static PtCeiling
ceiling_of (const PtMails *mails, const PtMailing *mail)
{
  if (mail->kind == PT_NOTIFY_RECEIPT)
    return mail->ceiling;
  if (pt_notify_kind_is_outside (mail->kind))
    return pt_work_is_from_outside (mails->work) ? PT_CEILING_OUTSIDE : PT_CEILING_NONE;
  if (mail->kind == PT_NOTIFY_HELD || mail->kind == PT_NOTIFY_HELD_DIGEST || mail->kind == PT_NOTIFY_REMINDER)
    return PT_CEILING_STAFF;
  return mails->work->author.claims ? PT_CEILING_STAFF : PT_CEILING_NONE;
}

static void
add (PtMails *mails, const PtMailing *mail, PtId person, const PtPersonAddress *address)
{
  g_autofree char *mailed = pt_address_as_mailed (address->address);
  PtNotification *row = pt_notification_new (mail->kind, mail->ticket, person, mailed);
  row->comment = mail->comment;
  row->event = mail->event;
  row->due_at = mails->work->c->now + mail->delay;
  row->as = mail->as;
  row->ceiling = ceiling_of (mails, mail);
  row->joins = mail->kind == PT_NOTIFY_REPLY && mail->delay > 0;
  g_ptr_array_add (mails->rows, row);
  if (!is_beside (mail->kind))
    g_hash_table_insert (mails->told, &row->person, row);
}

gboolean
pt_mails_tell (PtMails *mails, const PtMailing *mail, PtId person_id)
{
  const PtPerson *person = pt_work_person (mails->work, person_id);
  PtLeftOutReason why;
  const PtPersonAddress *address = pt_mails_reach (mails, person, &why);
  gboolean fine = address && !is_silent (mails, mail, &why);
  if (fine && !is_beside (mail->kind) && g_hash_table_contains (mails->told, &person_id)) {
    fine = FALSE;
    why = PT_LEFT_OUT_JOINED;
  }
  if (fine)
    add (mails, mail, person_id, address);
  else
    pt_mails_leave_out (mails, person_id, mail->kind, why);
  return fine;
}

/* Internal mail may hold private text: role and rights are looked at here once more, as the ticket will be. */
gboolean
pt_mails_tell_inside (PtMails *mails, const PtMailing *mail, PtId person_id)
{
  gboolean own = person_id == mails->work->author.id && !mails->work->author.unproven;
  if (!own && pt_work_standing (mails->work, mail->ticket, person_id).access == PT_ACCESS_ALL)
    return pt_mails_tell (mails, mail, person_id);
  pt_mails_leave_out (mails, person_id, mail->kind, own ? PT_LEFT_OUT_AUTHOR : PT_LEFT_OUT_MAY_NOT_READ);
  return FALSE;
}

gboolean
pt_mails_tell_watcher (PtMails *mails, const PtMailing *mail, PtId person)
{
  PtLeftOutReason why;
  if (pt_mails_tell_inside (mails, mail, person))
    return TRUE;
  if (person != mails->work->author.id && !pt_mails_reach (mails, pt_work_person (mails->work, person), &why))
    pt_mails_suppress (mails, mail, person, why);
  return FALSE;
}

gboolean
pt_mails_tell_members (PtMails *mails, const PtMailing *mail, gboolean all)
{
  const PtTicket *ticket = pt_work_ticket (mails->work, mail->ticket);
  const PtDivision *division = pt_snapshot_division (mails->work->c->snapshot, ticket->division);
  PtMailing own = *mail;
  gboolean any = FALSE;
  own.as = PT_AS_MEMBER;
  for (guint i = 0; division && i < division->members->len; i++) {
    const PtPerson *person = g_ptr_array_index (division->members, i);
    if (all || person->role == PT_ROLE_SUPERVISOR)
      any |= pt_mails_tell_inside (mails, &own, person->id);
  }
  return any;
}

/* The team: who answers letters, where no division has the ticket (J21). */
static gboolean
is_wanted (const char *const *roles, const PtPerson *person, gboolean team)
{
  gboolean answers = person->role == PT_ROLE_AGENT || person->role == PT_ROLE_SUPERVISOR;
  return g_strv_contains (roles, pt_role_name (person->role)) || (team && answers && g_strv_contains (roles, "team"));
}

/* The snapshot holds the staff of every mailbox; whom new tickets of this one go to its own rules say (X28). */
gboolean
pt_mails_tell_staff (PtMails *mails, const PtMailing *mail, gboolean team)
{
  const GPtrArray *staff = mails->work->c->snapshot->staff;
  PtMailing own = *mail;
  gboolean any = FALSE;
  own.as = PT_AS_ANYBODY;
  const char *const *roles = (const char *const *) pt_work_rules (mails->work, mail->ticket)->notify_new;
  for (guint i = 0; i < staff->len; i++) {
    const PtPerson *person = g_ptr_array_index (staff, i);
    if (is_wanted (roles, person, team))
      any |= pt_mails_tell_inside (mails, &own, person->id);
  }
  return any;
}

/* TRUE if one of those with such a role can be mailed, whether or not they are told now. */
static gboolean
tell_role (PtMails *mails, const PtMailing *mail, PtRole role)
{
  const GPtrArray *staff = mails->work->c->snapshot->staff;
  PtMailing own = *mail;
  gboolean any = FALSE;
  own.as = PT_AS_ANYBODY;
  for (guint i = 0; i < staff->len; i++) {
    const PtPerson *person = g_ptr_array_index (staff, i);
    if (person->role != role)
      continue;
    pt_mails_tell_inside (mails, &own, person->id);
    any |= pt_person_is_reachable (person);
  }
  return any;
}

void
pt_mails_tell_owners (PtMails *mails, const PtMailing *mail)
{
  if (tell_role (mails, mail, PT_ROLE_OWNER) || pt_mails_tell_members (mails, mail, TRUE))
    return;
  tell_role (mails, mail, PT_ROLE_AGENT);
  tell_role (mails, mail, PT_ROLE_SUPERVISOR);
}

void
pt_mails_tell_in_charge (PtMails *mails, const PtMailing *mail)
{
  const PtId assignee = pt_work_ticket (mails->work, mail->ticket)->assignee;
  PtMailing own = *mail;
  own.as = PT_AS_ASSIGNEE;
  gboolean told = assignee && pt_mails_tell_inside (mails, &own, assignee);
  told = told || pt_mails_tell_members (mails, mail, !assignee) || pt_mails_tell_staff (mails, mail, TRUE);
  if (!told)
    pt_mails_tell_owners (mails, mail);
}
