# config: file -> settings -> PtPolicy
src_libpostern_a_SOURCES += \
  src/config/file.c src/config/file.h \
  src/config/init.c src/config/init.h \
  src/config/keyfile.c src/config/keyfile.h \
  src/config/lines.c src/config/lines.h \
  src/config/setting.h src/config/setting-changed.c src/config/setting-read.c src/config/setting-table.c \
  src/config/setting-text.c src/config/setting-text.h \
  src/config/settings.c src/config/settings.h \
  src/config/settings-derive.c src/config/settings-derive.h
