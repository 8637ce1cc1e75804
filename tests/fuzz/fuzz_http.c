/**
 * @file
 * Bytes of a client, twice: whole, and cut into pieces by a client that may read slowly too. Both get the same answers,
 * but for a slow reader that the server gives up and says so; an honest client beside them is served; nothing is left
 * behind.
 *
 * The first four bytes of an input choose the cuts; the rest is what the client sends.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "fuzz.h"
#include "http_harness.h"

/** Longer than any timeout of the server. */
#define A_LONG_TIME_MS (3600 * 1000)

/** Random numbers that repeat (xorshift32, Marsaglia 2003). */
static uint32_t random_state;

static uint32_t random_below(uint32_t bound) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state % bound;
}

/** Settles, and answers what is asked for later. */
static void settle(void) {
  do {
    FUZZ_CHECK(harness_settle());
  } while (harness_answer_next());
}

/** The output without "100 Continue", which depends on whether the body has come already. */
static char *output_of(int client, size_t *len) {
  static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
  const char *output = fake_output(client, len);
  char *copy = malloc(*len + 1);
  FUZZ_CHECK(copy != NULL);
  size_t kept = 0;
  for (size_t i = 0; i < *len;) {
    if (*len - i >= sizeof interim - 1 && memcmp(output + i, interim, sizeof interim - 1) == 0) {
      i += sizeof interim - 1;
    } else {
      copy[kept++] = output[i++];
    }
  }
  *len = kept;
  return copy;
}

static char *send_whole(const uint8_t *data, size_t size, size_t *len) {
  harness_begin();
  int client = fake_connect();
  fake_send(client, data, size);
  settle();
  fake_finish(client);
  settle();
  return output_of(client, len);
}

static void read_slowly(int client) {
  for (int i = 0; i < 4; i++) {
    fake_take_at_most(client, random_below(64));
    settle();
  }
}

static int send_in_pieces(const uint8_t *data, size_t size, bool may_abort) {
  harness_begin();
  int client = fake_connect();
  bool is_slow = random_below(4) == 0;
  for (size_t at = 0; at < size;) {
    size_t len = 1 + random_below(random_below(2) == 0 ? 4 : 1024);
    if (len > size - at) len = size - at;
    fake_send(client, data + at, len);
    at += len;
    if (is_slow) {
      read_slowly(client);
    } else {
      settle();
    }
    if (may_abort && random_below(64) == 0) fake_abort(client);
  }
  fake_take_at_most(client, SIZE_MAX);
  settle();
  fake_finish(client);
  settle();
  return client;
}

/** A connection that the server gave up, which it logs, ends somewhere: with what had been said by then. */
static bool is_given_up(void) {
  return strstr(fake_port_log(), "a client was too slow for a response that could not wait") != NULL;
}

static void check_end(void) {
  int honest = harness_client("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  settle();
  FUZZ_CHECK(strcmp(harness_statuses(honest), "200") == 0);
  fake_finish(honest);
  settle();
  harness_pass_ms(A_LONG_TIME_MS);
  settle();
  FUZZ_CHECK(harness_leak() == NULL);
  FUZZ_CHECK(harness_nested == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 4) return 0;
  memcpy(&random_state, data, 4);
  random_state |= 1;
  data += 4;
  size -= 4;
  harness_default_options();
  harness_options.http_max_connections = 4;

  size_t whole_len, pieces_len;
  char *whole = send_whole(data, size, &whole_len);
  check_end();
  int client = send_in_pieces(data, size, false);
  char *pieces = output_of(client, &pieces_len);
  bool is_cut = is_given_up() && pieces_len < whole_len;
  if ((whole_len != pieces_len && !is_cut) || memcmp(whole, pieces, pieces_len) != 0) {
    fprintf(stderr, "--- whole\n%.*s\n--- in pieces\n%.*s\n", (int)whole_len, whole, (int)pieces_len, pieces);
    abort();
  }
  check_end();
  free(whole);
  free(pieces);
  send_in_pieces(data, size, true);
  check_end();
  return 0;
}
