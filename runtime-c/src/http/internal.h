/**
 * @file
 * What the files of the HTTP server share: the connection, the server, and who offers what to whom.
 *
 * The life of a request: connection.c reads bytes, parse.c makes a header section of them, head.c judges it, body.c
 * gathers the body, connection.c gives it to the handler, respond.c writes the answer into the send buffer, output.c
 * sends it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_HTTP_INTERNAL_H
#define ISERE_HTTP_INTERNAL_H

#include <llhttp.h>

#include "isere/http.h"

/** Fixed bounds of this server; what a person can set stands in options.yaml. */
enum {
  /** Pipelined requests of one connection that are served before the others get their turn. */
  ISERE__REQUESTS_PER_TURN = 32,
  /** Connections that are taken from the backlog at once. */
  ISERE__ACCEPTS_PER_TURN = 16,
  /** How long a closed connection is listened to, so that the client reads the answer before it sees a reset. */
  ISERE__LINGER_US = 2000000,
  /** Where the platform ends both directions at once, closing alone tells the client the end: it is listened to for
   *  such a span, and for further ones while it sends on. */
  ISERE__MUTE_LINGER_US = 500000,
  ISERE__MUTE_LINGER_SPANS = 4,
  /** How many bytes are thrown away in that time. */
  ISERE__LINGER_BYTES = 1048576,
  /** How long accepting pauses when the platform has no descriptor left. */
  ISERE__ACCEPT_PAUSE_US = 100000,
  /** So much of a response must a client take in http.send_timeout_ms: a byte now and then is no progress. */
  ISERE__SEND_PROGRESS_BYTES = 512,
  /** So much of a body must come in http.busy_timeout_ms while others wait. */
  ISERE__BUSY_BODY_BYTES = 1024,
  /** How long a closed connection may be listened to while others wait for its place. */
  ISERE__BUSY_LINGER_US = 100000,
  /**
   * What a receive buffer has beyond http.max_header_bytes, so that there is room to read chunks behind the longest
   * header section.
   */
  ISERE__CHUNK_ROOM = 256,
  /** "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" */
  ISERE__DATE_BYTES = 37,
};

/** Where a connection stands. */
typedef enum {
  ISERE__HEAD,     /**< waits for a request, or for the rest of its header section */
  ISERE__BODY,     /**< waits for the rest of a body */
  ISERE__QUEUED,   /**< waits for a body buffer */
  ISERE__READY,    /**< has a complete request, which waits for room in the send buffer or for its turn */
  ISERE__HANDLING, /**< the handler has the request */
  ISERE__CLOSING,  /**< sends what is left, then closes */
  ISERE__LINGER,   /**< has sent its FIN and throws away what still comes */
  ISERE__DEAD,     /**< its socket is closed; the place is freed as soon as nobody stands in it */
} isere__state_t;

/** What a connection's deadline is for. */
typedef enum {
  ISERE__NO_DEADLINE,
  ISERE__IDLE_DEADLINE,
  ISERE__HEADER_DEADLINE,
  ISERE__QUEUE_DEADLINE,
  ISERE__BODY_DEADLINE,
  ISERE__SEND_DEADLINE,
  ISERE__LINGER_DEADLINE,
} isere__deadline_t;

/** A node of a ring whose head is a node too. Not in a ring: both NULL. */
typedef struct isere__link {
  struct isere__link *next;
  struct isere__link *previous;
} isere__link_t;

/** A header field by its place; offsets count from the start of the request in the receive buffer. */
typedef struct {
  uint16_t name;
  uint16_t name_len;
  uint16_t value;
  uint16_t value_len;
} isere__field_t;

/** Which part of a header field the parser is in. */
typedef enum { ISERE__BETWEEN_FIELDS, ISERE__IN_NAME, ISERE__IN_VALUE } isere__field_phase_t;

/** What the header section of the current request said. Zeroed for each request. */
typedef struct {
  uint32_t len;        /**< bytes of the header section, its empty line included */
  uint16_t target;     /**< offset */
  uint16_t target_len; /**< bytes */
  uint16_t method_len;
  uint16_t field_count;
  uint16_t trailer_count;
  uint16_t host_count;
  uint16_t host; /**< index of the field */
  uint16_t coding_count;
  uint16_t coding; /**< index of the last Transfer-Encoding field */
  uint16_t fail_status;
  uint16_t path;
  uint16_t path_len;
  uint16_t query;
  uint16_t query_len;
  uint16_t authority;
  uint16_t authority_len;
  uint8_t phase; /**< isere__field_phase_t */
  bool has_version;
  bool is_unknown_method; /**< a token that no method of ours is; it has not ended yet */
  bool expects_continue;
  bool expects_other;
  bool is_absolute; /**< the target brought an authority, which replaces Host */
  bool is_asterisk; /**< "OPTIONS *", or absolute-form without a path */
  bool has_no_path; /**< absolute-form without a path: "/" */
  bool is_chunked;
  const char *fail_detail; /**< why a callback stopped the parser */
} isere__head_t;

/** A response body that is sent from where it lies. */
typedef struct {
  isere_str_t rest; /**< what is not sent yet */
  void (*release)(void *owner);
  void *owner;
} isere__held_t;

typedef struct isere__connection {
  isere_watch_t watch;
  isere_timer_t timer; /**< set as long as the connection is open; moved when it fires too early */
  isere__link_t link;  /**< in http->runnable; in http->body_queue while QUEUED, in input_queue while waits_for_input */
  isere_http_t *http;
  isere_exchange_t *exchange; /**< while the handler has the request */
  struct isere__connection *next_free;
  int64_t deadline_us;
  int64_t body_progress_us; /**< when ISERE__BUSY_BODY_BYTES more of a body had come, or its wait began */
  isere_socket_t socket;
  uint32_t requests;     /**< given to the handler so far */
  uint32_t linger_bytes; /**< thrown away so far */
  uint32_t taken_bytes;  /**< of what is being sent, since its deadline was set */
  uint8_t state;         /**< isere__state_t */
  uint8_t deadline;      /**< isere__deadline_t */
  uint8_t interest;      /**< what the socket is watched for */
  bool is_watched;
  bool is_busy;         /**< isere__connection_run stands in this connection: nobody else may run or free it */
  bool is_parsing;      /**< the parser has begun a header section */
  bool had_blank_line;  /**< the one empty line that may come before a request has come */
  bool end_of_stream;   /**< the client has sent its FIN */
  bool may_have_more;   /**< the last receive filled its buffer */
  bool waits_for_input; /**< in state HEAD: there is something to receive, but no buffer for it */
  bool is_blocked;      /**< the socket took nothing; wait until it is writable */
  bool is_refused;      /**< in a place of http.max_refusals */
  bool close_after;     /**< the current request is the last one */
  bool is_http_1_0;
  bool is_head_request;
  uint8_t mute_spans; /**< in state LINGER, while the client has not seen our FIN: how many there are yet */

  char *in;               /**< receive buffer, or NULL */
  uint32_t in_start;      /**< start of the current request */
  uint32_t in_parsed;     /**< what the parser has seen */
  uint32_t in_end;        /**< end of what was received */
  char *body_buffer;      /**< from the pool, or NULL: the body lies behind the header section */
  uint32_t body_len;      /**< decoded so far */
  uint32_t body_expected; /**< Content-Length; unless chunked */
  uint32_t body_seen;     /**< how much of it had come at body_progress_us */
  uint32_t extra_bytes;   /**< of chunk extensions and trailers */
  uint32_t request_end;   /**< offset of what follows the request, once it is READY */

  char *out; /**< send buffer, or NULL */
  uint32_t out_start;
  uint32_t out_end;
  isere__held_t held;

  isere__head_t head;
  llhttp_t parser;
  isere__field_t fields[]; /**< http.max_headers of them */
} isere__connection_t;

struct isere_exchange {
  isere__connection_t *connection; /**< NULL: the client is gone */
  struct isere_exchange *next_free;
};

/** A pool of buffers of one size, used last in, first out so that few pages are ever touched. */
typedef struct {
  char **free;
  uint32_t free_count;
  uint32_t count; /**< of all */
} isere__pool_t;

/** See observe.c. */
typedef struct isere__note isere__note_t;

struct isere_http {
  isere_loop_t *loop;
  isere_options_t options;
  isere_http_handler_t handler;
  void *user;
  isere_http_stats_t stats;
  isere_http_observer_t observer; /**< NULL: none */
  void *observer_user;
  isere__note_t *notes; /**< one for each connection */

  isere_watch_t listener_watch;
  isere_timer_t accept_timer; /**< set while accepting pauses */
  isere_timer_t wake_timer;   /**< keeps the loop from sleeping while somebody is runnable */
  isere_timer_t busy_timer;   /**< set while somebody waits for what nobody has kept too long yet */
  isere_socket_t listener;
  bool is_accepting;      /**< the listener is watched for connections */
  bool is_accept_failing; /**< and that has been logged */
  bool is_draining;
  bool is_paused;       /**< complete requests stay READY */
  bool is_place_wanted; /**< a client has found none since one became free */
  uint32_t refused;     /**< connections in places of http.max_refusals */

  uint8_t *connections;
  size_t connection_bytes;
  isere__connection_t *free_connections;
  isere_exchange_t *free_exchanges;
  isere_header_t *headers; /**< the fields of the request that is being given to the handler, and one more */
  isere__pool_t receive_buffers;
  isere__pool_t send_buffers;
  isere__pool_t body_buffers;
  isere__link_t runnable;
  isere__link_t input_queue;
  isere__link_t body_queue;

  char date[ISERE__DATE_BYTES];
  uint32_t date_len; /**< 0: no clock */
  int64_t date_valid_until_us;
};

/* --- pool.c: pools and rings -------------------------------------------------------------------------------- */

/** Reserves @p count buffers of @p bytes. 0 or ISERE_ENOMEM. */
int isere__pool_init(isere__pool_t *pool, uint32_t count, size_t bytes);
char *isere__pool_take(isere__pool_t *pool);
/** Gives a buffer back; NULL is ignored. */
void isere__pool_give(isere__pool_t *pool, char *buffer);

void isere__link_append(isere__link_t *ring, isere__link_t *link);
/** Takes @p link out of its ring; one that is in none is left alone. */
void isere__link_remove(isere__link_t *link);
static inline bool isere__link_is_in(const isere__link_t *link) {
  return link->next != NULL;
}
/** The connection whose link this is. */
isere__connection_t *isere__link_connection(isere__link_t *link);

/* --- server.c ----------------------------------------------------------------------------------------------- */

/** Says that a place for a connection has become free. */
void isere__http_place_freed(isere_http_t *http);
/** Has @p connection run before the loop waits. */
void isere__http_make_runnable(isere__connection_t *connection);
/** A place for a connection. */
isere__connection_t *isere__http_connection_at(const isere_http_t *http, uint32_t index);

/* --- busy.c ------------------------------------------------------------------------------------------------- */

/** Takes a place or a buffer for which somebody waits from the client that has kept it longest, if that is too long. */
void isere__http_relieve(isere_http_t *http);

/* --- connection.c ------------------------------------------------------------------------------------------- */

/** Takes a place for an accepted socket and serves what has come already. There is a free place. */
void isere__connection_open(isere_http_t *http, isere_socket_t socket);
/** Takes a place to say that there is none. */
void isere__connection_refuse(isere_http_t *http, isere_socket_t socket);
/** When the server began to wait for this client. Only while it has a deadline. */
int64_t isere__connection_waits_since_us(const isere__connection_t *connection);
/** Its time is over: refuses its request or closes, unless the client has done something after all. */
void isere__connection_end_wait(isere__connection_t *connection);
/** Goes on as far as it can: parses, gives requests to the handler, sends. */
void isere__connection_run(isere__connection_t *connection);
/** Closes at once. The place is freed when nobody stands in it any more. */
void isere__connection_kill(isere__connection_t *connection);
/** Takes up the request that the handler has just answered, or lets the connection close. */
void isere__connection_answered(isere__connection_t *connection);

/* --- input.c ------------------------------------------------------------------------------------------------ */

/** The size of a receive buffer. */
static inline uint32_t isere__input_capacity(const isere_http_t *http) {
  return http->options.http_max_header_bytes + ISERE__CHUNK_ROOM;
}
/** True when bytes of the client are of use now. */
bool isere__wants_input(const isere__connection_t *connection);
/** Receives once. */
void isere__receive(isere__connection_t *connection);
/** Throws away what comes in state LINGER. */
void isere__discard_input(isere__connection_t *connection);
/** Drops the request that the handler has seen. */
void isere__consume_request(isere__connection_t *connection);
/** Takes a connection out of the queue for a receive buffer, if it is in there. */
void isere__stop_waiting_for_input(isere__connection_t *connection);
/** Gives back the receive buffer when nothing is in it. */
void isere__release_input(isere__connection_t *connection);
/** Says what the socket is to be watched for. */
void isere__update_interest(isere__connection_t *connection);

/* --- parse.c ------------------------------------------------------------------------------------------------ */

/** Feeds the parser in state HEAD. True when the state has changed. */
bool isere__parse_head(isere__connection_t *connection);
/** Feeds the parser with a chunked body: HPE_OK (wants more), HPE_PAUSED (complete) or an error that was answered. */
llhttp_errno_t isere__parse_chunks(isere__connection_t *connection);

/* --- head.c ------------------------------------------------------------------------------------------------- */

/** Judges a complete header section: 0, or the status that refuses it with *detail filled in. */
uint16_t isere__head_check(isere__connection_t *connection, const char **detail);

/* --- target.c ----------------------------------------------------------------------------------------------- */

/** A request target taken apart (RFC 9112, section 3.2). Views into the target. */
typedef struct {
  isere_str_t path;
  isere_str_t query;
  isere_str_t authority;
  bool is_absolute;
} isere__target_t;

/** NULL, or what is wrong with it. An absolute-form target without a path gives an empty one. */
const char *isere__target_parse(isere_str_t target, isere__target_t *out);
/** True for a Host value (RFC 9110, section 7.2): empty, or a host with or without a port. */
bool isere__host_is_valid(isere_str_t host);

/* --- body.c ------------------------------------------------------------------------------------------------- */

/** Decides where the body goes, once the header section is accepted. */
void isere__body_begin(isere__connection_t *connection);
/** Goes on in state BODY. True when the state has changed. */
bool isere__body_advance(isere__connection_t *connection);
/** Appends decoded bytes of a chunked body. */
void isere__body_append(isere__connection_t *connection, const char *bytes, size_t len);
/** Notes that enough of the body has come, or that its wait has just begun. */
void isere__body_note_progress(isere__connection_t *connection);
/** Gives back the body buffer, to the next who waits for one. */
void isere__body_release(isere__connection_t *connection);

/* --- output.c ----------------------------------------------------------------------------------------------- */

static inline bool isere__output_is_pending(const isere__connection_t *connection) {
  return connection->out_start != connection->out_end || connection->held.rest.len > 0;
}
/**
 * True when another response may be begun: nothing waits, or the client is not known to read slowly, no body waits and
 * at least half of the send buffer is free.
 */
bool isere__output_has_room(const isere__connection_t *connection);
/** Sends what it can. Kills the connection when the client is gone. */
void isere__output_send(isere__connection_t *connection);
/** Makes @p bytes of the send buffer free, sending if it must: where to write, or NULL. */
char *isere__output_reserve(isere__connection_t *connection, size_t bytes);
/** Releases the held body, if there is one. */
void isere__output_release_held(isere__connection_t *connection);

/* --- respond.c ---------------------------------------------------------------------------------------------- */

/** Answers a request that does not reach the handler, and closes. @p detail, plain words, goes to the log. */
void isere__fail(isere__connection_t *connection, uint16_t status, const char *detail);
/** Writes "100 Continue". */
void isere__respond_continue(isere__connection_t *connection);

/* --- observe.c ---------------------------------------------------------------------------------------------- */

/** A request is complete, or was understood as far as it will be; it lies in the receive buffer. */
void isere__observe_request(isere__connection_t *connection);
/** It is answered. @p detail says why it never reached the handler, or is NULL. */
void isere__observe_response(isere__connection_t *connection, uint16_t status, size_t body_len, const char *detail);

/* --- status.c, date.c --------------------------------------------------------------------------------------- */

/** The reason phrase of RFC 9110 and its kin; empty for a status that has none. */
isere_str_t isere__reason_phrase(uint16_t status);
/** The Date field as a line; its length is 0 while there is no clock. Made once a second. */
isere_str_t isere__date_line(isere_http_t *http);

#endif
