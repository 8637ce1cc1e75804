/**
 * @file
 * Reads slot headers and says which slot is in charge.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/slot.h"

#include <string.h>

#include "verifier.h"

enum {
  VERSION_OFFSET = 8,
  HEADER_SIZE_OFFSET = 10,
  SEQUENCE_OFFSET = 12,
  IMAGE_OFFSET_OFFSET = 16,
  IMAGE_LENGTH_OFFSET = 20,
  RESERVED_OFFSET = 24,
  CRC_OFFSET = 60,
};

static const uint8_t header_magic[8] = {0x89, 'I', 'S', 'L', 'O', 'T', '\r', '\n'};
static const uint8_t commit_magic[4] = {'D', 'O', 'N', 'E'};

/** CRC-32 of IEEE 802.3, as in zip and PNG. Bit by bit: it runs over 60 bytes at start-up. */
static uint32_t crc32(const uint8_t *bytes, size_t len) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < len; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

static bool is_erased(const uint8_t *bytes, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (bytes[i] != 0xFF) return false;
  }
  return true;
}

/** True when a header whose CRC is right says something that can be so. */
static bool is_sane(const uint8_t *header, size_t slot_len) {
  uint32_t sequence = isere__read_u32(header + SEQUENCE_OFFSET);
  uint32_t offset = isere__read_u32(header + IMAGE_OFFSET_OFFSET);
  uint32_t length = isere__read_u32(header + IMAGE_LENGTH_OFFSET);
  return sequence >= 1 && sequence <= ISERE_SLOT_MAX_SEQUENCE && offset >= ISERE_SLOT_IMAGE_ALIGN &&
         offset % ISERE_SLOT_IMAGE_ALIGN == 0 && offset <= slot_len && length >= 1 && length <= slot_len - offset &&
         isere__all_zero(header + RESERVED_OFFSET, CRC_OFFSET - RESERVED_OFFSET);
}

static isere_slot_state_t judge(const uint8_t *slot, size_t len) {
  if (len < ISERE_SLOT_IMAGE_ALIGN) return ISERE_SLOT_FOREIGN;
  const uint8_t *commit = slot + ISERE_SLOT_COMMIT_OFFSET;
  if (is_erased(slot, ISERE_SLOT_HEADER_BYTES)) {
    return is_erased(commit, ISERE_SLOT_COMMIT_BYTES) ? ISERE_SLOT_EMPTY : ISERE_SLOT_FOREIGN;
  }
  if (memcmp(slot, header_magic, sizeof(header_magic)) != 0) return ISERE_SLOT_FOREIGN;
  if (isere__read_u32(slot + CRC_OFFSET) != crc32(slot, CRC_OFFSET)) return ISERE_SLOT_TORN;
  if (isere__read_u16(slot + VERSION_OFFSET) != ISERE_SLOT_VERSION) return ISERE_SLOT_FOREIGN;
  if (isere__read_u16(slot + HEADER_SIZE_OFFSET) != ISERE_SLOT_HEADER_BYTES) return ISERE_SLOT_FOREIGN;
  if (!is_sane(slot, len)) return ISERE_SLOT_FOREIGN;
  if (memcmp(commit, commit_magic, sizeof(commit_magic)) != 0) return ISERE_SLOT_TORN;
  /* The record names its header, so that a page left over from an earlier write commits nothing. */
  return isere__read_u32(commit + sizeof(commit_magic)) == isere__read_u32(slot + CRC_OFFSET) ? ISERE_SLOT_COMMITTED
                                                                                              : ISERE_SLOT_TORN;
}

void isere_slot_read(isere_slot_t *slot, const void *bytes, size_t len) {
  const uint8_t *start = bytes;
  memset(slot, 0, sizeof(*slot));
  slot->state = judge(start, len);
  if (slot->state != ISERE_SLOT_COMMITTED) return;
  slot->sequence = isere__read_u32(start + SEQUENCE_OFFSET);
  slot->image = start + isere__read_u32(start + IMAGE_OFFSET_OFFSET);
  slot->image_len = isere__read_u32(start + IMAGE_LENGTH_OFFSET);
}

int isere_slot_next(const isere_slot_t *slots, size_t count, uint32_t tried) {
  int best = -1;
  for (size_t i = 0; i < count && i < 32; i++) {
    if (slots[i].state != ISERE_SLOT_COMMITTED || (tried >> i & 1) != 0) continue;
    if (best < 0 || slots[i].sequence > slots[best].sequence) best = (int)i;
  }
  return best;
}

const char *isere_slot_state_text(isere_slot_state_t state) {
  switch (state) {
    case ISERE_SLOT_EMPTY:
      return "empty";
    case ISERE_SLOT_TORN:
      return "torn";
    case ISERE_SLOT_COMMITTED:
      return "committed";
    case ISERE_SLOT_FOREIGN:
      break;
  }
  return "foreign data";
}
