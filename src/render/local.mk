# render: template and fields -> text and HTML
src_libpostern_a_SOURCES += \
  src/render/fields.c src/render/fields.h src/render/fields-text.c src/render/fields-undelivered.c \
  src/render/fields-comment.c src/render/fields-held.c src/render/fields-held.h \
  src/render/fields-person.c src/render/fields-source.h \
  src/render/html.c src/render/html.h \
  src/render/kb.c src/render/kb.h \
  src/render/templates.c src/render/templates.h src/render/templates-check.c src/render/templates-names.c \
  src/render/template-files.c src/render/template-files.h \
  src/render/template-set.c src/render/template-set.h \
  src/render/mustache.h src/render/mustache-names.c src/render/mustache-node.h \
  src/render/mustache-parse.c src/render/mustache-render.c \
  src/render/value.c src/render/value.h \
  src/render/words.c src/render/words.h
