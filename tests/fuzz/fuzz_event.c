/**
 * @file
 * A request becomes an event: "METHOD TARGET", a line a header, an empty line, the body. Whatever the bytes are, the
 * handler is called and its answer, the event as JSON, can be sent.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "fuzz.h"
#include "js_harness.h"

#define MAX_HEADERS 16

/** The bytes up to @p end, or all; moves on behind it. */
static isere_str_t take(isere_str_t *rest, char end) {
  const char *at = rest->len > 0 ? memchr(rest->ptr, end, rest->len) : NULL;
  isere_str_t taken = {rest->ptr, at != NULL ? (size_t)(at - rest->ptr) : rest->len};
  size_t gone = taken.len + (at != NULL ? 1 : 0);
  *rest = (isere_str_t){rest->ptr + gone, rest->len - gone};
  return taken;
}

static void load(void) {
  FUZZ_CHECK(js_load("export const handler = (event) => ({ body: { event, keys: Object.keys(event.headers) } })") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static isere_header_t headers[MAX_HEADERS];
  if (js == NULL) {
    js_start();
    load();
  }
  isere_str_t rest = {(const char *)data, size};
  isere_request_t request = {.headers = headers};
  request.method = take(&rest, ' ');
  isere_str_t target = take(&rest, '\n');
  request.raw_path = take(&target, '?');
  request.raw_query = target;
  for (isere_str_t line = take(&rest, '\n'); line.len > 0 && request.header_count < MAX_HEADERS;
       line = take(&rest, '\n')) {
    headers[request.header_count].name = take(&line, ':');
    headers[request.header_count++].value = line;
  }
  request.body = rest;
  request.has_body = rest.len > 0;

  fake_port_clear_log();
  int result = js_call(&request);
  if (result != 0) {
    FUZZ_CHECK(result == ISERE_ENOMEM || result == ISERE_ETIMEOUT);
    load();
    return 0;
  }
  FUZZ_CHECK(answer.count == 1);
  FUZZ_CHECK(answer.status == 200 || logged("large"));
  return 0;
}
