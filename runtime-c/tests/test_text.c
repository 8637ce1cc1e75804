/**
 * @file
 * Tests of src/text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/error.h"
#include "isere/text.h"
#include "isere_test.h"

/** Text in memory of exactly its size, so that AddressSanitizer sees the first byte too many. */
static char *exact(const char *text, size_t len) {
  char *copy = malloc(len > 0 ? len : 1);
  if (copy == NULL) abort();
  memcpy(copy, text, len);
  return copy;
}

static bool is_utf8(const char *text, size_t len) {
  char *copy = exact(text, len);
  bool result = isere_utf8_valid(copy, len);
  free(copy);
  return result;
}

#define IS_UTF8(literal) is_utf8(literal, sizeof(literal) - 1)

static void utf8_takes_every_length_of_sequence(void) {
  CHECK(IS_UTF8(""));
  CHECK(IS_UTF8("plain ASCII, longer than a word"));
  CHECK(IS_UTF8("\x7F\x01"));
  CHECK(IS_UTF8("\xC2\x80 \xDF\xBF"));
  CHECK(IS_UTF8("\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF"));
  CHECK(IS_UTF8("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
}

static void utf8_refuses_what_rfc_3629_forbids(void) {
  CHECK(!IS_UTF8("\x80"));
  CHECK(!IS_UTF8("\xC0\x80"));         /* overlong NUL */
  CHECK(!IS_UTF8("\xC1\xBF"));         /* overlong */
  CHECK(!IS_UTF8("\xE0\x9F\xBF"));     /* overlong */
  CHECK(!IS_UTF8("\xF0\x8F\xBF\xBF")); /* overlong */
  CHECK(!IS_UTF8("\xED\xA0\x80"));     /* surrogate */
  CHECK(!IS_UTF8("\xF4\x90\x80\x80")); /* beyond U+10FFFF */
  CHECK(!IS_UTF8("\xF5\x80\x80\x80"));
  CHECK(!IS_UTF8("\xFF"));
}

static void utf8_refuses_sequences_cut_short(void) {
  static const char *const sequences[] = {"\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
  for (size_t i = 0; i < 3; i++) {
    for (size_t len = 1; len < strlen(sequences[i]); len++)
      CHECK(!is_utf8(sequences[i], len));
    CHECK(is_utf8(sequences[i], strlen(sequences[i])));
  }
  CHECK(!IS_UTF8("\xE2\x82 "));
  CHECK(!IS_UTF8("eight bytes\xE2"));
}

static void utf8_agrees_with_a_table_of_all_two_byte_texts(void) {
  for (int first = 0; first < 256; first++) {
    for (int second = 0; second < 256; second++) {
      char text[2] = {(char)first, (char)second};
      bool expected = (first < 0x80 && second < 0x80) || (first >= 0xC2 && first < 0xE0 && (second & 0xC0) == 0x80);
      CHECK(is_utf8(text, 2) == expected);
    }
  }
}

/** Writes a code point in UTF-8, surrogates and what is none too; returns the length. */
static size_t encode(uint32_t code, char *out) {
  size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  static const uint8_t first[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = length; i-- > 0; code >>= 6)
    out[i] = (char)(i > 0 ? 0x80 | (code & 0x3F) : first[length] | code);
  return length;
}

static void utf8_knows_every_code_point(void) {
  for (uint32_t code = 0; code < 0x140000; code++) {
    char text[4];
    size_t length = encode(code, text);
    bool is_character = code < 0xD800 || (code > 0xDFFF && code < 0x110000);
    CHECK_INT(isere_utf8_sequence(text, length, NULL), is_character ? length : 0);
  }
}

/** How @p text falls apart: for each sequence its length, for each mistake its length behind a '!'. */
static const char *parts(const char *text) {
  static char out[64];
  size_t len = strlen(text), written = 0;
  char *copy = exact(text, len);
  for (size_t at = 0; at < len;) {
    size_t wrong = 0, length = isere_utf8_sequence(copy + at, len - at, &wrong);
    if (length == 0) out[written++] = '!';
    out[written++] = (char)('0' + (length > 0 ? length : wrong));
    at += length > 0 ? length : wrong;
  }
  free(copy);
  out[written] = '\0';
  return out;
}

/** The examples of Unicode 15, section 3.9, tables 3-8 to 3-11. */
static void utf8_mistakes_are_as_long_as_unicode_says(void) {
  CHECK_STR(parts("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), "!1!1!1!1!1!1!1!11");
  CHECK_STR(parts("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), "!1!1!1!1!1!1!1!11");
  CHECK_STR(parts("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), "!1!1!1!1!11!1!11");
  CHECK_STR(parts("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "!2!1!3!21");
  CHECK_STR(parts("a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80\xF0\x9F\x98"), "1234!3");
}

static const char *decoded(const char *text, bool plus_is_space) {
  static char out[64];
  size_t len = strlen(text);
  char *in = exact(text, len);
  size_t written = isere_percent_decode((isere_str_t){in, len}, plus_is_space, in);
  memcpy(out, in, written);
  out[written] = '\0';
  free(in);
  return out;
}

static void percent_decoding_reads_triplets(void) {
  CHECK_STR(decoded("/a%20b%2Fc%2f", false), "/a b/c/");
  CHECK_STR(decoded("%41%5a", false), "AZ");
  CHECK_STR(decoded("", false), "");
}

static void percent_decoding_keeps_what_is_no_triplet(void) {
  CHECK_STR(decoded("100%", false), "100%");
  CHECK_STR(decoded("%4", false), "%4");
  CHECK_STR(decoded("%zz%4g%%41", false), "%zz%4g%A");
}

static void percent_decoding_makes_a_space_of_plus_where_asked(void) {
  CHECK_STR(decoded("a+b", false), "a+b");
  CHECK_STR(decoded("a+b%2B", true), "a b+");
}

static void base64_knows_the_vectors_of_rfc_4648(void) {
  static const char *const texts[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
  static const char *const encoded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (size_t i = 0; i < 7; i++) {
    char out[16] = {0};
    size_t len = isere_base64_encode((const uint8_t *)texts[i], strlen(texts[i]), out);
    CHECK_INT(len, isere_base64_encoded_length(strlen(texts[i])));
    CHECK_STR(out, encoded[i]);
    uint8_t back[16] = {0};
    CHECK_INT(isere_base64_decode((isere_str_t){out, len}, back), strlen(texts[i]));
    CHECK_STR((const char *)back, texts[i]);
  }
}

static void base64_brings_back_every_byte(void) {
  uint8_t bytes[256];
  for (size_t len = 0; len <= 256; len++) {
    for (size_t i = 0; i < len; i++)
      bytes[i] = (uint8_t)(i * 7 + len);
    size_t encoded_len = isere_base64_encoded_length(len);
    char *text = malloc(encoded_len + 1);
    CHECK(text != NULL);
    isere_base64_encode(bytes, len, text);
    ptrdiff_t count = isere_base64_decode((isere_str_t){text, encoded_len}, (uint8_t *)text);
    bool is_same = count == (ptrdiff_t)len && memcmp(text, bytes, len) == 0;
    free(text);
    CHECK(is_same);
  }
}

static ptrdiff_t decode(const char *text) {
  uint8_t out[64];
  size_t len = strlen(text);
  char *in = exact(text, len);
  ptrdiff_t result = isere_base64_decode((isere_str_t){in, len}, out);
  free(in);
  return result;
}

static void base64_may_lack_padding(void) {
  CHECK_INT(decode("Zg"), 1);
  CHECK_INT(decode("Zm8"), 2);
}

static void base64_refuses_everything_else(void) {
  static const char *const bad[] = {"Z",    "Zg=",   "Zg===", "=",    "==",   "====", "Zg==Zg==", "Z g=", "Zm9v\n",
                                    "Zm-_", "Zm9vZ", "Zh==",  "Zm9=", "Z===", "Zg=a", "\x80m9v",  "Zm9v="};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    if (decode(bad[i]) != ISERE_EINVAL) FAIL("%s was taken", bad[i]);
  }
}

static void a_token_has_the_characters_of_rfc_9110(void) {
  for (int c = 0; c < 256; c++) {
    bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    bool expected = letter_or_digit || (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
    if (isere_is_token_char((char)c) != expected) FAIL("character %d", c);
  }
}

static void strings_are_compared_by_bytes(void) {
  CHECK(isere_str_equal((isere_str_t){NULL, 0}, ISERE_STR("")));
  CHECK(isere_str_equal(ISERE_STR("a\0b"), ISERE_STR("a\0b")));
  CHECK(!isere_str_equal(ISERE_STR("a"), ISERE_STR("A")));
  CHECK(!isere_str_equal(ISERE_STR("a"), ISERE_STR("ab")));
}

static void case_is_ignored_for_ascii_letters_alone(void) {
  CHECK(isere_str_equal_nocase(ISERE_STR("Content-Type"), ISERE_STR("cONTENT-tYPE")));
  CHECK(!isere_str_equal_nocase(ISERE_STR("@"), ISERE_STR("`")));
  CHECK(!isere_str_equal_nocase(ISERE_STR("["), ISERE_STR("{")));
  CHECK(!isere_str_equal_nocase(ISERE_STR("\xC4"), ISERE_STR("\xE4")));
}

int main(void) {
  RUN(utf8_takes_every_length_of_sequence);
  RUN(utf8_refuses_what_rfc_3629_forbids);
  RUN(utf8_refuses_sequences_cut_short);
  RUN(utf8_agrees_with_a_table_of_all_two_byte_texts);
  RUN(utf8_knows_every_code_point);
  RUN(utf8_mistakes_are_as_long_as_unicode_says);
  RUN(percent_decoding_reads_triplets);
  RUN(percent_decoding_keeps_what_is_no_triplet);
  RUN(percent_decoding_makes_a_space_of_plus_where_asked);
  RUN(base64_knows_the_vectors_of_rfc_4648);
  RUN(base64_brings_back_every_byte);
  RUN(base64_may_lack_padding);
  RUN(base64_refuses_everything_else);
  RUN(a_token_has_the_characters_of_rfc_9110);
  RUN(strings_are_compared_by_bytes);
  RUN(case_is_ignored_for_ascii_letters_alone);
  return isere_test_finish();
}
