/**
 * @file
 * Which slot is in charge, for every way a write can end (docs/function-slots.md).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/slot.h"

#include "isere_test.h"

enum { SLOT_BYTES = 3 * 4096, IMAGE_BYTES = 5000 };

static void put_u32(uint8_t *out, uint32_t value) {
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(value >> 8 * i);
}

/** A CRC of its own, table-free and byte-wise reflected, so that the reader's is not held against itself. */
static uint32_t crc_of(const uint8_t *bytes, size_t len) {
  uint32_t crc = 0;
  for (size_t bit = 0; bit < len * 8; bit++) {
    uint32_t in = bytes[bit / 8] >> bit % 8 & 1;
    if (bit < 32) in ^= 1;
    uint32_t top = crc >> 31 ^ in;
    crc = crc << 1 ^ (top != 0 ? 0x04C11DB7u : 0);
  }
  uint32_t mirrored = 0;
  for (int bit = 0; bit < 32; bit++)
    mirrored |= (crc >> bit & 1) << (31 - bit);
  return ~mirrored;
}

static void seal(uint8_t *slot) {
  put_u32(slot + 60, crc_of(slot, 60));
  memcpy(slot + 256, "DONE", 4);
  memcpy(slot + 260, slot + 60, 4);
}

/** A slot of exactly SLOT_BYTES on the C heap, so that AddressSanitizer sees a read outside of it. */
static uint8_t *new_slot(uint32_t sequence) {
  uint8_t *slot = malloc(SLOT_BYTES);
  memset(slot, 0xFF, SLOT_BYTES);
  if (sequence == 0) return slot;
  static const uint8_t head[12] = {0x89, 'I', 'S', 'L', 'O', 'T', '\r', '\n', 1, 0, 64, 0};
  memset(slot, 0, 64);
  memcpy(slot, head, sizeof(head));
  put_u32(slot + 12, sequence);
  put_u32(slot + 16, 4096);
  put_u32(slot + 20, IMAGE_BYTES);
  memset(slot + 4096, 0x5A, IMAGE_BYTES);
  seal(slot);
  return slot;
}

static isere_slot_state_t state_of(const uint8_t *slot) {
  isere_slot_t read;
  isere_slot_read(&read, slot, SLOT_BYTES);
  return read.state;
}

static void the_crc_is_that_of_ieee_802_3(void) {
  CHECK(crc_of((const uint8_t *)"123456789abcdef", 9) == 0xCBF43926u);
}

static void an_erased_slot_is_empty(void) {
  uint8_t *slot = new_slot(0);
  CHECK_INT(state_of(slot), ISERE_SLOT_EMPTY);
  free(slot);
}

static void a_committed_slot_gives_its_image_and_sequence(void) {
  uint8_t *slot = new_slot(7);
  isere_slot_t read;
  isere_slot_read(&read, slot, SLOT_BYTES);
  CHECK_INT(read.state, ISERE_SLOT_COMMITTED);
  CHECK_INT(read.sequence, 7);
  CHECK(read.image == slot + 4096);
  CHECK_INT(read.image_len, IMAGE_BYTES);
  free(slot);
}

/** Header, then commit record, byte by byte as a flash chip takes them. */
static void a_write_cut_at_any_byte_never_commits(void) {
  uint8_t *whole = new_slot(3);
  uint8_t *slot = new_slot(0);
  for (size_t i = 0; i < 64 + 8; i++) {
    isere_slot_t read;
    isere_slot_read(&read, slot, SLOT_BYTES);
    CHECK(read.state != ISERE_SLOT_COMMITTED);
    CHECK(read.sequence == 0 && read.image == NULL && read.image_len == 0);
    size_t at = i < 64 ? i : 256 + (i - 64);
    slot[at] = whole[at];
  }
  CHECK_INT(state_of(slot), ISERE_SLOT_COMMITTED);
  free(slot);
  free(whole);
}

static void any_flipped_bit_of_header_or_record_takes_the_slot_out(void) {
  uint8_t *slot = new_slot(3);
  for (size_t bit = 0; bit < (64 + 8) * 8; bit++) {
    size_t at = bit / 8 < 64 ? bit / 8 : 256 + (bit / 8 - 64);
    slot[at] ^= (uint8_t)(1u << bit % 8);
    CHECK(state_of(slot) != ISERE_SLOT_COMMITTED);
    slot[at] ^= (uint8_t)(1u << bit % 8);
  }
  CHECK_INT(state_of(slot), ISERE_SLOT_COMMITTED);
  free(slot);
}

static void a_record_of_an_earlier_header_commits_nothing(void) {
  uint8_t *slot = new_slot(3);
  put_u32(slot + 12, 4);
  put_u32(slot + 60, crc_of(slot, 60));
  CHECK_INT(state_of(slot), ISERE_SLOT_TORN);
  free(slot);
}

static void fields_against_their_rule_are_foreign(void) {
  static const struct {
    size_t offset;
    uint32_t value;
  } cases[] = {
      {8, 2 | 64u << 16}, {8, 1 | 60u << 16}, {12, 0},           {12, 0xFFFFFFFFu}, {16, 0},
      {16, 4095},         {16, 2048},         {16, 4 * 4096},    {16, 0xFFFFF000u}, {20, 0},
      {20, SLOT_BYTES},   {20, 2 * 4096 + 1}, {20, 0xFFFFFFFFu}, {24, 1},           {56, 1},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    uint8_t *slot = new_slot(3);
    put_u32(slot + cases[i].offset, cases[i].value);
    seal(slot);
    CHECK_INT(state_of(slot), ISERE_SLOT_FOREIGN);
    free(slot);
  }
}

static void an_image_may_reach_to_the_end_of_its_slot(void) {
  uint8_t *slot = new_slot(3);
  put_u32(slot + 20, 2 * 4096);
  seal(slot);
  CHECK_INT(state_of(slot), ISERE_SLOT_COMMITTED);
  free(slot);
}

static void what_is_no_slot_is_foreign(void) {
  uint8_t *slot = new_slot(0);
  memset(slot, 0, SLOT_BYTES);
  CHECK_INT(state_of(slot), ISERE_SLOT_FOREIGN);
  memset(slot, 0xFF, SLOT_BYTES);
  slot[256] = 'D';
  CHECK_INT(state_of(slot), ISERE_SLOT_FOREIGN);
  isere_slot_t read;
  isere_slot_read(&read, slot, 64);
  CHECK_INT(read.state, ISERE_SLOT_FOREIGN);
  free(slot);
}

static void the_highest_sequence_is_tried_first_then_the_others(void) {
  isere_slot_t slots[3] = {
      {.state = ISERE_SLOT_COMMITTED, .sequence = 4},
      {.state = ISERE_SLOT_COMMITTED, .sequence = ISERE_SLOT_MAX_SEQUENCE},
      {.state = ISERE_SLOT_TORN},
  };
  CHECK_INT(isere_slot_next(slots, 3, 0), 1);
  CHECK_INT(isere_slot_next(slots, 3, 1u << 1), 0);
  CHECK_INT(isere_slot_next(slots, 3, 1u << 1 | 1u << 0), -1);
}

static void of_equal_sequences_the_first_slot_wins(void) {
  isere_slot_t slots[2] = {{.state = ISERE_SLOT_COMMITTED, .sequence = 1},
                           {.state = ISERE_SLOT_COMMITTED, .sequence = 1}};
  CHECK_INT(isere_slot_next(slots, 2, 0), 0);
  CHECK_INT(isere_slot_next(slots, 2, 1), 1);
}

static void no_slot_is_tried_when_none_is_committed(void) {
  isere_slot_t slots[2] = {{.state = ISERE_SLOT_EMPTY}, {.state = ISERE_SLOT_FOREIGN}};
  CHECK_INT(isere_slot_next(slots, 2, 0), -1);
  CHECK_STR(isere_slot_state_text(slots[0].state), "empty");
  CHECK_STR(isere_slot_state_text(slots[1].state), "foreign data");
}

int main(void) {
  RUN(the_crc_is_that_of_ieee_802_3);
  RUN(an_erased_slot_is_empty);
  RUN(a_committed_slot_gives_its_image_and_sequence);
  RUN(a_write_cut_at_any_byte_never_commits);
  RUN(any_flipped_bit_of_header_or_record_takes_the_slot_out);
  RUN(a_record_of_an_earlier_header_commits_nothing);
  RUN(fields_against_their_rule_are_foreign);
  RUN(an_image_may_reach_to_the_end_of_its_slot);
  RUN(what_is_no_slot_is_foreign);
  RUN(the_highest_sequence_is_tried_first_then_the_others);
  RUN(of_equal_sequences_the_first_slot_wins);
  RUN(no_slot_is_tried_when_none_is_committed);
  return isere_test_finish();
}
