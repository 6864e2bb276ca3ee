# schema: the database definition and its numbered migrations, compiled into the library; every file of the folder is one of them
EXTRA_DIST += schema
