/**
 * @file
 * What the files of this port share beyond port.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_POSIX_H
#define ISERE_POSIX_H

#include "isere/isere_options.h"
#include "isere/port.h"

/** Largest function image that is read, bytes. */
#define ISERE_POSIX_MAX_IMAGE_BYTES (256u * 1024 * 1024)

/** How log records look on stderr. */
typedef enum {
  ISERE_POSIX_LOG_TEXT, /**< LEVEL [request-id] message */
  ISERE_POSIX_LOG_JSON, /**< one object a line: level, requestId, message */
} isere_posix_log_format_t;

/** Chooses the format; text when nobody does. */
void isere_posix_log_format(isere_posix_log_format_t format);

/** Writes a line among the records. A reader who is slow is waited for, as no record would be. */
void isere_posix_log_line(const char *line);

/** Exit codes of the executable. */
enum { ISERE_EXIT_DONE = 0, ISERE_EXIT_FAILED = 1, ISERE_EXIT_USAGE = 2, ISERE_EXIT_MACHINE = 3, ISERE_EXIT_BUG = 4 };

/** What the command line asks for. */
typedef struct {
  const char *image; /**< path */
  const char *host;
  uint16_t port;
  bool exit_with_stdin;
  bool control;
  bool log_requests;
  isere_options_t options;
} isere_posix_arguments_t;

/**
 * Reads the command line. The log's level and format are set at once.
 *
 * @return -1 to go on, or the exit code of a program that has said everything (--help, --version, a wrong argument)
 */
int isere_posix_read_arguments(int count, char **values, isere_posix_arguments_t *out);

/**
 * Reads a regular file into memory that stays. Never waits (a FIFO is refused).
 *
 * @return 0; or -1 after printing why not
 */
int isere_posix_read_image(const char *path, void **bytes, size_t *len);

/** Prints "error: ..." and, unless @p help is NULL, "help: ..." on stderr. */
void isere_posix_print_error(const char *help, const char *format, ...) ISERE_PRINTF(2, 3);

/* --- socket.c ----------------------------------------------------------------------------------------------- */

/** The socket that isere_port_listen gave out last. */
isere_socket_t isere_posix_listener(void);
/** isere_port_listen gives out this one from now on, whatever it is asked for. */
void isere_posix_inherit_listener(isere_socket_t listener);

/* --- supervise.c -------------------------------------------------------------------------------------------- */

/**
 * Runs @p serve in a child process, and again in another one when that dies of a signal or hangs (server.watchdog_ms);
 * or here, when nobody is to watch.
 *
 * @return the exit code of @p serve; in the child too
 */
int isere_posix_supervise(const isere_posix_arguments_t *arguments, int (*serve)(const isere_posix_arguments_t *));

/** Tells whoever watches what the function is now, so that a child that follows serves the same one. */
void isere_posix_keep_image(const void *bytes, size_t len);
/** The image that the child before this one served; false in the first one. Valid until two more have been kept. */
bool isere_posix_kept_image(const void **bytes, size_t *len);
/** How the child before this one died, in a child that is not the first; *pause_ms: how long the function shall wait.
 */
const char *isere_posix_death(uint32_t *pause_ms);
/** True in a child that is not the first: a person has been told all that a start tells. */
bool isere_posix_is_restarted(void);
/** True where somebody watches. */
bool isere_posix_is_watched(void);
/**
 * Gives the listener to whoever watches.
 *
 * @param stop  called in the loop, with the times that he was told to stop; with 0 when he is gone
 */
void isere_posix_say_serving(isere_socket_t listener, void (*stop)(int times));
/** Says that the wait for sockets begins or has ended. */
void isere_posix_is_waiting(bool is_waiting);

#endif
