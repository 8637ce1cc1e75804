/**
 * @file
 * Byte strings and the pure functions on them: UTF-8, percent-encoding, base64.
 *
 * Nothing here allocates, keeps state or knows a platform.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_TEXT_H
#define ISERE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A view of bytes that somebody else owns. Not terminated by NUL; may hold any byte. */
typedef struct {
  const char *ptr;
  size_t len;
} isere_str_t;

/** A view of a C string literal. */
#define ISERE_STR(literal) ((isere_str_t){(literal), sizeof(literal) - 1})

/** True when both hold the same bytes. */
bool isere_str_equal(isere_str_t a, isere_str_t b);

/** True when both hold the same bytes, ASCII letters compared without case. */
bool isere_str_equal_nocase(isere_str_t a, isere_str_t b);

/** True for a character of a token (RFC 9110, section 5.6.2), such as a method or a header's name is made of. */
bool isere_is_token_char(char c);

/** True when the bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF). */
bool isere_utf8_valid(const char *bytes, size_t len);

/**
 * The length of the well-formed UTF-8 sequence that @p bytes start with, 1 to 4; 0 when they start with none.
 *
 * @param len  how many bytes there are, at least 1
 * @param wrong  NULL, or gets how many bytes are one mistake when the answer is 0: what a sequence could have started
 *   with, at least 1 (the maximal subpart of Unicode 15, section 3.9, which one U+FFFD stands for)
 */
size_t isere_utf8_sequence(const char *bytes, size_t len, size_t *wrong);

/**
 * Decodes percent-encoded triplets (RFC 3986, section 2.1) of @p in into @p out.
 *
 * @param plus_is_space  decode '+' as a space, as in a query (WHATWG URL, application/x-www-form-urlencoded)
 * @param out  at least in.len bytes; may be in.ptr itself
 * @return the number of bytes written; a '%' that no two hex digits follow is kept as it is
 */
size_t isere_percent_decode(isere_str_t in, bool plus_is_space, char *out);

/** The length of the base64 text (RFC 4648, section 4, with padding) of @p len bytes. */
size_t isere_base64_encoded_length(size_t len);

/** Writes the base64 text of @p len bytes to @p out, which has room for isere_base64_encoded_length(len). */
size_t isere_base64_encode(const uint8_t *bytes, size_t len, char *out);

/**
 * Decodes base64 (RFC 4648, section 4; padding may be absent, nothing else is lenient).
 *
 * @param out  at least text.len / 4 * 3 + 3 bytes; may be text.ptr itself
 * @return the number of bytes, or ISERE_EINVAL
 */
ptrdiff_t isere_base64_decode(isere_str_t text, uint8_t *out);

#ifdef __cplusplus
}
#endif
#endif
