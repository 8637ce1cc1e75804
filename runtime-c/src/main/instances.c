/**
 * @file
 * Functions come and go: the first one is loaded, a broken one is loaded afresh, one image replaces another.
 *
 * A replacement is loaded beside the current function where js.contexts is 2: until it has loaded nothing changes, then
 * new requests are the new one's and the old one finishes its own. Where there is one context requests wait, complete
 * and unanswered, until the old function has finished; if the new one does not load the old one is loaded again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "main/internal.h"

enum {
  /** Pauses between attempts to load a function that fails to load again; they double from the first to the last. */
  FIRST_RELOAD_PAUSE_MS = 100,
  LAST_RELOAD_PAUSE_MS = 30000,
};

static isere_server_t *server_of_timer(isere_timer_t *timer, size_t offset) {
  return (isere_server_t *)(void *)((uint8_t *)timer - offset);
}

/* --- leaving ------------------------------------------------------------------------------------------------ */

static void release_source(isere__source_t *source) {
  const isere_replacement_t order = source->order;
  memset(source, 0, sizeof(*source));
  if (order.release != NULL) order.release(order.user, order.bytes);
}

static bool is_body_of(const void *owner, const void *instance) {
  return isere_js_owns_body(((const isere__instance_t *)instance)->js, owner);
}

/** Ends every call and every body of an instance. Its engine must be discarded or loaded anew next. */
static void cut_off(isere_server_t *server, isere__instance_t *instance, uint16_t status) {
  /* No new call may reach the old context while its requests are being answered. */
  instance->is_loaded = false;
  isere_http_drop_bodies(server->http, is_body_of, instance);
  isere_js_fail_calls(instance->js, status);
  /* A call that had no memory even to begin, or whose answer was being made, is known here alone. */
  isere__calls_fail(server, instance, status);
}

/** Empties an instance that is not the current one. */
static void empty(isere__instance_t *instance) {
  instance->is_loaded = false;
  isere_js_discard(instance->js);
  release_source(&instance->source);
}

static void empty_retired(isere_server_t *server) {
  for (uint32_t i = 0; i < server->instance_count; i++) {
    isere__instance_t *instance = &server->instances[i];
    if (instance != server->current && instance->is_loaded && isere_js_is_idle(instance->js)) empty(instance);
  }
}

/* --- recycling ---------------------------------------------------------------------------------------------- */

/** Has the current image loaded again after a pause, and the next pause twice as long. */
static void reload_later(isere_server_t *server) {
  int64_t due_us = isere_port_now_us() + (int64_t)server->reload_pause_ms * 1000;
  (void)isere_timer_set(&server->loop, &server->reload_timer, due_us);
  server->reload_pause_ms *= 2;
  if (server->reload_pause_ms > LAST_RELOAD_PAUSE_MS) server->reload_pause_ms = LAST_RELOAD_PAUSE_MS;
}

/** Loads the current image again. */
static void reload(isere_server_t *server) {
  isere__instance_t *current = server->current;
  int result = isere_js_load(current->js, &current->source.image);
  current->is_loaded = result == 0;
  if (current->is_loaded) return;
  server->absence = "the function does not load any more";
  isere_log(ISERE_LOG_ERROR, NULL, "%s (%s); next attempt in %lu ms", server->absence, isere_error_text(result),
            (unsigned long)server->reload_pause_ms);
  reload_later(server);
}

static void on_reload_timer(isere_timer_t *timer) {
  reload(server_of_timer(timer, offsetof(isere_server_t, reload_timer)));
}

/** A function that does nothing but break is not started again at once. */
static void recycle_current(isere_server_t *server, const char *reason) {
  isere_js_discard(server->current->js);
  uint32_t most = server->options.function_max_recycles;
  if (++server->recycles < most || most == 0) {
    reload(server);
    return;
  }
  (void)snprintf(server->pause_reason, sizeof(server->pause_reason), "%s, %lu times in a row; it is paused for %lu ms",
                 reason, (unsigned long)server->recycles, (unsigned long)server->reload_pause_ms);
  server->absence = server->pause_reason;
  isere_log(ISERE_LOG_WARN, NULL, "%s", server->pause_reason);
  reload_later(server);
}

void isere__instances_answered(isere_server_t *server) {
  server->recycles = 0;
  server->reload_pause_ms = FIRST_RELOAD_PAUSE_MS;
}

void isere__instances_recycle(isere_server_t *server, isere__instance_t *instance, int reason) {
  bool is_current = instance == server->current;
  bool is_late = reason == ISERE_ETIMEOUT;
  const char *what = is_late ? "the function ran too long without a break" : "the function ran out of memory";
  isere_js_log_broken(instance->js, is_current ? "starting the function afresh" : "it was being replaced, and is gone");
  cut_off(server, instance, is_late ? 504 : 503);
  if (is_current) {
    recycle_current(server, what);
  } else {
    empty(instance);
  }
}

static void recycle_broken(isere_server_t *server) {
  for (uint32_t i = 0; i < server->instance_count; i++) {
    isere__instance_t *instance = &server->instances[i];
    int broken = instance->is_loaded ? isere_js_broken(instance->js) : 0;
    if (broken != 0) isere__instances_recycle(server, instance, broken);
  }
}

/* --- replacing ---------------------------------------------------------------------------------------------- */

/** Where a new function goes. */
static isere__instance_t *spare(isere_server_t *server) {
  for (uint32_t i = 0; i < server->instance_count; i++) {
    if (&server->instances[i] != server->current) return &server->instances[i];
  }
  return server->current;
}

/** The replacement has an outcome; what it does not need any more is given back. */
static void end_replacement(isere_server_t *server, int result, isere__source_t *unused) {
  const isere_replacement_t order = server->next.order;
  server->has_next = false;
  memset(&server->next, 0, sizeof(server->next));
  isere_timer_cancel(&server->loop, &server->replace_timer);
  isere_http_resume(server->http);
  order.done(order.user, result);
  release_source(unused);
}

/** Gives up the replacement that waits. */
static void refuse_replacement(isere_server_t *server, int reason) {
  isere__source_t refused = server->next;
  end_replacement(server, reason, &refused);
}

/** Loads the new function into an instance that has nothing more to do. */
static void load_next(isere_server_t *server, isere__instance_t *target) {
  bool is_beside = target != server->current;
  if (server->next.order.loading != NULL) server->next.order.loading(server->next.order.user);
  isere__source_t previous = target->source; /* of an instance beside the current one: empty */
  target->is_loaded = false;
  target->source = server->next;
  int result = isere_js_load(target->js, &target->source.image);
  if (result < 0) {
    isere__source_t refused = target->source;
    target->source = previous;
    if (!is_beside) reload(server);
    end_replacement(server, result, &refused);
    return;
  }
  target->is_loaded = true;
  isere_timer_cancel(&server->loop, &server->reload_timer);
  isere__instances_answered(server);
  isere__instance_t *old = server->current;
  server->current = target;
  /* One that had no function has nothing to finish. */
  if (is_beside && !old->is_loaded) release_source(&old->source);
  end_replacement(server, 0, &previous);
}

static void replace(isere_server_t *server) {
  isere__instance_t *target = spare(server);
  bool is_retired = target != server->current && target->is_loaded;
  if (target->is_loaded && !isere_js_is_idle(target->js)) {
    if (isere_timer_is_set(&server->replace_timer)) return;
    isere_log(ISERE_LOG_WARN, NULL, "a function that is replaced did not finish its requests in time");
    cut_off(server, target, 503);
  }
  if (is_retired) empty(target);
  load_next(server, target);
}

/** Its time is over, which the next turn of the loop sees. */
static void on_replace_timer(isere_timer_t *timer) {
  (void)timer;
}

void isere__instances_attend(isere_server_t *server) {
  recycle_broken(server);
  if (server->has_next) replace(server);
  empty_retired(server);
}

void isere__instances_stop(isere_server_t *server) {
  if (server->has_next) refuse_replacement(server, ISERE_ECLOSED);
}

/* --- interface ---------------------------------------------------------------------------------------------- */

bool isere__instances_create(isere_server_t *server) {
  server->reload_timer.fire = on_reload_timer;
  server->reload_pause_ms = FIRST_RELOAD_PAUSE_MS;
  server->replace_timer.fire = on_replace_timer;
  const isere_js_host_t host = isere__calls_host(server);
  for (uint32_t i = 0; i < server->instance_count; i++) {
    server->instances[i].js = isere_js_create(&server->loop, &server->options, &host);
    if (server->instances[i].js == NULL) return false;
  }
  server->current = &server->instances[0];
  return true;
}

static int open_image(const isere_server_t *server, const void *bytes, size_t len, isere_image_t *image,
                      isere_image_error_t *error) {
  static const char *const no_modules[] = {NULL};
  const isere_image_offer_t offer = {
      .abi = ISERE_RUNTIME_ABI,
      .engine = isere_js_engine_id(),
      .heap_bytes = server->options.js_heap_bytes,
      .modules = no_modules,
  };
  int result = isere_image_open(image, bytes, len, false, error);
  return result < 0 ? result : isere_image_check_requirements(image, &offer, error);
}

void isere_server_set_board(isere_server_t *server, const char *board) {
  for (uint32_t i = 0; i < server->instance_count; i++)
    isere_js_set_board(server->instances[i].js, board);
}

isere_str_t isere_server_function_name(const isere_server_t *server) {
  return server->current->source.image.name;
}

int isere_server_load(isere_server_t *server, const void *bytes, size_t len, isere_image_error_t *error) {
  isere__instance_t *current = server->current;
  isere_image_t image;
  int result = open_image(server, bytes, len, &image, error);
  if (result < 0) return result;
  current->source = (isere__source_t){.image = image};
  result = isere_js_load(current->js, &current->source.image);
  current->is_loaded = result == 0;
  return result;
}

int isere_server_load_later(isere_server_t *server, const void *bytes, size_t len, const char *reason,
                            uint32_t pause_ms, isere_image_error_t *error) {
  isere_image_t image;
  int result = open_image(server, bytes, len, &image, error);
  if (result < 0) return result;
  server->current->source = (isere__source_t){.image = image};
  server->absence = reason;
  isere_log(ISERE_LOG_WARN, NULL, "%s; the function is paused for %lu ms", reason, (unsigned long)pause_ms);
  server->reload_pause_ms = pause_ms > FIRST_RELOAD_PAUSE_MS ? pause_ms : FIRST_RELOAD_PAUSE_MS;
  reload_later(server);
  return ISERE_OK;
}

int isere_server_replace(isere_server_t *server, const isere_replacement_t *order, isere_image_error_t *error) {
  if (server->stops_handled > 0) return ISERE_ECLOSED;
  isere_image_t image;
  int result = open_image(server, order->bytes, order->len, &image, error);
  if (result < 0) return result;
  if (server->has_next) refuse_replacement(server, ISERE_ESUPERSEDED);
  server->next = (isere__source_t){.image = image, .order = *order};
  server->has_next = true;
  if (spare(server) == server->current) isere_http_pause(server->http);
  int64_t due = isere_port_now_us() + (int64_t)server->options.server_drain_timeout_ms * 1000;
  return isere_timer_set(&server->loop, &server->replace_timer, due);
}
