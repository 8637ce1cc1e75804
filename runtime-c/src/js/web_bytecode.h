/**
 * @file
 * The globals that are written in JavaScript, as bytecode in flash. runtime-c/js/embed.py makes them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_JS_WEB_BYTECODE_H
#define ISERE_JS_WEB_BYTECODE_H

#include <stddef.h>
#include <stdint.h>

/** A file of runtime-c/js. */
typedef struct {
  const uint8_t *bytes; /**< a script without names and places */
  size_t len;
} isere__js_web_bytecode_t;

/** In the order of part_t in web.c. */
extern const isere__js_web_bytecode_t isere__js_web_bytecode[];

#endif
