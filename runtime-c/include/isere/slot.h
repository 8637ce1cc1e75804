/**
 * @file
 * Function slots (docs/function-slots.md): which of the places in flash holds the function to run. Pure: reads memory,
 * writes none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_SLOT_H
#define ISERE_SLOT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The only version of the slot header that this reader knows. */
#define ISERE_SLOT_VERSION 1
/** Size of the header at the start of a slot, bytes. */
#define ISERE_SLOT_HEADER_BYTES 64
/** Where the commit record lies: on a flash page of its own, because it is written last. */
#define ISERE_SLOT_COMMIT_OFFSET 256
/** Size of the commit record, bytes. */
#define ISERE_SLOT_COMMIT_BYTES 8
/** The image starts at a multiple of this, and never before it: header and commit record have an erase sector alone. */
#define ISERE_SLOT_IMAGE_ALIGN 4096
/** The highest sequence number; 0 and 0xFFFFFFFF mean none. */
#define ISERE_SLOT_MAX_SEQUENCE 0xFFFFFFFEu

/** What lies in a slot. */
typedef enum {
  ISERE_SLOT_EMPTY,     /**< erased: nothing was ever put here, or it was blanked */
  ISERE_SLOT_FOREIGN,   /**< something that is no slot header, or one of another version */
  ISERE_SLOT_TORN,      /**< a write that did not come to its end */
  ISERE_SLOT_COMMITTED, /**< a whole header, committed; the image itself is not looked at */
} isere_slot_state_t;

/** A slot as it was read. Everything but @c state is 0 unless it is ISERE_SLOT_COMMITTED. */
typedef struct {
  isere_slot_state_t state;
  uint32_t sequence;    /**< 1 or more; the slot with the highest one is in charge */
  const uint8_t *image; /**< inside the bytes that isere_slot_read was given */
  size_t image_len;     /**< bytes, 1 or more */
} isere_slot_t;

/** Reads the header of the slot at @p bytes, which is @p len bytes long and memory-mapped. */
void isere_slot_read(isere_slot_t *slot, const void *bytes, size_t len);

/**
 * The slot to try: the committed one with the highest sequence number of those not yet tried; of two with the same
 * number the earlier one.
 *
 * @param tried  bit N is set when slots[N] has been tried
 * @return its index, or -1 when there is none
 */
int isere_slot_next(const isere_slot_t *slots, size_t count, uint32_t tried);

/** A few words for a log or an answer: "empty", "foreign data", "torn", "committed". */
const char *isere_slot_state_text(isere_slot_state_t state);

#ifdef __cplusplus
}
#endif
#endif
