/**
 * @file
 * The runtime's log: levels, and a printf that ends in isere_port_log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_LOG_H
#define ISERE_LOG_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** From the gravest to the chattiest; console.error, .warn, .info/.log, .debug and .trace map to them. */
typedef enum {
  ISERE_LOG_ERROR = 0,
  ISERE_LOG_WARN = 1,
  ISERE_LOG_INFO = 2,
  ISERE_LOG_DEBUG = 3,
  ISERE_LOG_TRACE = 4,
} isere_log_level_t;

#if defined(__GNUC__)
#define ISERE_PRINTF(format_index, first_argument) __attribute__((format(printf, format_index, first_argument)))
#else
#define ISERE_PRINTF(format_index, first_argument)
#endif

/** The name of a level in lower case: "error", "warn", "info", "debug", "trace". */
const char *isere_log_level_name(isere_log_level_t level);

/** Records above @p level are dropped. The default is ISERE_LOG_INFO. */
void isere_log_set_level(isere_log_level_t level);

/** True when a record of @p level would be written. */
int isere_log_enabled(isere_log_level_t level);

/**
 * Writes one record of at most 1,024 bytes; a longer one ends in "...".
 *
 * @param request_id  NUL-terminated, or NULL
 */
void isere_log(isere_log_level_t level, const char *request_id, const char *format, ...) ISERE_PRINTF(3, 4);

/** Writes one record of any length. */
void isere_log_text(isere_log_level_t level, const char *request_id, const char *text, size_t len);

#ifdef __cplusplus
}
#endif
#endif
