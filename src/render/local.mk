# render: template and fields -> text and HTML
src_libpostern_a_SOURCES += \
  src/render/fields.c src/render/fields.h src/render/fields-text.c \
  src/render/html.c src/render/html.h \
  src/render/templates.c src/render/templates.h \
  src/render/mustache.h src/render/mustache-names.c src/render/mustache-node.h \
  src/render/mustache-parse.c src/render/mustache-render.c \
  src/render/value.c src/render/value.h
