/* PtDivision: a group of agents; PtCompany: what customers belong to (R14, T7). */
#ifndef PT_MODEL_DIVISION_H
#define PT_MODEL_DIVISION_H

#include "model/person.h"

typedef struct {
  PtId       id;
  char      *name;    /* unique, whatever its case */
  GPtrArray *members; /* PtPerson *, by id: its active agents, if somebody asked for them */
} PtDivision;

typedef struct {
  PtId  id;
  char *name;
  PtId  contact; /* person: its main contact, 0 if none (T11) */
} PtCompany;

PtDivision *pt_division_new (PtId id, const char *name);
void        pt_division_free (PtDivision *division);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtDivision, pt_division_free)

PtCompany *pt_company_new (PtId id, const char *name, PtId contact);
void       pt_company_free (PtCompany *company);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtCompany, pt_company_free)

/* Whether WORD, as somebody wrote it, is this division: its name in any case, or its number (MC8). */
gboolean pt_division_is (const PtDivision *division, const char *word);

#endif
