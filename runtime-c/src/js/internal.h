/**
 * @file
 * What the files of src/js share. Nothing outside of this folder includes it.
 *
 * Ownership of JSValues as in quickjs.h: a JSValue parameter is taken over, a JSValueConst one is borrowed, a returned
 * JSValue belongs to the caller.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_JS_INTERNAL_H
#define ISERE_JS_INTERNAL_H

#include "isere/heap.h"
#include "isere/js.h"
#include "isere/log.h"
#include "quickjs.h"

/* --- text ---------------------------------------------------------------------------------------------------- */

/** A buffer that text is gathered in. What does not fit is cut off, and the text ends in "..." then. */
typedef struct {
  char *ptr;
  size_t len;
  size_t capacity; /* at least 4 */
} isere__js_text_t;

void isere__js_text_put(isere__js_text_t *text, const char *ptr, size_t len);
void isere__js_text_puts(isere__js_text_t *text, const char *string);
/** Puts a string as it is, anything else as a developer wants to see it. Runs no JavaScript. */
void isere__js_text_value(JSContext *ctx, isere__js_text_t *text, JSValueConst value);
/** Puts any value as a developer wants to see it, strings in quotes. Runs no JavaScript. */
void isere__js_text_inspect(JSContext *ctx, isere__js_text_t *text, JSValueConst value);
/** Puts a thrown value: an error with its stack, or "threw X (not an Error)". Runs no JavaScript. */
void isere__js_text_thrown(JSContext *ctx, isere__js_text_t *text, JSValueConst thrown);
/** Puts the frames of an error's stack, a line feed before each; nothing when it has none. Runs no JavaScript. */
void isere__js_text_frames(JSContext *ctx, isere__js_text_t *text, JSValueConst error);
/** "a string", "null", "an array" ...: what a value is, in a sentence. */
const char *isere__js_kind(JSContext *ctx, JSValueConst value);

/* --- names --------------------------------------------------------------------------------------------------- */

/** The property names that the runtime uses: X(field, text). */
#define ISERE__JS_NAMES(X)               \
  X(body, "body")                        \
  X(board, "board")                      \
  X(byte_length, "byteLength")           \
  X(byte_offset, "byteOffset")           \
  X(buffer, "buffer")                    \
  X(cause, "cause")                      \
  X(default_export, "default")           \
  X(empty, "")                           \
  X(errors, "errors")                    \
  X(fetch, "fetch")                      \
  X(function_name, "functionName")       \
  X(function_version, "functionVersion") \
  X(handler, "handler")                  \
  X(headers, "headers")                  \
  X(is_base64, "isBase64Encoded")        \
  X(length, "length")                    \
  X(memory_limit, "memoryLimitInMB")     \
  X(message, "message")                  \
  X(method, "method")                    \
  X(path, "path")                        \
  X(query, "query")                      \
  X(raw_path, "rawPath")                 \
  X(raw_query, "rawQuery")               \
  X(request_id, "requestId")             \
  X(status_code, "statusCode")           \
  X(then, "then")

typedef struct {
#define ISERE__JS_NAME_FIELD(field, text) JSAtom field;
  ISERE__JS_NAMES(ISERE__JS_NAME_FIELD)
#undef ISERE__JS_NAME_FIELD
} isere__js_names_t;

/** The request methods whose strings are made once. */
#define ISERE__JS_METHODS 7

/** How a header that occurs more than once becomes one value. */
typedef enum {
  ISERE__JS_JOIN_COMMA,  /* RFC 9110, section 5.3 */
  ISERE__JS_JOIN_COOKIE, /* RFC 6265, section 5.4 */
  ISERE__JS_JOIN_ARRAY,  /* set-cookie cannot be joined: RFC 9110, section 5.3 */
} isere__js_join_t;

enum {
  ISERE__JS_HEADER_NAMES = 64,      /* places of the cache of header names; a power of two */
  ISERE__JS_HEADER_NAME_BYTES = 30, /* longest name that is cached */
};

/** A header name that has been seen, and the atom of its lower-case form. */
typedef struct {
  JSAtom atom; /* JS_ATOM_NULL: empty place */
  uint8_t join;
  uint8_t len;
  char text[ISERE__JS_HEADER_NAME_BYTES]; /* as it was sent */
} isere__js_header_name_t;

/* --- calls --------------------------------------------------------------------------------------------------- */

/**
 * One call of the handler. Lies in the JavaScript heap, for `done`, the context object and the promise's reactions may
 * refer to it long after it has ended; freed with the last reference.
 */
typedef struct isere__js_call {
  isere_timer_t timer; /* ends the call when its time is over; first, so that the timer is the call */
  isere_js_t *js;
  struct isere__js_call *next; /* ring of the open calls */
  struct isere__js_call *previous;
  void *token;
  int64_t deadline_us;
  uint32_t serial; /* the second half of the request id */
  char id[ISERE_REQUEST_ID_BYTES];
  uint32_t references;
  bool open;   /* no result yet */
  bool warned; /* the log has heard of a second result */
} isere__js_call_t;

/** A response body that lives until the host releases it. */
typedef struct isere__js_body {
  isere_js_t *js;
  const char *cstring; /* one of the two */
  uint8_t *bytes;
  struct isere__js_body *next_free;
} isere__js_body_t;

/* --- timers -------------------------------------------------------------------------------------------------- */

/** A timer of setTimeout or setInterval. */
typedef struct isere__js_timer {
  isere_timer_t timer; /* first, so that the timer is this */
  isere_js_t *js;
  struct isere__js_timer *next_free;
  JSValue function;
  JSValue *arguments; /* js_malloc'ed; NULL when there are none */
  int argument_count;
  int64_t interval_us; /* 0: setTimeout */
  double id;           /* 0: free */
  uint32_t round;      /* how often this place was used */
  uint32_t serial;     /* of the call that set it */
  bool running;        /* its function is being called */
  bool cleared;        /* while running */
} isere__js_timer_t;

/* --- the engine ---------------------------------------------------------------------------------------------- */

/** Most rejected promises whose handling is awaited within one entry; further ones are counted. */
#define ISERE__JS_MAX_UNHANDLED 32

/** Most names of a headers object whose shape is kept for the next request. */
#define ISERE__JS_MODEL_HEADERS 32

/** Objects that keep the shapes alive that calls and promises use: the engine frees a shape with its last object. */
#define ISERE__JS_SHAPE_KEEPERS 9

/** Files of runtime-c/js. */
#define ISERE__JS_WEB_PARTS 5

struct isere_js {
  isere_loop_t *loop;
  isere_js_host_t host;
  isere_options_t base_options; /* as given to isere_js_create */
  isere_options_t options;      /* with the image's limits on top */
  isere_heap_t heap;
  void *arena;
  uint64_t random[2];
  uint32_t boot_id;
  uint32_t serial;
  isere__js_text_t text;

  /* Of the context; zeroed with it. */
  JSRuntime *rt;
  JSContext *ctx; /* NULL: there is none */
  bool entered;
  bool timed_out;
  bool place_kept;  /* text has held where code was stopped */
  size_t place_len; /* bytes at the beginning of text that say it; 0: something else lies there by now */
  bool out_of_memory;
  bool collected; /* the cycle collector has run since its threshold was set */
  int broken;
  uint32_t broken_by;      /* serial of the call whose code broke it; 0: none */
  int64_t deadline_us;     /* of the JavaScript that is running */
  uint32_t current_serial; /* of the call on whose behalf it runs; 0: of none */
  JSValue handler;
  bool waits_for_done; /* the handler declares a third parameter */
  JSValue promise_then;
  JSValue object_proto;
  JSValue context_proto;
  JSValue collector_anchor;
  JSValue event_model;   /* objects that share their shape with each event, context ... */
  JSValue context_model; /* ... and that no JavaScript ever sees */
  JSValue bare_model;    /* without prototype and properties: queries and headers start as this */
  JSValue headers_model; /* of the request before this one: its names, in its order */
  JSValue done_model;
  JSValue shape_keepers[ISERE__JS_SHAPE_KEEPERS];
  JSValue empty_string;
  JSValue function_name;
  JSValue function_version;
  JSValue memory_limit;
  JSValue board;
  JSValue methods[ISERE__JS_METHODS];
  isere__js_names_t names;
  JSValue web_parts[ISERE__JS_WEB_PARTS]; /* what the JavaScript of web.c gave; undefined before it is named */
  int64_t created_us;                     /* where performance.now() begins */
  char file[64];                          /* name of the handler's module */

  isere__js_call_t calls; /* head of the ring */
  uint32_t in_flight;
  isere__js_timer_t *timers;
  isere__js_timer_t *free_timers;
  uint32_t timers_touched; /* places behind these were never used */
  isere__js_body_t *bodies;
  isere__js_body_t *free_bodies;
  uint32_t body_capacity;
  uint32_t bodies_touched;
  uint32_t bodies_held; /* given to the host and not released */
  JSValue unhandled[ISERE__JS_MAX_UNHANDLED];
  uint32_t unhandled_count;
  uint32_t unhandled_beyond;
  isere__js_header_name_t header_names[ISERE__JS_HEADER_NAMES];
  JSAtom model_names[ISERE__JS_MODEL_HEADERS]; /* of headers_model */
  uint32_t model_count;
};

static inline isere_js_t *isere__js_of(JSContext *ctx) {
  return JS_GetContextOpaque(ctx);
}

/** The engine says -1 for what is no promise, which an enumeration need not be able to hold (AAPCS: one unsigned byte).
 */
static inline bool isere__js_is_promise(JSContext *ctx, JSValueConst value) {
  JSPromiseStateEnum state = JS_PromiseState(ctx, value);
  return state == JS_PROMISE_PENDING || state == JS_PROMISE_FULFILLED || state == JS_PROMISE_REJECTED;
}

/** True when what runs is doomed: time or memory has run out, and the context will be recycled. */
static inline bool isere__js_doomed(const isere_js_t *js) {
  return js->timed_out || js->out_of_memory;
}

/* engine.c */

/** Every way into JavaScript starts here: sets the deadline and the stack's limit. */
void isere__js_enter(isere_js_t *js, uint32_t serial);
/** ... and ends here. Returns 0 or what broke the context, and keeps it for isere_js_broken. */
int isere__js_leave(isere_js_t *js);
/**
 * Runs promise jobs until none is left or the context is doomed.
 *
 * @param watched  a promise: returns before the next job as soon as it is settled; or JS_UNDEFINED
 */
void isere__js_drain(isere_js_t *js, JSValueConst watched);
/** Drops the pending exception. */
void isere__js_clear_exception(JSContext *ctx);
/** Defines an own enumerable property. Takes @p value over; an exception in its place is passed on. */
bool isere__js_put(JSContext *ctx, JSValueConst object, JSAtom name, JSValue value);
/**
 * An object with the shape of @p model and these values. Takes the values over, also when it fails: JS_EXCEPTION when
 * one of them is that, or memory does not suffice.
 */
JSValue isere__js_new_like(JSContext *ctx, JSValueConst model, JSValue *values, size_t count);
/** An object that has the names, all undefined. */
JSValue isere__js_new_model(JSContext *ctx, JSValueConst proto, JSClassID class_id, const JSAtom *names, size_t count);
/** A string of text that may be malformed: each maximal wrong part becomes U+FFFD (Unicode 15, section 3.9). */
JSValue isere__js_new_text(JSContext *ctx, isere_str_t text);

/* context_setup.c: what a fresh JSContext gets; false when memory does not suffice */
bool isere__js_set_up_context(isere_js_t *js, const isere_image_t *image);
bool isere__js_add_globals(isere_js_t *js, const isere_image_t *image); /* globals.c */
bool isere__js_add_console(JSContext *ctx, JSValueConst global);        /* console.c */
bool isere__js_add_timers(JSContext *ctx, JSValueConst global);         /* timers.c */
bool isere__js_add_web(isere_js_t *js, JSValueConst global);            /* web.c */
bool isere__js_add_call_classes(isere_js_t *js);                        /* call_objects.c */
/** Frees every value that the tables hold; for a shutdown that looks for leaks. */
void isere__js_free_values(isere_js_t *js);

/* handler.c */

/** Evaluates the image's module and finds the handler. 0, ISERE_EEXCEPTION or ISERE_EMISMATCH, logged. */
int isere__js_find_handler(isere_js_t *js, const isere_image_t *image);

/* web.c */

/** A handler that gives requests to the method `fetch` of @p app. */
JSValue isere__js_serve(JSContext *ctx, JSValueConst app);
/** What a Response is in the terms of the handler contract: a plain object; undefined when @p value is none. */
JSValue isere__js_reply_of(JSContext *ctx, JSValueConst value);

/* event.c, request_headers.c */

JSValue isere__js_new_event(isere_js_t *js, const isere_request_t *request);
JSValue isere__js_new_headers(isere_js_t *js, const isere_request_t *request);
JSValue isere__js_new_query(isere_js_t *js, isere_str_t raw_query);

/* call_objects.c: the objects that refer to a call. Each holds a reference. */

JSValue isere__js_new_context_object(isere__js_call_t *call);
JSValue isere__js_new_done(isere__js_call_t *call);
/** The two functions for a promise's then(). */
JSValue isere__js_new_reaction(isere__js_call_t *call, bool on_rejection);

/* call.c: ends of calls */

/** A result has come; @p source names where from, for the warning when it is not the first. */
void isere__js_result(isere__js_call_t *call, JSValueConst value, const char *source);
/** An error has come in place of a result. */
void isere__js_failure(isere__js_call_t *call, JSValueConst error);
void isere__js_unref_call(isere__js_call_t *call);
void isere__js_forget_calls(isere_js_t *js);

/** Writes the request id of a call; "" for serial 0. */
void isere__js_request_id(const isere_js_t *js, uint32_t serial, char out[ISERE_REQUEST_ID_BYTES]);
/** The request id for a log record about what runs now, or NULL. */
const char *isere__js_current_id(const isere_js_t *js, char out[ISERE_REQUEST_ID_BYTES]);
/** Logs "WHAT: " and the thrown value. */
void isere__js_log_thrown(isere_js_t *js, isere_log_level_t level, const char *what, JSValueConst thrown);

/* response.c */

/** Maps a handler's result to a response and gives it to the host, or logs why not and fails the call. */
void isere__js_respond(isere__js_call_t *call, JSValueConst value);

/* timers.c */

void isere__js_clear_all_timers(isere_js_t *js, bool free_values);
/** Runs the timer that is due next, waiting for it until the deadline. False when none is set. */
bool isere__js_run_next_timer(isere_js_t *js);

/* unhandled.c */

void isere__js_track_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, JS_BOOL is_handled,
                               void *opaque);
/** Takes a promise off the list: its rejection has been seen to. */
void isere__js_rejection_seen(isere_js_t *js, JSValueConst promise);
/** Empties the list without a word. */
void isere__js_forget_rejections(isere_js_t *js);
/** Logs the rejections that nobody handled. */
void isere__js_report_rejections(isere_js_t *js);

#endif
