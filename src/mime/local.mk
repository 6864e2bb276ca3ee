src_libpostern_a_SOURCES +=
# reading: bytes -> facts
src_libpostern_a_SOURCES += \
  src/mime/auth-results.c src/mime/auth-results.h \
  src/mime/body.c src/mime/body.h \
  src/mime/body-flowed.c src/mime/body-flowed.h \
  src/mime/body-leaf.c src/mime/body-leaf.h \
  src/mime/body-tree.c src/mime/body-tree.h \
  src/mime/charset.c src/mime/charset.h \
  src/mime/decode.c src/mime/decode.h \
  src/mime/gate.c src/mime/gate.h \
  src/mime/header.c src/mime/header.h \
  src/mime/header-address.c src/mime/header-address.h \
  src/mime/header-group.c src/mime/header-group.h \
  src/mime/header-params.c src/mime/header-params.h \
  src/mime/header-words.c src/mime/header-words.h \
  src/mime/html-text.c src/mime/html-text.h \
  src/mime/part.c src/mime/part.h \
  src/mime/part-scan.c src/mime/part-scan.h \
  src/mime/read.c src/mime/read.h \
  src/mime/source.c src/mime/source.h \
  src/mime/source-digest.c src/mime/source-digest.h
# writing: draft -> bytes
src_libpostern_a_SOURCES += \
  src/mime/write.c src/mime/write.h \
  src/mime/write-body.c src/mime/write-body.h \
  src/mime/write-check.c src/mime/write-check.h \
  src/mime/write-fields.c src/mime/write-fields.h \
  src/mime/write-file.c src/mime/write-file.h \
  src/mime/write-header.c src/mime/write-header.h \
  src/mime/write-verify.c src/mime/write-verify.h
