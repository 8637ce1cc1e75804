/**
 * @file
 * The engine in its arena: made, entered, left, discarded. Memory, stack and time are held to their limits here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isere/options.h"
#include "isere_engine_id.h"
#include "js/internal.h"

enum {
  /** Jobs between two looks at the clock: jobs of native code alone are not polled by the engine. */
  JOBS_PER_CLOCK = 64,
  /** The cycle collector runs after this much growth at most, so that a large heap does not fill with garbage. */
  MAX_GROWTH_BYTES = 1024 * 1024,
  /** A context that never used more than this is too small to give its pages back. */
  KEEP_RESIDENT_BYTES = 512 * 1024,
  /** So many bytes of a large allocation cost as much time as a round of a loop, or so. */
  BYTES_PER_ROUND_LOG2 = 12,
};

/* --- memory -------------------------------------------------------------------------------------------------- */

/**
 * The engine lets its threshold grow to half again of what is alive, which may lie beyond the arena's end: garbage in
 * cycles would fill the arena then. So after each collection the threshold is set anew, half-way to the end at most.
 */
static void set_threshold(isere_js_t *js) {
  size_t used = js->heap.used;
  size_t left = js->heap.size > used ? js->heap.size - used : 0;
  size_t growth = used / 2 > MAX_GROWTH_BYTES ? used / 2 : MAX_GROWTH_BYTES;
  if (growth > left / 2) growth = left / 2;
  JS_SetGCThreshold(js->rt, used + growth);
  js->collected = false;
}

/** Large allocations take time to fill; a loop around them shall look at the clock in fewer rounds. */
static void count_work(const isere_js_t *js, size_t bytes) {
  size_t rounds = bytes >> BYTES_PER_ROUND_LOG2;
  if (rounds > 0 && js->ctx != NULL) JS_CountWork(js->ctx, (uint32_t)rounds);
}

/**
 * An allocation larger than the whole arena is a mistake of the program, a clean exception and no sign of exhaustion.
 * After any other the engine asks on_interrupt at its next opportunity.
 */
static void note_failure(isere_js_t *js, size_t bytes) {
  if (bytes >= js->heap.size) return;
  js->out_of_memory = true;
  if (js->ctx != NULL) JS_CountWork(js->ctx, UINT32_MAX);
}

static void *arena_malloc(JSMallocState *state, size_t bytes) {
  isere_js_t *js = state->opaque;
  if (js->collected) set_threshold(js);
  void *ptr = isere_heap_alloc(&js->heap, bytes);
  if (ptr == NULL) {
    note_failure(js, bytes);
    return NULL;
  }
  count_work(js, bytes);
  state->malloc_size = js->heap.used;
  return ptr;
}

static void arena_free(JSMallocState *state, void *ptr) {
  if (ptr == NULL) return;
  isere_js_t *js = state->opaque;
  isere_heap_free(&js->heap, ptr);
  state->malloc_size = js->heap.used;
}

static void *arena_realloc(JSMallocState *state, void *ptr, size_t bytes) {
  isere_js_t *js = state->opaque;
  if (ptr == NULL) return bytes == 0 ? NULL : arena_malloc(state, bytes);
  if (bytes == 0) {
    arena_free(state, ptr);
    return NULL;
  }
  void *moved = isere_heap_realloc(&js->heap, ptr, bytes);
  count_work(js, bytes);
  if (moved == NULL) note_failure(js, bytes);
  state->malloc_size = js->heap.used;
  return moved;
}

static const JSMallocFunctions arena_functions = {arena_malloc, arena_free, arena_realloc, isere_heap_usable_size};

/* --- time ---------------------------------------------------------------------------------------------------- */

/** Polled by the engine. Once it has said stop it says so until the context is gone: `finally` shall not go on. */
static int on_interrupt(JSRuntime *rt, void *opaque) {
  (void)rt;
  isere_js_t *js = opaque;
  if (isere__js_doomed(js)) return true;
  /* Code that does not end when it is told to gives no sign of life. */
  isere_port_alive();
  js->timed_out = isere_port_now_us() >= js->deadline_us;
  return js->timed_out;
}

/** Code was stopped: keeps the innermost place, which nobody may see later. */
static void on_stop(JSContext *ctx, JSValueConst error) {
  isere_js_t *js = isere__js_of(ctx);
  if (js->place_kept) return;
  js->place_kept = true;
  js->text.len = 0;
  isere__js_text_frames(ctx, &js->text, error);
  js->place_len = js->text.len;
}

/** Logs an error with the place where code was stopped, if it is known. */
static void log_with_place(isere_js_t *js, const char *id, const char *what) {
  size_t len = strlen(what);
  if (len > js->text.capacity) len = js->text.capacity;
  size_t place = js->place_len < js->text.capacity - len ? js->place_len : js->text.capacity - len;
  memmove(js->text.ptr + len, js->text.ptr, place);
  memcpy(js->text.ptr, what, len);
  js->place_len = 0;
  isere_log_text(ISERE_LOG_ERROR, id, js->text.ptr, len + place);
}

void isere_js_log_broken(isere_js_t *js, const char *consequence) {
  char what[192], id[ISERE_REQUEST_ID_BYTES];
  bool is_late = js->broken == ISERE_ETIMEOUT;
  (void)snprintf(what, sizeof(what), "the function %s (%s: %lu); %s",
                 is_late ? "ran too long without a break" : "ran out of memory",
                 is_late ? "function.timeout_ms" : "js.heap_bytes",
                 (unsigned long)(is_late ? js->options.function_timeout_ms : js->options.js_heap_bytes), consequence);
  log_with_place(js, isere_js_broken_by(js, id), what);
}

void isere__js_enter(isere_js_t *js, uint32_t serial) {
  js->entered = true;
  js->current_serial = serial;
  js->deadline_us = isere_port_now_us() + (int64_t)js->options.function_timeout_ms * 1000;
  JS_UpdateStackTop(js->rt);
}

int isere__js_leave(isere_js_t *js) {
  if (!isere__js_doomed(js)) {
    isere__js_report_rejections(js);
  } else if (js->broken == 0 && js->broken_by == 0) {
    js->broken_by = js->current_serial;
  }
  js->entered = false;
  js->current_serial = 0;
  if (js->timed_out) js->broken = ISERE_ETIMEOUT;
  if (js->out_of_memory) js->broken = ISERE_ENOMEM;
  return js->broken;
}

void isere__js_drain(isere_js_t *js, JSValueConst watched) {
  bool watching = !JS_IsUndefined(watched);
  for (uint32_t jobs = 1; !isere__js_doomed(js) && JS_IsJobPending(js->rt); jobs++) {
    if (watching && JS_PromiseState(js->ctx, watched) != JS_PROMISE_PENDING) return;
    JSContext *ctx;
    if (JS_ExecutePendingJob(js->rt, &ctx) < 0 && !isere__js_doomed(js)) {
      JSValue thrown = JS_GetException(js->ctx);
      isere__js_log_thrown(js, ISERE_LOG_ERROR, "a microtask threw", thrown);
      JS_FreeValue(js->ctx, thrown);
    }
    if (jobs % JOBS_PER_CLOCK != 0) continue;
    isere_port_alive();
    if (isere_port_now_us() >= js->deadline_us) js->timed_out = true;
  }
}

/* --- small helpers ------------------------------------------------------------------------------------------- */

void isere__js_clear_exception(JSContext *ctx) {
  JS_FreeValue(ctx, JS_GetException(ctx));
}

bool isere__js_put(JSContext *ctx, JSValueConst object, JSAtom name, JSValue value) {
  if (JS_IsException(value)) return false;
  return JS_DefinePropertyValue(ctx, object, name, value, JS_PROP_C_W_E) >= 0;
}

JSValue isere__js_new_like(JSContext *ctx, JSValueConst model, JSValue *values, size_t count) {
  bool ok = true;
  for (size_t i = 0; i < count; i++)
    ok = ok && !JS_IsException(values[i]);
  if (ok) return JS_NewObjectLike(ctx, model, values);
  for (size_t i = 0; i < count; i++)
    JS_FreeValue(ctx, values[i]);
  return JS_EXCEPTION;
}

JSValue isere__js_new_model(JSContext *ctx, JSValueConst proto, JSClassID class_id, const JSAtom *names, size_t count) {
  JSValue model = JS_NewObjectProtoClass(ctx, proto, class_id);
  for (size_t i = 0; i < count && !JS_IsException(model); i++) {
    if (isere__js_put(ctx, model, names[i], JS_UNDEFINED)) continue;
    JS_FreeValue(ctx, model);
    model = JS_EXCEPTION;
  }
  return model;
}

/* --- life ---------------------------------------------------------------------------------------------------- */

const char *isere_js_engine_id(void) {
  return ISERE_JS_ENGINE_ID;
}

static bool reserve_tables(isere_js_t *js) {
  const isere_options_t *options = &js->options;
  js->arena = isere_port_reserve(options->js_heap_bytes);
  js->timers = isere_port_reserve(options->function_max_timers * sizeof(*js->timers));
  js->body_capacity = options->http_max_connections + options->function_max_in_flight;
  js->bodies = isere_port_reserve(js->body_capacity * sizeof(*js->bodies));
  js->text.capacity = options->js_heap_bytes / 64;
  if (js->text.capacity > 65536) js->text.capacity = 65536;
  js->text.ptr = isere_port_reserve(js->text.capacity);
  return js->arena != NULL && js->timers != NULL && js->bodies != NULL && js->text.ptr != NULL;
}

static void seed(isere_js_t *js) {
  if (isere_port_entropy(js->random, sizeof(js->random)) < 0 ||
      isere_port_entropy(&js->boot_id, sizeof(js->boot_id)) < 0) {
    isere_log(ISERE_LOG_WARN, NULL, "no entropy: request ids and Math.random may repeat after a restart");
    js->random[0] = (uint64_t)isere_port_now_us();
    js->boot_id = (uint32_t)js->random[0];
  }
  js->random[1] |= 1; /* all zero would stay zero */
}

isere_js_t *isere_js_create(isere_loop_t *loop, const isere_options_t *options, const isere_js_host_t *host) {
  isere_js_t *js = isere_port_reserve(sizeof(*js));
  if (js == NULL) return NULL;
  js->loop = loop;
  js->host = *host;
  js->base_options = js->options = *options;
  js->calls.next = js->calls.previous = &js->calls;
  if (!reserve_tables(js)) return NULL;
  isere_heap_init(&js->heap, js->arena, options->js_heap_bytes);
  seed(js);
  return js;
}

void isere_js_set_board(isere_js_t *js, const char *board) {
  js->host.board = board;
}

/** Forgets what belonged to the context. The arena's content is not touched any more. */
static void forget_context(isere_js_t *js) {
  js->rt = NULL;
  js->ctx = NULL;
  js->entered = js->timed_out = js->place_kept = js->out_of_memory = js->collected = false;
  js->broken = 0;
  js->place_len = 0;
  js->broken_by = js->current_serial = 0;
  js->free_timers = NULL;
  js->timers_touched = 0;
  js->free_bodies = NULL;
  js->bodies_touched = js->bodies_held = 0;
  js->unhandled_count = js->unhandled_beyond = 0;
  memset(js->header_names, 0, sizeof(js->header_names));
  js->model_count = 0;
  memset(js->bodies, 0, js->body_capacity * sizeof(*js->bodies));
}

void isere_js_discard(isere_js_t *js) {
  if (js->rt == NULL) return;
  isere__js_forget_calls(js);
  isere__js_clear_all_timers(js, false);
  forget_context(js);
  if (js->heap.peak > KEEP_RESIDENT_BYTES) isere_port_discard(js->arena, js->options.js_heap_bytes);
  isere_heap_init(&js->heap, js->arena, js->options.js_heap_bytes);
}

bool isere_js_close(isere_js_t *js) {
  if (js->rt == NULL) return true;
  if (js->broken != 0) {
    isere_js_discard(js);
    return true;
  }
  isere__js_forget_calls(js);
  isere__js_clear_all_timers(js, true);
  isere__js_free_values(js);
  JS_FreeContext(js->ctx);
  JS_FreeRuntime(js->rt);
  bool clean = js->heap.used == 0;
  forget_context(js);
  isere_heap_init(&js->heap, js->arena, js->options.js_heap_bytes);
  return clean;
}

static void apply_limits(isere_js_t *js, const isere_image_t *image) {
  js->options = js->base_options;
  isere_image_record_t record;
  for (size_t cursor = 0; isere_image_next_record(image->limits, &cursor, &record);) {
    uint64_t value;
    if (isere_image_uint(record.value, &value)) {
      (void)isere_options_set(&js->options, record.key.ptr, record.key.len, value, true);
    }
  }
}

/** All of the language. What takes much memory and is seldom named comes when it is. */
static bool add_language(JSContext *ctx) {
  return JS_AddIntrinsicBaseObjects(ctx) == 0 && JS_AddIntrinsicEval(ctx) == 0 &&
         JS_AddIntrinsicStringNormalize(ctx) == 0 && JS_AddIntrinsicRegExp(ctx) == 0 && JS_AddIntrinsicJSON(ctx) == 0 &&
         JS_AddIntrinsicProxy(ctx) == 0 && JS_AddIntrinsicPromise(ctx) == 0 && JS_AddLazyIntrinsics(ctx) == 0;
}

static bool make_context(isere_js_t *js, const isere_image_t *image) {
  js->rt = JS_NewRuntime2(&arena_functions, js);
  if (js->rt == NULL) return false;
  JS_SetRuntimeOpaque(js->rt, js);
  JS_SetMaxStackSize(js->rt, js->options.js_stack_bytes);
  JS_SetStripInfo(js->rt, JS_STRIP_SOURCE);
  JS_SetInterruptHandler(js->rt, on_interrupt, js);
  JS_SetStopHandler(js->rt, on_stop);
  JS_SetHostPromiseRejectionTracker(js->rt, isere__js_track_rejection, js);
  set_threshold(js);
  isere__js_enter(js, 0);
  js->ctx = JS_NewContextRaw(js->rt);
  if (js->ctx == NULL) return false;
  JS_SetContextOpaque(js->ctx, js);
  return add_language(js->ctx) && isere__js_set_up_context(js, image);
}

int isere_js_load(isere_js_t *js, const isere_image_t *image) {
  isere_js_discard(js);
  apply_limits(js, image);
  int result = ISERE_ENOMEM;
  if (make_context(js, image)) {
    set_threshold(js);
    result = isere__js_find_handler(js, image);
    int broken = isere__js_leave(js);
    if (broken != 0) result = broken;
  } else if (js->timed_out) {
    result = ISERE_ETIMEOUT;
  }
  if (result == ISERE_ENOMEM) {
    isere_log(ISERE_LOG_ERROR, NULL, "the function does not fit into the JavaScript heap of %lu bytes (js.heap_bytes)",
              (unsigned long)js->options.js_heap_bytes);
  } else if (result == ISERE_ETIMEOUT) {
    char what[80];
    (void)snprintf(what, sizeof(what), "loading the function took longer than function.timeout_ms (%lu ms)",
                   (unsigned long)js->options.function_timeout_ms);
    log_with_place(js, NULL, what);
  }
  if (result < 0) {
    if (js->rt == NULL) {
      forget_context(js);
      isere_heap_init(&js->heap, js->arena, js->options.js_heap_bytes);
    }
    isere_js_discard(js);
  }
  return result;
}

int isere_js_broken(const isere_js_t *js) {
  return js->broken;
}

bool isere_js_is_idle(const isere_js_t *js) {
  return js->in_flight == 0 && js->bodies_held == 0;
}

bool isere_js_owns_body(const isere_js_t *js, const void *owner) {
  uintptr_t offset = (uintptr_t)owner - (uintptr_t)js->bodies;
  return offset < js->body_capacity * sizeof(*js->bodies);
}

isere_js_memory_t isere_js_memory(const isere_js_t *js) {
  return (isere_js_memory_t){
      .used = js->heap.used,
      .peak = js->heap.peak,
      .limit = js->heap.size,
      .largest_free = isere_heap_largest_free(&js->heap),
  };
}
