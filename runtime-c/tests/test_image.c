/**
 * @file
 * The image reader: SHA-256 by the standard's vectors, and requirements held against what a runtime has. What it
 * refuses is in tests/image, which both readers share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "image/sha256.h"
#include "isere/image.h"
#include "isere_test.h"

static const char *hex_of_sha256(const void *bytes, size_t len) {
  static char hex[2 * ISERE_SHA256_BYTES + 1];
  uint8_t hash[ISERE_SHA256_BYTES];
  isere__sha256(bytes, len, hash);
  for (int i = 0; i < ISERE_SHA256_BYTES; i++)
    (void)snprintf(hex + 2 * i, 3, "%02x", hash[i]);
  return hex;
}

/** NIST's example values for SHA-256: one block, two blocks, and a million times 'a'. */
static void sha256_gives_the_standards_values(void) {
  CHECK_STR(hex_of_sha256("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  CHECK_STR(hex_of_sha256(two_blocks, 56), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK_STR(hex_of_sha256("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  char *many = malloc(1000000);
  CHECK(many != NULL);
  memset(many, 'a', 1000000);
  CHECK_STR(hex_of_sha256(many, 1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  free(many);
}

/** Padding changes shape at 55, 56 and 64 bytes; a wrong tail would repeat a hash. */
static void sha256_differs_for_every_length(void) {
  static const char zeros[130];
  static char seen[130][65];
  for (size_t len = 0; len < sizeof(zeros); len++) {
    memcpy(seen[len], hex_of_sha256(zeros, len), 65);
    for (size_t other = 0; other < len; other++)
      CHECK(strcmp(seen[len], seen[other]) != 0);
  }
  CHECK_STR(seen[64], "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
}

/* --- in a slot ---------------------------------------------------------------------------------------------- */

/** The sentence for a header in a slot of 128 bytes that says it is @p total bytes long. */
static const char *refusal_in_slot(uint8_t total) {
  static isere_image_error_t error;
  uint8_t slot[128] = {0x89, 'I', 'S', 'E', 'R', 'E', '\r', '\n', 1, 0, 64, 0, total};
  isere_image_t image;
  return isere_image_open(&image, slot, sizeof(slot), true, &error) == 0 ? "ok" : error.reason;
}

static void an_image_in_a_slot_is_no_longer_than_the_slot_and_no_shorter_than_its_header(void) {
  CHECK_STR(refusal_in_slot(0), "the image says it is 0 bytes long, but there are 128");
  CHECK_STR(refusal_in_slot(56), "the image says it is 56 bytes long, but there are 128");
  CHECK_STR(refusal_in_slot(64), "the content does not match its SHA-256");
  CHECK_STR(refusal_in_slot(128), "the content does not match its SHA-256");
  CHECK_STR(refusal_in_slot(136), "the image says it is 136 bytes long, but there are 128");
}

/* --- requirements ------------------------------------------------------------------------------------------- */

static char table[512];
static size_t table_len;

static void add_record(const char *key, const void *value, size_t value_len) {
  size_t key_len = strlen(key);
  char *p = table + table_len;
  memset(p, 0, sizeof(table) - table_len);
  p[0] = (char)key_len;
  p[4] = (char)value_len;
  memcpy(p + 8, key, key_len);
  memcpy(p + 8 + key_len, value, value_len);
  table_len += 8 + (key_len + value_len + 3) / 4 * 4;
}

static void add_uint(const char *key, uint32_t n) {
  uint8_t bytes[8] = {(uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16), (uint8_t)(n >> 24)};
  add_record(key, bytes, sizeof(bytes));
}

static const char *refusal(void) {
  static const char *const modules[] = {"isere:kv", NULL};
  static const isere_image_offer_t offer = {
      .abi = 1, .engine = "quickjs-1-abc", .heap_bytes = 65536, .modules = modules};
  static isere_image_error_t error;
  isere_image_t image = {.requirements = {table, table_len}};
  return isere_image_check_requirements(&image, &offer, &error) == 0 ? "ok" : error.reason;
}

static void accepts_what_it_has(void) {
  table_len = 0;
  add_uint("abi", 1);
  add_record("engine", "quickjs-1-abc", 13);
  add_uint("heap", 65536);
  add_record("modules", "isere:kv", 9);
  CHECK_STR(refusal(), "ok");
}

static void refuses_another_abi(void) {
  table_len = 0;
  add_uint("abi", 2);
  CHECK_STR(refusal(), "requires runtime ABI 2; this runtime has 1");
}

static void refuses_another_engine(void) {
  table_len = 0;
  add_uint("abi", 1);
  add_record("engine", "quickjs-1-abd", 13);
  CHECK_STR(refusal(), "requires engine quickjs-1-abd; this runtime has quickjs-1-abc");
}

static void refuses_more_heap_than_there_is(void) {
  table_len = 0;
  add_uint("abi", 1);
  add_uint("heap", 65537);
  CHECK_STR(refusal(), "requires 65537 bytes of JavaScript heap; this runtime has 65536");
}

static void refuses_a_module_that_it_lacks(void) {
  table_len = 0;
  add_uint("abi", 1);
  add_record("modules", "isere:kv\0isere:mqtt", 20);
  CHECK_STR(refusal(), "requires module isere:mqtt, which this runtime does not have");
}

int main(void) {
  RUN(sha256_gives_the_standards_values);
  RUN(sha256_differs_for_every_length);
  RUN(an_image_in_a_slot_is_no_longer_than_the_slot_and_no_shorter_than_its_header);
  RUN(accepts_what_it_has);
  RUN(refuses_another_abi);
  RUN(refuses_another_engine);
  RUN(refuses_more_heap_than_there_is);
  RUN(refuses_a_module_that_it_lacks);
  return isere_test_finish();
}
