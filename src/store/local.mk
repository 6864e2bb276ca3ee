src_libpostern_a_SOURCES +=
