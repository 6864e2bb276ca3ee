#include "base/fault.h"

#ifdef PT_TESTING

#include <errno.h>
#include <signal.h>
#include <string.h>

#define KILL -1

static const struct {
  const char *name;
  int         how;
} hows[] = {
  { "EACCES", EACCES }, { "EDQUOT", EDQUOT }, { "EIO", EIO },       { "EMFILE", EMFILE },
  { "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC }, { "EROFS", EROFS },   { "kill", KILL },
};

/* State of test builds alone: a point must be as cheap to write as the call it stands before. */
static struct {
  GMutex   lock;
  gboolean read;  /* the environment has been looked at, or a plan given */
  char    *point; /* NULL = no plan */
  guint64  at;
  gboolean onward;
  int      how;
  guint64  calls;
  guint64  fired;
} plan;

static gboolean
find_how (const char *name, int *out_how)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hows); i++)
    if (!strcmp (hows[i].name, name)) {
      *out_how = hows[i].how;
      return TRUE;
    }
  return FALSE;
}

static gboolean
set_plan (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text ? text : "", ":", 0);
  g_clear_pointer (&plan.point, g_free);
  plan.read = TRUE;
  plan.calls = plan.fired = 0;
  if (!text)
    return TRUE;
  if (g_strv_length (words) != 3 || !*words[0])
    return FALSE;
  plan.onward = g_str_has_suffix (words[1], "+");
  if (plan.onward)
    words[1][strlen (words[1]) - 1] = 0;
  if (!g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXUINT32, &plan.at, NULL) || !find_how (words[2], &plan.how))
    return FALSE;
  plan.point = g_strdup (words[0]);
  return TRUE;
}

gboolean
pt_fault_plan (const char *text)
{
  g_mutex_lock (&plan.lock);
  gboolean good = set_plan (text);
  g_mutex_unlock (&plan.lock);
  return good;
}

guint64
pt_fault_fired (void)
{
  g_mutex_lock (&plan.lock);
  guint64 fired = plan.fired;
  g_mutex_unlock (&plan.lock);
  return fired;
}

static void
read_environment (void)
{
  const char *text = g_getenv ("POSTERN_TEST_FAULT");
  if (!set_plan (text && *text ? text : NULL))
    g_error ("cannot read POSTERN_TEST_FAULT \"%s\": write it as write:3:ENOSPC", text);
}

static int
next_call (const char *point)
{
  if (!plan.read)
    read_environment ();
  if (!plan.point || (strcmp (plan.point, "any") && strcmp (plan.point, point)))
    return 0;
  plan.calls++;
  if (plan.onward ? plan.calls < plan.at : plan.calls != plan.at)
    return 0;
  plan.fired++;
  return plan.how;
}

int
pt_fault (const char *point)
{
  g_mutex_lock (&plan.lock);
  int how = next_call (point);
  g_mutex_unlock (&plan.lock);
  if (how == KILL)
    raise (SIGKILL);
  if (how)
    errno = how;
  return how;
}

#else

typedef int PtFaultNothing; /* C wants something in a file */

#endif
