#include "base/limits.h"

const PtLimits pt_limits_default = {
  .message_bytes = 25 * 1024 * 1024,
  .header_bytes = 256 * 1024,
  .field_bytes = 64 * 1024,
  .fields = 1000,
  .received = 50,
  .addresses = 1000,
  .depth = 32,
  .parts = 1000,
  .parameters = 64,
  .boundary_bytes = 200,
  .references = 100,
  .id_bytes = 512,
  .text_bytes = 1024 * 1024,
  .html_bytes = 4 * 1024 * 1024,
  .html_depth = 2000,
};
