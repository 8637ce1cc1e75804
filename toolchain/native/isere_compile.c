/*
 * Source text to bytecode; see isere_compile.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_compile.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isere/text.h"
#include "isere_engine_id.h"
#include "isere_pool.h"
#include "quickjs.h"

/* Beyond what the engine's own checks allow, for the frames between two checks and those that have none. */
#define STACK_MARGIN_BYTES ((size_t)1 << 20)
#define MAX_MESSAGE_BYTES 1000
#define MAX_NAME_BYTES 4096

/* One compilation: what is asked, what comes of it, and the memory in between. */
typedef struct {
  const isere_compile_request_t *request;
  isere_compile_result_t *result;
  isere_pool_t pool;
  JSContext *ctx;
  char import[256]; /* the module that the source wants, when it wants one */
} job_t;

static atomic_size_t allocated_bytes;

/* --- results ------------------------------------------------------------------------------------------------- */

/* A copy of some bytes that outlives the pool, with a NUL behind them; NULL when the machine has no memory. */
static void *keep(const void *bytes, size_t len) {
  char *copy = malloc(len + 1);
  if (copy != NULL) {
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    atomic_fetch_add(&allocated_bytes, len);
  }
  return copy;
}

static void drop(void *kept, size_t len) {
  if (kept != NULL) {
    atomic_fetch_sub(&allocated_bytes, len);
    free(kept);
  }
}

void isere_compile_release(isere_compile_result_t *result) {
  drop(result->bytecode, result->bytecode_len);
  drop(result->message, result->message == NULL ? 0 : strlen(result->message));
  memset(result, 0, sizeof(*result));
}

/* Ends with a failure. The message is cut to one line of a bearable length. */
static void fail(isere_compile_result_t *result, isere_compile_status_t status, const char *message) {
  size_t len = strcspn(message, "\r\n");
  result->status = status;
  result->message = keep(message, len < MAX_MESSAGE_BYTES ? len : MAX_MESSAGE_BYTES);
}

static void fail_at(isere_compile_result_t *result, isere_compile_status_t status, const char *message, uint32_t line,
                    uint32_t column) {
  fail(result, status, message);
  result->line = line;
  result->column = column;
}

/* --- UTF-8 --------------------------------------------------------------------------------------------------- */

/* Fails at the first byte that is not UTF-8. Returns 0 when there is none. */
static int check_utf8(const isere_compile_request_t *request, isere_compile_result_t *result) {
  const uint8_t *p = (const uint8_t *)request->source, *end = p + request->source_len;
  uint32_t line = 1, column = 1;
  while (p < end) {
    size_t len = isere_utf8_sequence((const char *)p, (size_t)(end - p), NULL);
    if (len == 0) {
      char message[64];
      snprintf(message, sizeof(message), "invalid UTF-8: byte 0x%02x", *p);
      fail_at(result, ISERE_COMPILE_ENCODING, message, line, column);
      return -1;
    }
    line += *p == '\n';
    column = *p == '\n' ? 1 : column + 1;
    p += len;
  }
  return 0;
}

/* --- the engine's side --------------------------------------------------------------------------------------- */

static void *engine_alloc(JSMallocState *state, size_t bytes) {
  return isere_pool_alloc(state->opaque, bytes);
}

static void engine_free(JSMallocState *state, void *ptr) {
  isere_pool_free(state->opaque, ptr);
}

static void *engine_realloc(JSMallocState *state, void *ptr, size_t bytes) {
  if (bytes == 0) {
    isere_pool_free(state->opaque, ptr);
    return NULL;
  }
  return isere_pool_realloc(state->opaque, ptr, bytes);
}

static const JSMallocFunctions engine_memory = {engine_alloc, engine_free, engine_realloc, isere_pool_size};

/* The compiler calls this now and then (patch quickjs-0003). */
static int engine_interrupt(JSRuntime *runtime, void *opaque) {
  (void)runtime;
  isere_pool_check_time(opaque);
  return 0;
}

/* A bundled module imports nothing: whatever it does import could not be loaded later. */
static JSModuleDef *refuse_import(JSContext *ctx, const char *name, void *opaque) {
  job_t *job = opaque;
  snprintf(job->import, sizeof(job->import), "%s", name);
  JS_ThrowReferenceError(ctx, "import");
  return NULL;
}

static char *normal_name(JSContext *ctx, const char *base, const char *name, void *opaque) {
  (void)base;
  (void)opaque;
  return js_strdup(ctx, name);
}

/* An engine that can parse and write bytecode, and no more than that. */
static JSContext *make_engine(job_t *job) {
  JSRuntime *runtime = JS_NewRuntime2(&engine_memory, &job->pool);
  JS_SetMaxStackSize(runtime, job->request->stack_bytes);
  JS_SetGCThreshold(runtime, SIZE_MAX);
  JS_SetStripInfo(runtime, JS_STRIP_SOURCE);
  JS_SetInterruptHandler(runtime, engine_interrupt, &job->pool);
  JS_SetModuleLoaderFunc(runtime, normal_name, refuse_import, job);
  JSContext *ctx = JS_NewContextRaw(runtime);
  JS_AddIntrinsicBaseObjects(ctx);
  JS_AddIntrinsicEval(ctx);
  JS_AddIntrinsicRegExpCompiler(ctx);
  return ctx;
}

static uint32_t number_property(JSContext *ctx, JSValueConst object, const char *name) {
  int32_t number = 0;
  JSValue value = JS_GetPropertyStr(ctx, object, name);
  if (JS_IsNumber(value)) {
    JS_ToInt32(ctx, &number, value);
  }
  return number > 0 ? (uint32_t)number : 0;
}

static const char *text_property(JSContext *ctx, JSValueConst object, const char *name) {
  const char *text = JS_ToCString(ctx, JS_GetPropertyStr(ctx, object, name));
  return text == NULL ? "" : text;
}

/* The engine's message in words that a person can use. */
static const char *plain_message(const job_t *job, const char *message) {
  if (strcmp(message, "unexpected token in expression: ''") == 0) {
    return memchr(job->request->source, '\0', job->request->source_len) == NULL ? "unexpected end of the source"
                                                                                : "unexpected NUL character";
  }
  return message;
}

/* Turns the engine's exception into the result. Its values are not freed: they go with the pool. */
static void take_exception(job_t *job) {
  JSContext *ctx = job->ctx;
  JSValue error = JS_GetException(ctx);
  const char *name = text_property(ctx, error, "name");
  const char *message = text_property(ctx, error, "message");
  uint32_t line = number_property(ctx, error, "lineNumber"), column = number_property(ctx, error, "columnNumber");
  if (job->import[0] != '\0') {
    char text[sizeof(job->import) + 64];
    snprintf(text, sizeof(text), "cannot import `%s`: it is not part of the bundle", job->import);
    fail(job->result, ISERE_COMPILE_IMPORT, text);
  } else if (strcmp(message, "stack overflow") == 0) {
    fail_at(job->result, ISERE_COMPILE_COMPLEX, "the source is nested too deeply", line, column);
  } else if (strcmp(name, "SyntaxError") == 0) {
    fail_at(job->result, ISERE_COMPILE_SYNTAX, plain_message(job, message), line, column);
  } else {
    fail_at(job->result, ISERE_COMPILE_COMPLEX, message, line, column);
  }
}

static void compile(job_t *job) {
  const isere_compile_request_t *request = job->request;
  job->ctx = make_engine(job);
  JSValue module = JS_Eval(job->ctx, request->source, request->source_len, request->name,
                           JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  if (JS_IsException(module)) {
    take_exception(job);
    return;
  }
  size_t len = 0;
  const uint8_t *bytecode = JS_WriteObject(job->ctx, &len, module, JS_WRITE_OBJ_BYTECODE);
  if (bytecode == NULL) {
    take_exception(job);
    return;
  }
  job->result->bytecode = keep(bytecode, len);
  job->result->bytecode_len = len;
  if (job->result->bytecode == NULL) {
    job->result->bytecode_len = 0;
    fail(job->result, ISERE_COMPILE_MACHINE, "the machine has no memory left");
  }
}

/* --- the thread ---------------------------------------------------------------------------------------------- */

static void left_early(job_t *job, int reason) {
  char message[128];
  switch (reason) {
    case ISERE_POOL_LIMIT:
      snprintf(message, sizeof(message), "compiling the source takes more than %zu MB of memory",
               job->request->memory_bytes >> 20);
      fail(job->result, ISERE_COMPILE_MEMORY, message);
      break;
    case ISERE_POOL_TIME:
      snprintf(message, sizeof(message), "compiling the source takes longer than %u ms",
               (unsigned)job->request->timeout_ms);
      fail(job->result, ISERE_COMPILE_TIME, message);
      break;
    default:
      fail(job->result, ISERE_COMPILE_MACHINE, "the machine has no memory left");
      break;
  }
}

static void *run(void *opaque) {
  job_t *job = opaque;
  if (job->request->timeout_ms != 0) {
    job->pool.deadline_us = isere_pool_now_us() + (uint64_t)job->request->timeout_ms * 1000;
  }
  int reason = setjmp(job->pool.leave);
  if (reason == 0) {
    compile(job);
  } else {
    left_early(job, reason);
  }
  isere_pool_release(&job->pool);
  return NULL;
}

/* Runs the job in a thread whose stack is known, whatever the caller's is. Returns 0, or -1 when there is no thread. */
static int run_in_thread(job_t *job) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  if (pthread_attr_init(&attributes) != 0) {
    return -1;
  }
  /* Signals are the business of the program's other threads. */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_attr_setstacksize(&attributes, 2 * job->request->stack_bytes + STACK_MARGIN_BYTES) != 0 ||
               pthread_create(&thread, &attributes, run, job) != 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return failed ? -1 : pthread_join(thread, NULL);
}

static int arguments_are_good(const isere_compile_request_t *request) {
  return request->source_len <= ISERE_COMPILE_MAX_SOURCE_BYTES && request->source[request->source_len] == '\0' &&
         request->memory_bytes >= ISERE_COMPILE_MIN_MEMORY_BYTES &&
         request->memory_bytes <= ISERE_COMPILE_MAX_MEMORY_BYTES &&
         request->stack_bytes >= ISERE_COMPILE_MIN_STACK_BYTES &&
         request->stack_bytes <= ISERE_COMPILE_MAX_STACK_BYTES && strlen(request->name) <= MAX_NAME_BYTES;
}

void isere_compile(const isere_compile_request_t *request, isere_compile_result_t *result) {
  memset(result, 0, sizeof(*result));
  if (!arguments_are_good(request)) {
    fail(result, ISERE_COMPILE_ARGUMENTS, "an argument of the compiler is out of its range");
    return;
  }
  if (check_utf8(request, result) != 0) {
    return;
  }
  job_t job = {.request = request, .result = result, .pool = {.limit_bytes = request->memory_bytes}};
  if (run_in_thread(&job) != 0) {
    fail(result, ISERE_COMPILE_MACHINE, "the machine gives no thread for the compiler");
  }
}

size_t isere_compile_allocated_bytes(void) {
  return atomic_load(&allocated_bytes);
}

const char *isere_compile_engine_id(void) {
  return ISERE_JS_ENGINE_ID;
}

const char *isere_compile_engine_version(void) {
  return ISERE_JS_ENGINE_VERSION;
}
