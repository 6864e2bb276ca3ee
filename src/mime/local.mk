src_libpostern_a_SOURCES +=
# reading: bytes -> facts
src_libpostern_a_SOURCES += \
  src/mime/gate.c src/mime/gate.h \
  src/mime/source.c src/mime/source.h \
  src/mime/source-digest.c src/mime/source-digest.h \
  src/mime/source-sha256.c src/mime/source-sha256.h
