/**
 * @file
 * An HTTP/1.1 server (RFC 9110, RFC 9112) on the event loop. Knows nothing of JavaScript.
 *
 * All its memory is taken by isere_http_create: one table of connections with a receive and a send buffer each, and a
 * pool of body buffers for request bodies that do not fit behind the headers. One request per connection is in the
 * handler at a time; what a client pipelines behind it waits in the receive buffer, and in the kernel after that.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_HTTP_H
#define ISERE_HTTP_H

#include "isere/isere_options.h"
#include "isere/loop.h"
#include "isere/message.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Timers that the server sets beside one for each connection; isere_loop_init must have room for them. */
#define ISERE_HTTP_EXTRA_TIMERS 3

/** The server. */
typedef struct isere_http isere_http_t;

/** A request in progress: made by the server, ended by isere_http_respond. */
typedef struct isere_exchange isere_exchange_t;

/**
 * A complete request has come. The handler answers with isere_http_respond, in this call or later; until then
 * @p exchange stays valid even when the client goes away. @p request is valid for the duration of the call only.
 */
typedef void (*isere_http_handler_t)(void *user, isere_exchange_t *exchange, const isere_request_t *request);

/** Counters since the start. */
typedef struct {
  uint64_t accepted;      /**< connections taken */
  uint64_t requests;      /**< complete requests given to the handler */
  uint64_t responses;     /**< responses given by the handler and put on the wire */
  uint64_t client_errors; /**< requests that the server itself answered with 4xx or 5xx */
  uint64_t timeouts;      /**< connections closed because a timeout passed */
  uint64_t refused;       /**< connections taken only to say that there is no place */
  uint32_t open;          /**< connections now */
  uint32_t in_flight;     /**< requests now in the handler */
} isere_http_stats_t;

/** A response, as it is told to an observer. */
typedef struct {
  isere_str_t method; /**< as far as it was understood */
  isere_str_t target; /**< the same; only the start of a long one */
  uint16_t status;
  size_t body_len;    /**< bytes, also where the method or the status allow none to be sent */
  int64_t took_us;    /**< from the complete request to the response; 0 for one that the handler never got */
  const char *detail; /**< why the server itself refused the request; NULL when the handler answered */
} isere_http_answer_t;

/** Called for each response when it is given; must not call the server. */
typedef void (*isere_http_observer_t)(void *user, const isere_http_answer_t *answer);

/**
 * Makes a server that does not listen yet.
 *
 * @return NULL when memory does not suffice
 */
isere_http_t *isere_http_create(isere_loop_t *loop, const isere_options_t *options, isere_http_handler_t handler,
                                void *user);

/** Tells @p observer of each response from now on. Called once, before the server listens. False when there is no
 * memory.
 */
bool isere_http_observe(isere_http_t *http, isere_http_observer_t observer, void *user);

/** Listens; see isere_port_listen for the arguments and errors. */
int isere_http_listen(isere_http_t *http, const char *host, uint16_t port, uint16_t *bound_port);

/**
 * Ends an exchange. Content-Length, Date, Connection and the rules for HEAD, 204 and 304 are the server's business;
 * handler-given Content-Length, Connection, Transfer-Encoding, Keep-Alive, Upgrade and TE headers are dropped.
 *
 * A body that fits the send buffer is copied and released in this call; a larger one is released once it is sent or
 * the connection is gone. If the headers do not fit the send buffer the client gets a 500 and this is logged. A body
 * without @c release that does not fit is sent in this call; a client too slow for that loses its connection.
 *
 * May be called in the handler or later, never from a @c release.
 */
void isere_http_respond(isere_http_t *http, isere_exchange_t *exchange, const isere_response_t *response);

/** Ends an exchange with a short JSON body: {"message": REASON, "requestId": ID}. @p detail goes into "detail" unless
 * NULL. */
void isere_http_respond_error(isere_http_t *http, isere_exchange_t *exchange, uint16_t status, const char *request_id,
                              const char *detail);

/**
 * Writes out whatever responses have gathered. The loop's owner calls it in `prepare`, so that pipelined requests share
 * one write.
 */
void isere_http_flush(isere_http_t *http);

/**
 * Releases nothing and forgets those response bodies that are still held and that @p is_doomed accepts, closing their
 * connections: the memory behind them is about to vanish (a context is recycled).
 *
 * @param is_doomed  is asked with the body's owner (isere_response_t) and @p whose
 */
void isere_http_drop_bodies(isere_http_t *http, bool (*is_doomed)(const void *owner, const void *whose),
                            const void *whose);

/** From now on complete requests wait: none is given to the handler. What is in the handler may be answered. */
void isere_http_pause(isere_http_t *http);

/** Ends the pause: what has waited is given to the handler before the loop waits. */
void isere_http_resume(isere_http_t *http);

/** Stops accepting, closes idle connections, lets the others finish their request and closes them then. */
void isere_http_drain(isere_http_t *http);

/** True when a drained server has no connection left. */
bool isere_http_is_drained(const isere_http_t *http);

/** Closes everything at once. */
void isere_http_close(isere_http_t *http);

/** A snapshot of the counters. */
isere_http_stats_t isere_http_stats(const isere_http_t *http);

#ifdef __cplusplus
}
#endif
#endif
