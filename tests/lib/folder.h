/* A folder of its own for a test. */
#ifndef TESTS_LIB_FOLDER_H
#define TESTS_LIB_FOLDER_H

#include <glib.h>

/* Removes PATH with all that is in it; links are not followed. */
void pt_folder_remove (const char *path);

#endif
