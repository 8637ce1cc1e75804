/**
 * @file
 * The runtime's options: what isere_options.h declares, and how to fill, check and change a set of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_OPTIONS_H
#define ISERE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "isere/error.h"
#include "isere/isere_options.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Fills in the defaults of this build's kind of port. */
void isere_options_defaults(isere_options_t *out);

/**
 * Says whether an option may have a value.
 *
 * @param key  as in isere.yaml ("http.max_headers"); not NUL-terminated
 * @param image_scope_only  options that an image may not carry count as unknown
 * @return ISERE_OK; ISERE_ENOENT for an unknown key; ISERE_ERANGE for a value outside of the option's range
 */
int isere_options_check(const char *key, size_t key_len, uint64_t value, bool image_scope_only);

/** Sets one option. Arguments and result as of isere_options_check; after a failure @p options is as it was. */
int isere_options_set(isere_options_t *options, const char *key, size_t key_len, uint64_t value, bool image_scope_only);

/** The key of option @p i, counted from 0 in the order of options.yaml; NULL behind the last. */
const char *isere_options_key(size_t i);

#ifdef __cplusplus
}
#endif
#endif
