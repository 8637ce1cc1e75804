/**
 * @file
 * Formats log records and hands them to the port.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "isere/port.h"

/** Longest formatted record, bytes; it lives on the stack, so a board's is the measure. */
#define RECORD_BYTES 1024

static isere_log_level_t threshold = ISERE_LOG_INFO;

const char *isere_log_level_name(isere_log_level_t level) {
  static const char *const names[] = {"error", "warn", "info", "debug", "trace"};
  return (unsigned)level < sizeof(names) / sizeof(names[0]) ? names[level] : "info";
}

void isere_log_set_level(isere_log_level_t level) {
  threshold = level;
}

int isere_log_enabled(isere_log_level_t level) {
  return level <= threshold;
}

void isere_log(isere_log_level_t level, const char *request_id, const char *format, ...) {
  if (!isere_log_enabled(level)) return;
  char record[RECORD_BYTES + 1];
  va_list arguments;
  va_start(arguments, format);
  int len = vsnprintf(record, sizeof(record), format, arguments);
  va_end(arguments);
  if (len < 0) return;
  if (len > RECORD_BYTES) {
    memcpy(record + RECORD_BYTES - 3, "...", 3);
    len = RECORD_BYTES;
  }
  isere_port_log(level, request_id, record, (size_t)len);
}

void isere_log_text(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  if (isere_log_enabled(level)) isere_port_log(level, request_id, text, len);
}
