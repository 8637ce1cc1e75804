/**
 * @file
 * The globals that are written in JavaScript, as text: web_sources.c is made of runtime-c/js by embed.py there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_JS_WEB_SOURCES_H
#define ISERE_JS_WEB_SOURCES_H

#include <stddef.h>

/** A file of runtime-c/js. */
typedef struct {
  const char *name; /**< as stack traces show it */
  const char *text; /**< NUL-terminated */
  size_t len;       /**< without the NUL */
} isere__js_web_source_t;

/** In the order of part_t in web.c. */
extern const isere__js_web_source_t isere__js_web_sources[];

#endif
