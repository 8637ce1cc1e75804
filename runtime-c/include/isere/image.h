/**
 * @file
 * Reads function images (docs/function-image.md). Checks all of an image before any of it is used.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_IMAGE_H
#define ISERE_IMAGE_H

#include "isere/error.h"
#include "isere/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The only format version that this reader knows. */
#define ISERE_IMAGE_FORMAT_VERSION 1
/** Size of the fixed header, bytes. */
#define ISERE_IMAGE_HEADER_BYTES 64
/** The most sections an image may have. */
#define ISERE_IMAGE_MAX_SECTIONS 16
/** The most records a table section may have. */
#define ISERE_IMAGE_MAX_RECORDS 256
/** What an image may ask of a runtime: handler contract, globals and built-in modules. */
#define ISERE_RUNTIME_ABI 1

/** A function image in memory. The strings and sections point into the bytes that isere_image_open was given. */
typedef struct {
  const uint8_t *bytes;
  size_t len; /**< the image's own length, not that of the slot it lies in */

  isere_str_t requirements; /**< section REQS */
  isere_str_t metadata;     /**< section META */
  isere_str_t environment;  /**< section ENVV; empty when absent */
  isere_str_t limits;       /**< section LIMS; empty when absent */
  isere_str_t code;         /**< section CODE (bytecode) or SRCE (source text) */
  bool is_source;

  isere_str_t name;    /**< META "name": the function's name */
  isere_str_t version; /**< META "version" */
} isere_image_t;

/** Why an image was refused. */
typedef struct {
  int code;         /**< ISERE_EBADIMAGE or ISERE_EMISMATCH */
  char reason[160]; /**< one sentence, NUL-terminated; the same words as the Java reader's */
} isere_image_error_t;

/** One record of a table section. */
typedef struct {
  isere_str_t key;
  isere_str_t value;
} isere_image_record_t;

/** What this runtime has, to hold an image's requirements against. */
typedef struct {
  uint32_t abi;               /**< ISERE_RUNTIME_ABI */
  const char *engine;         /**< the engine's id, see isere_js_engine_id */
  uint64_t heap_bytes;        /**< size of the JavaScript heap */
  const char *const *modules; /**< built-in modules, NULL-terminated */
} isere_image_offer_t;

/**
 * Verifies an image whole: structure, hash, every record of every table.
 *
 * @param bytes  stays valid and unchanged as long as @p image is used
 * @param len  size of the file or slot; bytes behind the image's own length are an error unless @p in_slot
 * @return 0, or ISERE_EBADIMAGE with @p error filled in
 */
int isere_image_open(isere_image_t *image, const void *bytes, size_t len, bool in_slot, isere_image_error_t *error);

/** Holds the requirements against what there is: 0, or ISERE_EMISMATCH with @p error filled in. */
int isere_image_check_requirements(const isere_image_t *image, const isere_image_offer_t *offer,
                                   isere_image_error_t *error);

/** Walks a table section: returns true and fills in @p record until there is no more. Start with *cursor = 0. */
bool isere_image_next_record(isere_str_t table, size_t *cursor, isere_image_record_t *record);

/** Finds a record by its key; the value is a view. False when there is none. */
bool isere_image_find_record(isere_str_t table, const char *key, isere_str_t *value);

/** The unsigned integer (8 bytes, little-endian) that a record's value holds; false when it is not 8 bytes long. */
bool isere_image_uint(isere_str_t value, uint64_t *out);

#ifdef __cplusplus
}
#endif
#endif
