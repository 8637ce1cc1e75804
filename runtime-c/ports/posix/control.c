/**
 * @file
 * Control messages on standard input (docs/control-messages.md): whoever started the runtime replaces its function and
 * asks for its memory. No stranger can: the pipe is inherited.
 *
 * Answers are lines of the log, so that they stand in order with the records of a function that is being loaded.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "posix.h"

enum {
  HEADER_BYTES = 12,
  VERSION = 1,
  REPLACE = 'F',
  MEMORY = 'M',
  /** Images at once: the current one, one that retires, one that waits, and the one that is coming. */
  BUFFERS = 4,
  MAX_IMAGE_BYTES = 16 * 1024 * 1024,
};

/** A place for an image. The first one that was ever loaded lies elsewhere. */
typedef struct {
  uint8_t *bytes;
  uint32_t id; /* of the message it came with */
  size_t len;
  bool is_used;
} buffer_t;

static struct {
  isere_server_t *server;
  void (*on_end)(void);
  isere_watch_t watch;
  buffer_t buffers[BUFFERS];
  uint8_t header[HEADER_BYTES];
  size_t header_len;
  char type; /* of the message whose content is coming */
  uint32_t id;
  size_t len;   /* of its content */
  size_t taken; /* of that */
  buffer_t *target;
} control;

/* --- answers ------------------------------------------------------------------------------------------------ */

static void answer(uint32_t id, const char *state) {
  char line[80];
  (void)snprintf(line, sizeof line, "{\"control\":%lu,\"state\":\"%s\"}", (unsigned long)id, state);
  isere_posix_log_line(line);
}

/** For a function that serves: whose its request ids are. */
static void answer_serving(uint32_t id, const char *state) {
  char prefix[9];
  char line[120];
  isere_server_request_prefix(control.server, prefix);
  (void)snprintf(line, sizeof line, "{\"control\":%lu,\"state\":\"%s\",\"requests\":\"%s\"}", (unsigned long)id, state,
                 prefix);
  isere_posix_log_line(line);
}

/** @p reason holds what an image error may: printable ASCII. */
static void answer_refused(uint32_t id, const char *reason) {
  char line[400];
  int len = snprintf(line, sizeof line, "{\"control\":%lu,\"state\":\"refused\",\"reason\":\"", (unsigned long)id);
  char *at = line + len;
  for (; *reason != '\0' && at < line + sizeof line - 5; reason++) {
    if (*reason == '"' || *reason == '\\') *at++ = '\\';
    *at++ = *reason;
  }
  memcpy(at, "\"}", 3);
  isere_posix_log_line(line);
}

static void answer_memory(uint32_t id) {
  isere_js_memory_t memory = isere_server_memory(control.server);
  char line[240];
  (void)snprintf(line, sizeof line,
                 "{\"control\":%lu,\"state\":\"memory\",\"used\":%zu,\"peak\":%zu,\"limit\":%zu,\"largestFree\":%zu}",
                 (unsigned long)id, memory.used, memory.peak, memory.limit, memory.largest_free);
  isere_posix_log_line(line);
}

/* --- replacing ---------------------------------------------------------------------------------------------- */

static void give_back(buffer_t *buffer) {
  isere_port_discard(buffer->bytes, MAX_IMAGE_BYTES);
  buffer->is_used = false;
}

static void on_loading(void *user) {
  answer(((const buffer_t *)user)->id, "loading");
}

static void on_done(void *user, int result) {
  uint32_t id = ((const buffer_t *)user)->id;
  if (result == 0) {
    isere_posix_keep_image(((const buffer_t *)user)->bytes, ((const buffer_t *)user)->len);
    answer_serving(id, "replaced");
  } else {
    answer_refused(id, isere_error_text(result));
  }
}

static void on_release(void *user, const void *bytes) {
  (void)bytes;
  give_back(user);
}

static void order_replacement(buffer_t *buffer) {
  const isere_replacement_t order = {
      .bytes = buffer->bytes,
      .len = buffer->len,
      .loading = on_loading,
      .done = on_done,
      .release = on_release,
      .user = buffer,
  };
  isere_image_error_t error = {0};
  int result = isere_server_replace(control.server, &order, &error);
  if (result == 0) return;
  answer_refused(buffer->id, error.reason[0] != '\0' ? error.reason : isere_error_text(result));
  give_back(buffer);
}

/* --- messages ----------------------------------------------------------------------------------------------- */

static buffer_t *free_buffer(void) {
  for (int i = 0; i < BUFFERS; i++) {
    if (!control.buffers[i].is_used) return &control.buffers[i];
  }
  return NULL;
}

static uint32_t u32_at(const uint8_t *bytes) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void end_message(void) {
  buffer_t *buffer = control.target;
  control.header_len = 0;
  control.target = NULL;
  if (control.type == REPLACE && buffer != NULL) {
    order_replacement(buffer);
  } else if (control.type == REPLACE) {
    answer_refused(control.id, "the image is larger than 16 MB");
  } else if (control.type == MEMORY) {
    answer_memory(control.id);
  } else {
    answer_refused(control.id, "a message of a type that this runtime does not know");
  }
}

/** False for what is no message: there is no telling where the next one begins. */
static bool begin_message(void) {
  const uint8_t *header = control.header;
  if (header[0] != 'I' || header[1] != 'S' || header[2] != VERSION) return false;
  control.type = (char)header[3];
  control.id = u32_at(header + 4);
  control.len = u32_at(header + 8);
  control.taken = 0;
  if (control.type == REPLACE && control.len <= MAX_IMAGE_BYTES) {
    control.target = free_buffer();
    if (control.target == NULL) return false;
    control.target->is_used = true;
    control.target->id = control.id;
    control.target->len = control.len;
  }
  if (control.len == 0) end_message();
  return true;
}

/** Reads once, which never waits for it is called when there is something: what read() returned. */
static ssize_t take(void) {
  static uint8_t unwanted[4096];
  if (control.header_len < HEADER_BYTES) {
    ssize_t count = read(STDIN_FILENO, control.header + control.header_len, HEADER_BYTES - control.header_len);
    if (count > 0) control.header_len += (size_t)count;
    return count;
  }
  size_t left = control.len - control.taken;
  uint8_t *out = control.target != NULL ? control.target->bytes + control.taken : unwanted;
  if (control.target == NULL && left > sizeof unwanted) left = sizeof unwanted;
  ssize_t count = read(STDIN_FILENO, out, left);
  if (count > 0) control.taken += (size_t)count;
  return count;
}

static void end_control(void) {
  isere_port_poll_forget(STDIN_FILENO);
  control.on_end();
}

static void on_ready(isere_watch_t *watch, uint32_t events) {
  (void)watch;
  (void)events;
  bool was_header = control.header_len < HEADER_BYTES;
  ssize_t count = take();
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    end_control();
  } else if (was_header && control.header_len == HEADER_BYTES) {
    if (begin_message()) return;
    isere_log(ISERE_LOG_ERROR, NULL, "what came on standard input is no control message");
    end_control();
  } else if (!was_header && control.taken == control.len) {
    end_message();
  }
}

/* --- interface ---------------------------------------------------------------------------------------------- */

bool isere_posix_control(isere_server_t *server, void (*on_end)(void)) {
  control.server = server;
  control.on_end = on_end;
  control.watch.ready = on_ready;
  for (int i = 0; i < BUFFERS; i++) {
    control.buffers[i].bytes = isere_port_reserve(MAX_IMAGE_BYTES);
    if (control.buffers[i].bytes == NULL) return false;
  }
  if (isere_port_poll_watch(STDIN_FILENO, ISERE_PORT_READ, &control.watch) < 0) on_end();
  answer_serving(0, "serving");
  return true;
}
