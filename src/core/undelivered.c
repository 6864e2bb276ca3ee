#include "core/undelivered.h"

/* --- the address --- */

static void
log_address (PtWork *work, PtId ticket, PtId actor, PtEventKind kind, PtId person, const char *address,
             const char *why)
{
  g_autofree char *detail = g_strdup_printf ("%s: %s", address, why);
  pt_work_event_of (work, ticket, actor, kind, person, detail);
}

static void
judge_address (PtWork *work, const PtOutboxItem *item, PtDelivery delivery, const char *words)
{
  const PtNotification *mail = &item->notification;
  g_autofree char *key = pt_address_key (mail->address);
  const PtPerson *person = pt_work_person (work, mail->person);
  const PtPersonAddress *address = person ? pt_person_address (person, key) : NULL;
  if (!address || address->state == PT_ADDRESS_UNDELIVERABLE
      || !pt_delivery_is_dead (address, work->c->snapshot->reports, delivery, item->id, work->c->now))
    return;
  pt_work_address (work, mail->person, key, PT_NEWS_UNDELIVERABLE);
  log_address (work, mail->ticket, 0, PT_EVENT_ADDRESS_UNDELIVERABLE, mail->person, address->address,
               *words ? words : "it is gone");
}

gboolean
pt_undelivered_try_again (PtWork *work, const PtPerson *person, const char *key, PtId ticket, PtId actor,
                          PtAddressNews news, const char *why)
{
  const PtPersonAddress *address = person ? pt_person_address (person, key) : NULL;
  if (!address || address->state != PT_ADDRESS_UNDELIVERABLE)
    return FALSE;
  pt_work_address (work, person->id, key, news);
  log_address (work, ticket, actor, PT_EVENT_ADDRESS_DELIVERABLE, person->id, address->address, why);
  return TRUE;
}

/* An absence note says that its author is not there; a report and what else a machine sent say nothing of that. */
static void
hear_of_absence (const PtFacts *f, PtWork *work, const PtPerson *person)
{
  gboolean note = f->c->message->automatic == PT_AUTOMATIC_VACATION;
  if (!pt_person_is_internal (person) || (!note && (f->mail.machine || !person->absent_at)))
    return;
  pt_work_absent (work, person->id, note);
}

void
pt_undelivered_hear (const PtFacts *f, PtWork *work, PtId ticket)
{
  const PtPerson *person = f->author.person;
  const char *key = f->c->message->from ? f->c->message->from->key : NULL;
  const PtPersonAddress *address = person ? pt_person_address (person, key) : NULL;
  gboolean proven = f->author.mail_auth == PT_AUTH_PASS
                    || (f->author.mail_auth == PT_AUTH_NONE && f->match->evidence == PT_EVIDENCE_OWN);
  if (!address || !proven || f->author.by_form || f->c->message->report != PT_REPORT_NONE)
    return;
  hear_of_absence (f, work, person);
  if (!pt_undelivered_try_again (work, person, key, ticket, 0, PT_NEWS_HEARD, "mail came from it")
      && (address->success_at == 0 || address->reports > 0))
    pt_work_address (work, person->id, key, PT_NEWS_HEARD);
}

/* --- the mail --- */

/* `alice@example.org: gone: 550 5.1.1 no such user` for the log; render/fields-undelivered.c reads it again. */
static char *
detail_of (const PtOutboxItem *item, const char *reason, const char *words)
{
  return g_strdup_printf ("%s: %s%s%s", item->notification.address, reason, *words ? ": " : "", words);
}

static void
tell (PtWork *work, const PtOutboxItem *item, PtEventKind kind, const char *reason, const char *words)
{
  const PtNotification *mail = &item->notification;
  g_autofree char *detail = detail_of (item, reason, words);
  PtId event = pt_work_event_of (work, mail->ticket, 0, kind, mail->person, detail);
  if (mail->ticket) /* of mail of the desk the log is all that tells */
    pt_work_happened_to_mail (work, PT_HAPPENED_UNDELIVERED, mail, event);
}

static const char *
reason_of (const PtOutboxItem *item, PtDelivery delivery)
{
  if (item->state == PT_OUTBOX_UNKNOWN)
    return "unknown";
  return delivery == PT_DELIVERY_GONE ? "gone" : delivery == PT_DELIVERY_REFUSED ? "refused" : "late";
}

static void
take_delay (PtWork *work, const PtOutboxItem *item, const char *words)
{
  gboolean under_way = item->state == PT_OUTBOX_DUE || item->state == PT_OUTBOX_SENDING
                       || item->state == PT_OUTBOX_SENT;
  if (item->told != PT_TOLD_NOTHING || !under_way)
    return;
  pt_work_told (work, item, PT_TOLD_DELAY);
  tell (work, item, PT_EVENT_DELIVERY_DELAYED, "delayed", words);
}

void
pt_undelivered_take (PtWork *work, const PtOutboxItem *item, PtDelivery delivery, const char *words)
{
  static const PtReportWeight weights[] = { [PT_DELIVERY_REFUSED] = PT_WEIGHT_REFUSED,
                                            [PT_DELIVERY_GONE] = PT_WEIGHT_GONE };
  if (delivery == PT_DELIVERY_FINE)
    return;
  if (delivery == PT_DELIVERY_DELAYED) {
    take_delay (work, item, words);
    return;
  }
  /* of whom nobody knows whether it arrived stays so until a report says more */
  if (item->state != PT_OUTBOX_UNKNOWN || delivery >= PT_DELIVERY_REFUSED)
    pt_work_bounce (work, item, words, delivery >= PT_DELIVERY_REFUSED ? weights[delivery] : PT_WEIGHT_NONE);
  judge_address (work, item, delivery, words);
  if (item->told == PT_TOLD_ALL)
    return;
  pt_work_told (work, item, PT_TOLD_ALL);
  tell (work, item, PT_EVENT_DELIVERY_FAILED, reason_of (item, delivery), words);
}

static const char *
why_dropped (const PtPerson *person)
{
  const PtPersonAddress *primary = person ? pt_person_primary (person) : NULL;
  if (person && person->state != PT_PERSON_ACTIVE)
    return "suspended";
  if (primary && primary->state == PT_ADDRESS_UNDELIVERABLE)
    return "undeliverable";
  return person && !pt_person_is_reachable (person) ? "unmailable" : "dropped";
}

void
pt_undelivered_dropped (PtWork *work, const PtOutboxItem *item, const char *words)
{
  const PtNotification *mail = &item->notification;
  g_autofree char *detail = detail_of (item, why_dropped (pt_work_person (work, mail->person)), words);
  if (item->told == PT_TOLD_ALL)
    return;
  pt_work_told (work, item, PT_TOLD_ALL);
  PtId event = pt_work_event_of (work, mail->ticket, 0, PT_EVENT_WITHHELD, mail->person, detail);
  if (mail->ticket)
    pt_work_happened_to_mail (work, PT_HAPPENED_DROPPED, mail, event);
}
