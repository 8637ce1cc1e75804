/**
 * @file
 * SHA-256 (FIPS 180-4, section 6.2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_SHA256_H
#define ISERE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define ISERE_SHA256_BYTES 32

/** Writes the SHA-256 of @p len bytes to @p out. */
void isere__sha256(const void *bytes, size_t len, uint8_t out[ISERE_SHA256_BYTES]);

#endif
