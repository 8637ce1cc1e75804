/**
 * @file
 * The JavaScript side: the engine, one context with one handler, events in, responses out. Knows nothing of HTTP.
 *
 * One context lives in one arena of fixed size. When a function runs out of memory or time the arena is discarded whole
 * and a new context is made from the same image; nothing of the old one is freed piece by piece.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_JS_H
#define ISERE_JS_H

#include "isere/image.h"
#include "isere/isere_options.h"
#include "isere/loop.h"
#include "isere/message.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Room for a request id and its NUL: 8 hex digits of the boot, '-', 8 of the request. */
#define ISERE_REQUEST_ID_BYTES 18

/** The engine with its context. */
typedef struct isere_js isere_js_t;

/**
 * What the JavaScript side asks of its owner.
 *
 * Both functions may be called with JavaScript on the stack (`done` in the middle of a handler), so they must not call
 * isere_js_call, _load, _discard or _close; isere_js_call answers ISERE_EINVAL then.
 */
typedef struct {
  /**
   * A call has ended with a response. Called once per isere_js_call that returned 0, unless the context is recycled
   * first.
   *
   * @param token  as given to isere_js_call
   */
  void (*respond)(void *user, void *token, const char *request_id, const isere_response_t *response);

  /** A call has ended without one: status 500 (it threw or gave what cannot be sent) or 504 (its time is over). */
  void (*fail)(void *user, void *token, const char *request_id, uint16_t status);

  void *user;

  const char *board; /**< `context.board`; NULL says "native" */
} isere_js_host_t;

/** Memory of the JavaScript heap, bytes. */
typedef struct {
  size_t used;
  size_t peak;
  size_t limit;
  size_t largest_free;
} isere_js_memory_t;

/**
 * Reserves the arena and the tables. Makes no context yet.
 *
 * @return NULL when memory does not suffice
 */
isere_js_t *isere_js_create(isere_loop_t *loop, const isere_options_t *options, const isere_js_host_t *host);

/** Sets `board` of the host's description, for the contexts that are made from now on. */
void isere_js_set_board(isere_js_t *js, const char *board);

/**
 * Makes a fresh context (discarding the one there is, see isere_js_discard) and evaluates the image's module in it.
 *
 * @param image  stays valid until the next load or discard; its ENVV section is process.env, its LIMS section overrides
 * the options of scope image (every other option is as isere_js_create got it)
 * @return 0; ISERE_EEXCEPTION (the module threw, its top-level await never settled, or it exports no handler function),
 *         ISERE_ETIMEOUT, ISERE_ENOMEM, ISERE_EMISMATCH. The log has the reason with file and line. After a failure
 * there is no context.
 */
int isere_js_load(isere_js_t *js, const isere_image_t *image);

/** Throws away the context, its timers and its calls in flight, none of which is answered. */
void isere_js_discard(isere_js_t *js);

/**
 * The same, but frees everything piece by piece, for a shutdown that looks for leaks. Response bodies must have been
 * released. A broken context is discarded instead.
 *
 * @return false when something was still allocated afterwards: a leak of ours
 */
bool isere_js_close(isere_js_t *js);

/**
 * Calls the handler with a request.
 *
 * @return 0 when the call was started (it may have ended too: host->respond or host->fail was called);
 *         ISERE_ENOMEM or ISERE_ETIMEOUT when the context must be recycled: this call, unless it has ended, and all
 * others in flight are not answered any more; ISERE_ERANGE when max_in_flight calls run already; ISERE_EINVAL when
 *         nothing is loaded
 */
int isere_js_call(isere_js_t *js, const isere_request_t *request, void *token);

/**
 * Ends every open call with this status by host->fail, for an owner who is about to discard a broken context and has to
 * tell the clients. Nothing else may be done with the context after that.
 */
void isere_js_fail_calls(isere_js_t *js, uint16_t status);

/** Logs why the context is broken, with the option that decided it, the place where code was stopped if that is known,
 * and @p consequence. Before isere_js_discard. */
void isere_js_log_broken(isere_js_t *js, const char *consequence);

/** The request id of the call that the code was running for when it broke the context; NULL: for none, or not broken.
 */
const char *isere_js_broken_by(const isere_js_t *js, char out[ISERE_REQUEST_ID_BYTES]);

/** 0, or the ISERE_ENOMEM or ISERE_ETIMEOUT that a timer met: the owner must recycle. Checked once per turn of the
 * loop. */
int isere_js_broken(const isere_js_t *js);

/** The first half of this engine's request ids: 8 hexadecimal digits and a NUL. */
void isere_js_request_prefix(const isere_js_t *js, char out[9]);

/** True when nothing of the context is in use outside: no call runs, and every response body has been released. */
bool isere_js_is_idle(const isere_js_t *js);

/** True when @p owner is that of a response body (isere_response_t) of this engine. */
bool isere_js_owns_body(const isere_js_t *js, const void *owner);

/** The state of the heap. */
isere_js_memory_t isere_js_memory(const isere_js_t *js);

/** The engine that this runtime is built with, patches included: "quickjs-2025-09-13-1a2b3c4d". An image names the one
 * it wants. */
const char *isere_js_engine_id(void);

#ifdef __cplusplus
}
#endif
#endif
