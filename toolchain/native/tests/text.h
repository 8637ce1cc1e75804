/**
 * @file
 * Makes the sources that the compiler is attacked with. All of them are allocated; the test frees them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_TESTS_TEXT_H
#define ISERE_TESTS_TEXT_H

#include <stddef.h>

/** NUL-terminated text that grows. Starts zeroed. */
typedef struct {
  char *ptr;
  size_t len;
  size_t capacity;
} text_t;

/** Appends @p part. */
void text_add(text_t *text, const char *part);

/** Appends @p part @p count times; each `%` in it becomes the number of the turn, counted from 0. */
void text_repeat(text_t *text, const char *part, size_t count);

/** @p open @p count times, then @p middle, then @p close as often. */
text_t text_nested(const char *open, const char *middle, const char *close, size_t count);

/** @p before, then @p part @p count times as text_repeat does, then @p after. */
text_t text_listed(const char *before, const char *part, const char *after, size_t count);

/** Frees it. */
void text_free(text_t *text);

#endif
