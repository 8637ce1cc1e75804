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
#include "isere/js.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this runtime, the one of pom.xml. */
#define ISERE_VERSION "0.1.0"

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
 * Says why there is no function: the detail of the 503 that every request gets until one is loaded.
 *
 * @param reason  a sentence without quotes or control characters; stays valid as long as the server lives
 */
void isere_server_explain_absence(isere_server_t *server, const char *reason);

/** Listens; see isere_port_listen. */
int isere_server_listen(isere_server_t *server, const char *host, uint16_t port, uint16_t *bound_port);

/** Serves until isere_server_stop has been called and every request in flight is answered, or its time is over. */
int isere_server_run(isere_server_t *server);

/** The state of the JavaScript heap. */
isere_js_memory_t isere_server_memory(const isere_server_t *server);

/** Stops accepting and drains; called a second time it closes at once. May be called from a signal handler. */
void isere_server_stop(isere_server_t *server);

#ifdef __cplusplus
}
#endif
#endif
