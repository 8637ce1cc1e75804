/**
 * @file
 * Holds what an image requires against what a runtime has.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "verifier.h"

static bool offers_module(const isere_image_offer_t *offer, const char *name) {
  for (const char *const *module = offer->modules; *module != NULL; module++) {
    if (strcmp(*module, name) == 0) return true;
  }
  return false;
}

int isere_image_check_requirements(const isere_image_t *image, const isere_image_offer_t *offer,
                                   isere_image_error_t *error) {
  isere_str_t value;
  uint64_t number = 0;
  char shown[ISERE_IMAGE_MAX_TEXT_BYTES + 1];
  if (isere_image_find_record(image->requirements, "abi", &value) && isere_image_uint(value, &number) &&
      number != offer->abi) {
    return isere__image_refuse(error, ISERE_EMISMATCH, "requires runtime ABI %lu; this runtime has %lu",
                               (unsigned long)number, (unsigned long)offer->abi);
  }
  if (isere_image_find_record(image->requirements, "engine", &value) &&
      !isere_str_equal(value, (isere_str_t){offer->engine, strlen(offer->engine)})) {
    return isere__image_refuse(error, ISERE_EMISMATCH, "requires engine %s; this runtime has %s",
                               isere__image_shown_key(value, shown), offer->engine);
  }
  if (isere_image_find_record(image->requirements, "heap", &value) && isere_image_uint(value, &number) &&
      number > offer->heap_bytes) {
    return isere__image_refuse(error, ISERE_EMISMATCH, "requires %lu bytes of JavaScript heap; this runtime has %lu",
                               (unsigned long)number, (unsigned long)offer->heap_bytes);
  }
  if (!isere_image_find_record(image->requirements, "modules", &value)) return 0;
  for (size_t at = 0; at < value.len; at += strlen(value.ptr + at) + 1) {
    const char *name = value.ptr + at;
    if (offers_module(offer, name)) continue;
    isere_str_t key = {name, strlen(name)};
    return isere__image_refuse(error, ISERE_EMISMATCH, "requires module %s, which this runtime does not have",
                               isere__image_shown_key(key, shown));
  }
  return 0;
}
