/**
 * @file
 * Base64 (RFC 4648, section 4).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/error.h"
#include "isere/text.h"

static const char alphabet[64] = {
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V',
    'W', 'X', 'Y', 'Z', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r',
    's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '/',
};

size_t isere_base64_encoded_length(size_t len) {
  return len / 3 * 4 + (len % 3 != 0 ? 4 : 0);
}

size_t isere_base64_encode(const uint8_t *bytes, size_t len, char *out) {
  char *start = out;
  size_t i = 0;
  for (; len - i >= 3; i += 3) {
    uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
    *out++ = alphabet[group >> 18];
    *out++ = alphabet[group >> 12 & 63];
    *out++ = alphabet[group >> 6 & 63];
    *out++ = alphabet[group & 63];
  }
  if (i < len) {
    uint32_t group = (uint32_t)bytes[i] << 16 | (len - i == 2 ? (uint32_t)bytes[i + 1] << 8 : 0);
    *out++ = alphabet[group >> 18];
    *out++ = alphabet[group >> 12 & 63];
    *out++ = len - i == 2 ? alphabet[group >> 6 & 63] : '=';
    *out++ = '=';
  }
  return (size_t)(out - start);
}

/** The six bits that a character stands for, or -1. */
static int digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

ptrdiff_t isere_base64_decode(isere_str_t text, uint8_t *out) {
  size_t len = text.len;
  // Padding stands only where it completes a group of four.
  if (len % 4 == 0 && len > 0 && text.ptr[len - 1] == '=') len -= text.ptr[len - 2] == '=' ? 2 : 1;
  if (len % 4 == 1) return ISERE_EINVAL;
  size_t written = 0;
  uint32_t bits = 0;
  for (size_t i = 0; i < len; i++) {
    int value = digit_value(text.ptr[i]);
    if (value < 0) return ISERE_EINVAL;
    bits = bits << 6 | (uint32_t)value;
    switch (i % 4) {
      case 1:
        out[written++] = (uint8_t)(bits >> 4);
        break;
      case 2:
        out[written++] = (uint8_t)(bits >> 2);
        break;
      case 3:
        out[written++] = (uint8_t)bits;
        break;
    }
  }
  // Bits that no byte takes must be zero: one text for each sequence of bytes (RFC 4648, section 3.5).
  if (len % 4 == 2 && (bits & 0xF) != 0) return ISERE_EINVAL;
  if (len % 4 == 3 && (bits & 0x3) != 0) return ISERE_EINVAL;
  return (ptrdiff_t)written;
}
