/**
 * @file
 * The harness of js_harness.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "js_harness.h"

#include <stdio.h>
#include <string.h>

answer_t answer;
isere_js_t *js;
isere_loop_t loop;
bool keep_bodies;

static isere_options_t options;
static isere_image_t image;
static isere_response_t kept[16];
static int kept_count;

static void on_respond(void *user, void *token, const char *request_id, const isere_response_t *response) {
  (void)user;
  answer.count++;
  answer.status = response->status;
  answer.failed = false;
  answer.token = token;
  memcpy(answer.request_id, request_id, ISERE_REQUEST_ID_BYTES);
  size_t len = 0;
  answer.headers[0] = '\0';
  for (size_t i = 0; i < response->header_count; i++) {
    const isere_header_t *h = &response->headers[i];
    len += (size_t)snprintf(answer.headers + len, sizeof(answer.headers) - len, "%.*s: %.*s\n", (int)h->name.len,
                            h->name.ptr, (int)h->value.len, h->value.ptr);
  }
  answer.body_len = response->body.len;
  answer.body_at = response->body.ptr;
  size_t shown = response->body.len < sizeof(answer.body) ? response->body.len : sizeof(answer.body) - 1;
  if (shown > 0) memcpy(answer.body, response->body.ptr, shown);
  answer.body[shown] = '\0';
  if (response->release == NULL) return;
  if (keep_bodies && kept_count < 16) {
    kept[kept_count++] = *response;
  } else {
    response->release(response->owner);
  }
}

static void on_fail(void *user, void *token, const char *request_id, uint16_t status) {
  (void)user;
  answer.count++;
  answer.status = status;
  answer.failed = true;
  answer.token = token;
  memcpy(answer.request_id, request_id, ISERE_REQUEST_ID_BYTES);
  answer.headers[0] = answer.body[0] = '\0';
  answer.body_len = 0;
}

isere_options_t *js_start(void) {
  fake_port_reset();
  isere_log_set_level(ISERE_LOG_TRACE);
  memset(&answer, 0, sizeof(answer));
  js = NULL;
  keep_bodies = false;
  kept_count = 0;
  isere_options_defaults(&options);
  options.js_heap_bytes = 4 * 1024 * 1024;
  return &options;
}

int js_load_image(const char *source, isere_str_t environment, isere_str_t limits) {
  if (js == NULL) {
    const isere_js_host_t host = {.respond = on_respond, .fail = on_fail};
    if (isere_loop_init(&loop, 1, options.function_max_timers + options.function_max_in_flight, NULL, NULL) < 0) {
      return ISERE_ENOMEM;
    }
    js = isere_js_create(&loop, &options, &host);
    if (js == NULL) return ISERE_ENOMEM;
  }
  memset(&image, 0, sizeof(image));
  image.code = (isere_str_t){source, strlen(source)};
  image.is_source = true;
  image.name = ISERE_STR("hello");
  image.version = ISERE_STR("1.2.3");
  image.environment = environment;
  image.limits = limits;
  return isere_js_load(js, &image);
}

int js_load(const char *source) {
  return js_load_image(source, ISERE_STR(""), ISERE_STR(""));
}

int js_handler(const char *expression) {
  static char source[65536];
  (void)snprintf(source, sizeof(source), "export const handler = %s", expression);
  return js_load(source);
}

int js_call(const isere_request_t *request) {
  static int token;
  memset(&answer, 0, sizeof(answer));
  return isere_js_call(js, request, &token);
}

int js_get(const char *target) {
  const char *question = strchr(target, '?');
  isere_request_t request = {.method = ISERE_STR("GET"), .raw_path = {target, strlen(target)}, .raw_query = {"", 0}};
  if (question != NULL) {
    request.raw_path.len = (size_t)(question - target);
    request.raw_query = (isere_str_t){question + 1, strlen(question + 1)};
  }
  return js_call(&request);
}

int js_post(const void *body, size_t len) {
  const isere_request_t request = {.method = ISERE_STR("POST"),
                                   .raw_path = ISERE_STR("/"),
                                   .raw_query = {"", 0},
                                   .body = {body, len},
                                   .has_body = true};
  return js_call(&request);
}

const char *js_answer_of(const char *expression) {
  static char shown[sizeof(answer.body) + 32];
  static char source[65536];
  (void)snprintf(source, sizeof(source), "export const handler = async (event, context) => (%s)", expression);
  int result = js_load(source);
  if (result == 0) result = js_get("/");
  if (result < 0) {
    (void)snprintf(shown, sizeof(shown), "%s", isere_error_text(result));
  } else {
    (void)snprintf(shown, sizeof(shown), "%u %s", answer.status, answer.body);
  }
  return shown;
}

void js_run(void) {
  for (int turns = 0; turns < 10000 && loop.timer_count > 0 && isere_js_broken(js) == 0; turns++) {
    (void)isere_loop_turn(&loop);
  }
}

void js_release_bodies(void) {
  for (int i = 0; i < kept_count; i++)
    kept[i].release(kept[i].owner);
  kept_count = 0;
}

bool js_finish(void) {
  js_release_bodies();
  return js == NULL || isere_js_close(js);
}

bool logged(const char *text) {
  return strstr(fake_port_log(), text) != NULL;
}

int log_count(const char *text) {
  int count = 0;
  for (const char *at = fake_port_log(); (at = strstr(at, text)) != NULL; at++)
    count++;
  return count;
}
