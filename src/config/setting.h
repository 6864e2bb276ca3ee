/* PtSetting: one row of the table of settings.  The table is the only place that knows a setting: the loader, the
 * list that commands print and the test of postern.conf(5) read it. */
#ifndef PT_CONFIG_SETTING_H
#define PT_CONFIG_SETTING_H

#include <glib.h>

typedef enum {
  PT_SETTING_YES_NO,    /* gboolean: yes no true false on off */
  PT_SETTING_NUMBER,    /* guint */
  PT_SETTING_RATE,      /* guint an hour: 20/h */
  PT_SETTING_BURST,     /* guint a minute: 10/m */
  PT_SETTING_DURATION,  /* PtTime: 300s 5m 2h 7d */
  PT_SETTING_SECONDS,   /* guint seconds, written as a duration */
  PT_SETTING_SIZE,      /* gsize: 200 7MB 64KiB */
  PT_SETTING_WORD,      /* int: index of one of `words` */
  PT_SETTING_CHOICE,    /* char *: one of `words` */
  PT_SETTING_WORDS,     /* GStrv: any of `words` */
  PT_SETTING_STATUSES,  /* PtStatus[PT_STATUS_N]: pairs STATUS=SHOWN; a status that is not named is shown as itself */
  PT_SETTING_NAME,      /* char *: letters, digits, `-` and `_` */
  PT_SETTING_LINE,      /* char *: text that may stand in a header */
  PT_SETTING_LINES,     /* char *: text, `\n` for a new line */
  PT_SETTING_FILE,      /* char *: a path is given, what the file holds is kept */
  PT_SETTING_HOST,      /* char *: lower case */
  PT_SETTING_HOSTS,     /* GStrv: domains as A-labels */
  PT_SETTING_ADDRESS,   /* char * as written */
  PT_SETTING_ADDRESSES, /* GStrv: keys of addresses, and domains */
  PT_SETTING_PATH,      /* char *: absolute; a relative one starts at the folder of the settings file */
  PT_SETTING_CHARACTER, /* char: one of the characters that may divide a local part */
} PtSettingType;

/* The struct that `offset` counts from. */
typedef enum {
  PT_PLACE_CONFIG,
  PT_PLACE_POLICY,
  PT_PLACE_SMTP,
  PT_PLACE_LIMITS,
  PT_PLACE_RULES, /* also allowed in a mailbox group, for that mailbox alone */
  PT_PLACE_MAILBOX,
} PtSettingPlace;

typedef struct {
  const char        *group; /* "postern" "mailbox" "smtp" "limits" "rules" */
  const char        *name;
  PtSettingType      type;
  PtSettingPlace     place;
  gsize              offset;
  gint64             min, max; /* of numbers, rates, durations (microseconds), sizes; both 0 elsewhere */
  const char *const *words;    /* NULL-terminated, of WORD, CHOICE and WORDS */
  const char        *initial;  /* the default as it would be written; NULL = unset, or derived from others */
  const char        *derived;  /* what is taken when `initial` is NULL, for people */
  const char        *meaning;  /* one sentence */
} PtSetting;

/* A group of the settings file. */
typedef struct {
  const char *name;    /* as in PtSetting */
  const char *title;   /* as it stands in the brackets */
  const char *meaning; /* one sentence */
} PtSettingGroup;

/* All groups, and all settings, in the order of postern.conf(5). */
const PtSettingGroup *pt_setting_groups (gsize *out_count);
const PtSetting *pt_settings (gsize *out_count);

/* The setting NAME of GROUP; a rule is found in the group "mailbox" too.  NULL if there is none. */
const PtSetting *pt_setting_find (const char *group, const char *name);

/* "duration", "yes or no", "word: suspend truncate" ...: the type as postern.conf(5) writes it.  Free with g_free. */
char *pt_setting_type_text (const PtSetting *setting);

/* The default as people read it: as it would be written, what it is derived from, or "none". */
const char *pt_setting_default_text (const PtSetting *setting);

/* TRUE if VALUE, as pt_config_each gives it of a setting that stands in the file, is not the default. */
gboolean pt_setting_is_changed (const PtSetting *setting, const char *value);

/* What may be written, for an error: "a duration from 1h to 28d, such as 300s or 7d".  Free with g_free. */
char *pt_setting_allowed (const PtSetting *setting);

/* Reads TEXT into *FIELD and frees what stood there.  FOLDER is where relative paths start.  FALSE without an error
 * set if TEXT is not allowed; with one (IO) if a file cannot be read. */
gboolean pt_setting_read (const PtSetting *setting, const char *folder, const char *text, gpointer field,
                          GError **error);

/* *FIELD as it would be written in the file; "" if it is unset.  Free with g_free. */
char *pt_setting_show (const PtSetting *setting, gconstpointer field);

#endif
