/**
 * @file
 * memmove and memcmp by words, for Armv7-M and Armv8-M Mainline; see memory.S.
 *
 * To be compiled with -fno-builtin -fno-tree-loop-distribute-patterns: the compiler would turn the loops into calls of
 * themselves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** At any address, and of any type to the compiler. */
typedef uint32_t __attribute__((aligned(1), may_alias)) word_t;

enum { WORD = sizeof(word_t) };

static void copy_up(uint8_t *out, const uint8_t *in, size_t len) {
  const uint8_t *end = in + (len & ~(size_t)(WORD - 1));
  for (; in < end; in += WORD, out += WORD)
    *(word_t *)out = *(const word_t *)in;
  for (len &= WORD - 1; len > 0; len--)
    *out++ = *in++;
}

static void copy_down(uint8_t *out, const uint8_t *in, size_t len) {
  for (; len >= WORD; len -= WORD)
    *(word_t *)(out + len - WORD) = *(const word_t *)(in + len - WORD);
  for (; len > 0; len--)
    out[len - 1] = in[len - 1];
}

void *memmove(void *out, const void *in, size_t len) {
  size_t ahead = (uintptr_t)out - (uintptr_t)in, behind = (uintptr_t)in - (uintptr_t)out;
  if (ahead >= len && behind >= len) return memcpy(out, in, len);
  if (ahead >= len) {
    copy_up(out, in, len);
  } else {
    copy_down(out, in, len);
  }
  return out;
}

int memcmp(const void *left, const void *right, size_t len) {
  const uint8_t *a = left, *b = right;
  for (; len >= WORD && *(const word_t *)a == *(const word_t *)b; len -= WORD) {
    a += WORD;
    b += WORD;
  }
  for (; len > 0 && *a == *b; len--) {
    a++;
    b++;
  }
  return len == 0 ? 0 : *a - *b;
}
