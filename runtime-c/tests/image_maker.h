/**
 * @file
 * Function images of source text, for tests that need whole ones (docs/function-image.md).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_IMAGE_MAKER_H
#define ISERE_IMAGE_MAKER_H

#include <stddef.h>

/** An image of a module, to be freed by the caller; NULL when there is no memory. */
void *image_of_source(const char *source, size_t *len);

#endif
