src_libpostern_a_SOURCES +=
# reading: bytes -> facts
src_libpostern_a_SOURCES += \
  src/mime/gate.c src/mime/gate.h \
  src/mime/source.c src/mime/source.h \
  src/mime/source-digest.c src/mime/source-digest.h \
  src/mime/source-sha256.c src/mime/source-sha256.h
# writing: draft -> bytes
src_libpostern_a_SOURCES += \
  src/mime/write.c src/mime/write.h \
  src/mime/write-body.c src/mime/write-body.h \
  src/mime/write-check.c src/mime/write-check.h \
  src/mime/write-fields.c src/mime/write-fields.h \
  src/mime/write-header.c src/mime/write-header.h \
  src/mime/write-verify.c src/mime/write-verify.h
