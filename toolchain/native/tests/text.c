/*
 * Makes the sources that the compiler is attacked with; see text.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_bytes(text_t *text, const char *bytes, size_t len) {
  if (text->len + len + 1 > text->capacity) {
    text->capacity = (text->len + len + 1) * 2;
    text->ptr = realloc(text->ptr, text->capacity);
    if (text->ptr == NULL) {
      abort();
    }
  }
  memcpy(text->ptr + text->len, bytes, len);
  text->len += len;
  text->ptr[text->len] = '\0';
}

void text_add(text_t *text, const char *part) {
  add_bytes(text, part, strlen(part));
}

void text_repeat(text_t *text, const char *part, size_t count) {
  for (size_t turn = 0; turn < count; turn++) {
    for (const char *p = part; *p != '\0';) {
      size_t plain = strcspn(p, "%");
      add_bytes(text, p, plain);
      p += plain;
      if (*p == '%') {
        char number[24];
        add_bytes(text, number, (size_t)snprintf(number, sizeof(number), "%zu", turn));
        p++;
      }
    }
  }
}

text_t text_nested(const char *open, const char *middle, const char *close, size_t count) {
  text_t text = {0};
  text_add(&text, "");
  text_repeat(&text, open, count);
  text_add(&text, middle);
  text_repeat(&text, close, count);
  return text;
}

text_t text_listed(const char *before, const char *part, const char *after, size_t count) {
  text_t text = {0};
  text_add(&text, before);
  text_repeat(&text, part, count);
  text_add(&text, after);
  return text;
}

void text_free(text_t *text) {
  free(text->ptr);
  memset(text, 0, sizeof(*text));
}
