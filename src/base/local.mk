# base: errors, limits, text, addresses, digests, time, log sink; knows nothing of tickets or mail files
src_libpostern_a_SOURCES += \
  src/base/address.c src/base/address.h \
  src/base/clock.c src/base/clock.h \
  src/base/address-domain.c \
  src/base/digest.c src/base/digest.h \
  src/base/error.c src/base/error.h \
  src/base/fault.c src/base/fault.h \
  src/base/limits.c src/base/limits.h \
  src/base/log.c src/base/log.h \
  src/base/nearest.c src/base/nearest.h \
  src/base/text.c src/base/text.h \
  src/base/types.h
