/**
 * @file
 * The whole runtime: an image, an engine and a server joined. What a port's main() uses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_SERVER_H
#define ISERE_SERVER_H

#include "isere/http.h"
#include "isere/image.h"
#include "isere/isere_version.h"
#include "isere/js.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The runtime. One per process. */
typedef struct isere_server isere_server_t;

/**
 * Makes the runtime. Reserves all its memory.
 *
 * @param options  copied; limits of an image apply on top
 * @return NULL when memory does not suffice
 */
isere_server_t *isere_server_create(const isere_options_t *options);

/**
 * Says what board this is: `context.board` of the functions that are loaded from now on. "native" unless said.
 *
 * @param board  stays valid as long as the server lives
 */
void isere_server_set_board(isere_server_t *server, const char *board);

/**
 * Loads a function. On failure the log has the reason, @p error too when the image is to blame, and there is no
 * function.
 *
 * @param bytes  the image; stays valid and unchanged as long as the server lives
 * @return 0, or what isere_image_open, isere_image_check_requirements or isere_js_load returned
 */
int isere_server_load(isere_server_t *server, const void *bytes, size_t len, isere_image_error_t *error);

/** The name of the function that was loaded last; empty before. Valid as long as its image is. */
isere_str_t isere_server_function_name(const isere_server_t *server);

/**
 * The same, but the function is loaded after a pause, and again and again with longer ones if it does not load. Until
 * then requests get 503. For an owner who has seen it bring the whole runtime down.
 *
 * @param reason  the detail of that 503; a sentence without quotes or control characters; stays valid as long as the
 * server lives
 * @return 0, or what isere_image_open or isere_image_check_requirements returned
 */
int isere_server_load_later(isere_server_t *server, const void *bytes, size_t len, const char *reason,
                            uint32_t pause_ms, isere_image_error_t *error);

/** An order to replace the function by another image. */
typedef struct {
  const void *bytes; /**< the image; stays valid and unchanged until @c release */
  size_t len;

  void (*loading)(void *user); /**< the new function is about to be loaded; NULL: nobody wants to know */

  /**
   * The order has an outcome: 0, and new requests are the new function's; or an error, and the function is what it was
   * before: what isere_js_load returned (the log has the reason), ISERE_ESUPERSEDED when another order came meanwhile,
   * ISERE_ECLOSED when the server stops.
   */
  void (*done)(void *user, int result);

  /** The server does not need @c bytes any more: the order failed, or another function has taken its place. */
  void (*release)(void *user, const void *bytes);

  void *user;
} isere_replacement_t;

/**
 * Replaces the function by another image while requests are served. No connection is closed and no request is lost.
 *
 * With js.contexts = 2 the new function is loaded beside the old one, which then finishes the calls that it has. With 1
 * requests wait until the old one has finished; if the new one does not load, the old one is loaded again (its module
 * state is new then). An old function gets server.drain_timeout_ms to finish; what is in flight after that ends with
 * 503.
 *
 * Loading happens in the loop and may take as long as function.timeout_ms, during which nothing else is served.
 *
 * @param order  copied; its functions are called from the loop, and must not call isere_server_replace
 * @param error  filled in when the image is to blame
 * @return 0: @c done will be called once, then or later @c release; or why the order is refused at once, and neither is
 * called: what isere_image_open or isere_image_check_requirements returned, or ISERE_ECLOSED
 */
int isere_server_replace(isere_server_t *server, const isere_replacement_t *order, isere_image_error_t *error);

/**
 * Says why there is no function: the detail of the 503 that every request gets until one is loaded.
 *
 * @param reason  a sentence without quotes or control characters; stays valid as long as the server lives
 */
void isere_server_explain_absence(isere_server_t *server, const char *reason);

/**
 * Logs each response from now on, at level info: "GET /path 200, 18 bytes in 412 us, heap 131072 bytes", and after a
 * colon why the server refused a request that the function never saw. Called before isere_server_listen.
 *
 * @return 0 or ISERE_ENOMEM
 */
int isere_server_log_requests(isere_server_t *server);

/** Listens; see isere_port_listen. */
int isere_server_listen(isere_server_t *server, const char *host, uint16_t port, uint16_t *bound_port);

/** Serves until isere_server_stop has been called and every request in flight is answered, or its time is over. */
int isere_server_run(isere_server_t *server);

/**
 * Ends the functions behind isere_server_run and gives back what they hold: a check for tests and sanitizers, slower
 * than to end the process.
 *
 * @return false if one of them still held something: a leak of the runtime
 */
bool isere_server_close(isere_server_t *server);

/** The first half of the ids of the requests that the current function gets: 8 hexadecimal digits and a NUL. */
void isere_server_request_prefix(const isere_server_t *server, char out[9]);

/** The state of the JavaScript heap of the function that gets new requests. */
isere_js_memory_t isere_server_memory(const isere_server_t *server);

/** Stops accepting and drains; called a second time it closes at once. May be called from a signal handler. */
void isere_server_stop(isere_server_t *server);

#ifdef __cplusplus
}
#endif
#endif
