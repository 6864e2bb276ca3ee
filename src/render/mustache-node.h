/* The parsed form of a template; for mustache-parse.c and mustache-render.c only. */
#ifndef PT_RENDER_MUSTACHE_NODE_H
#define PT_RENDER_MUSTACHE_NODE_H

#include "render/mustache.h"

typedef enum {
  PT_NODE_TEXT,
  PT_NODE_VALUE,
  PT_NODE_RAW,
  PT_NODE_SECTION,
  PT_NODE_INVERTED,
  PT_NODE_PARTIAL,
} PtNodeKind;

/* Nodes stand in a row in the order of the text; the body of section i is i + 1 .. end - 1. */
typedef struct {
  PtNodeKind  kind;
  guint       line;
  gboolean    line_start; /* text: indentation of a partial goes in front of it */
  gboolean    standalone; /* partial: alone on its line, and text is its indentation */
  const char *text;       /* text: the bytes */
  gsize       length;
  const char *name;       /* tags: as written */
  guint       part;       /* tags: first part of the name in PtTemplate.parts */
  guint       n_parts;    /* tags: 0 for {{.}} */
  guint       end;        /* sections: index after the body */
} PtNode;

struct PtTemplate {
  char         *name;
  char         *text;
  gsize         length;
  GArray       *nodes;   /* PtNode */
  GPtrArray    *parts;   /* const char *, parts of names */
  GStringChunk *strings; /* owner of the names and their parts */
};

/* The contexts a name is looked up in, innermost first. */
typedef struct PtScope PtScope;
struct PtScope {
  const PtValue *value;
  const PtScope *outer;
};

static inline const PtNode *
pt_template_node (const PtTemplate *template, guint index)
{
  return &g_array_index (template->nodes, PtNode, index);
}

/* What the name of NODE stands for in SCOPE; NULL if nothing. */
const PtValue *pt_node_resolve (const PtTemplate *template, const PtNode *node, const PtScope *scope);

#endif
