/**
 * @file
 * The log on stderr: one record, one write. A reader who has gone to sleep loses records, never the server its time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "isere/text.h"
#include "posix.h"

enum {
  /** Longest record, bytes; what is beyond is replaced by "...". */
  RECORD_BYTES = 65536,
  /** Room that is kept for the end of a record. */
  TAIL_BYTES = 16,
  /** How long one record waits for a reader who kept up so far. */
  PATIENCE_MS = 20,
  /** How long a line waits that its reader has asked for. */
  LONG_PATIENCE_MS = 10000,
  /** A wait gives a sign of life so often: it may be longer than server.watchdog_ms. */
  SIGN_OF_LIFE_MS = 50,
};

static isere_posix_log_format_t format = ISERE_POSIX_LOG_TEXT;
static char record[RECORD_BYTES];
static size_t record_len;
static bool reader_sleeps;
static unsigned long dropped;

void isere_posix_log_format(isere_posix_log_format_t wanted) {
  format = wanted;
}

/* --- writing ------------------------------------------------------------------------------------------------ */

static bool can_write(int wait_ms) {
  struct pollfd descriptor = {.fd = STDERR_FILENO, .events = POLLOUT};
  for (;;) {
    int part_ms = wait_ms < SIGN_OF_LIFE_MS ? wait_ms : SIGN_OF_LIFE_MS;
    int count = poll(&descriptor, 1, part_ms);
    /* POLLERR and POLLNVAL: the write fails at once, and that is soon enough. */
    if (count > 0) return true;
    if (count < 0 && errno == EINTR) continue;
    wait_ms -= part_ms;
    if (wait_ms <= 0) return false;
    isere_port_alive();
  }
}

/**
 * Writes all, or as much as somebody takes in time. A pipe that poll calls writable takes PIPE_BUF bytes without
 * waiting, and up to that a record is not mixed with those of other processes.
 */
static bool write_record(const char *bytes, size_t len, int patience_ms) {
  while (len > 0) {
    if (!can_write(reader_sleeps ? 0 : patience_ms)) {
      reader_sleeps = true;
      return false;
    }
    ssize_t count = write(STDERR_FILENO, bytes, len < PIPE_BUF ? len : PIPE_BUF);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return false;
    bytes += count;
    len -= (size_t)count;
  }
  reader_sleeps = false;
  return true;
}

/* --- composing ---------------------------------------------------------------------------------------------- */

static bool append(const char *bytes, size_t len) {
  if (len > RECORD_BYTES - TAIL_BYTES - record_len) return false;
  memcpy(record + record_len, bytes, len);
  record_len += len;
  return true;
}

static bool append_text(const char *text) {
  return append(text, strlen(text));
}

/** Appends one character of a JSON string. Bytes of a text that is not UTF-8 become U+FFFD. */
static bool append_json_char(char c, bool is_utf8) {
  char escape[8];
  switch (c) {
    case '"':
      return append("\\\"", 2);
    case '\\':
      return append("\\\\", 2);
    case '\n':
      return append("\\n", 2);
    default:
      if ((unsigned char)c < 0x20 || c == 0x7F) {
        snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
        return append(escape, 6);
      }
      return (unsigned char)c >= 0x80 && !is_utf8 ? append_text("\\ufffd") : append(&c, 1);
  }
}

/** Takes an unfinished UTF-8 sequence off the end of the record. */
static void trim_to_character(void) {
  while (record_len > 0 && ((unsigned char)record[record_len - 1] & 0xC0) == 0x80)
    record_len--;
  if (record_len > 0 && (unsigned char)record[record_len - 1] >= 0xC0) record_len--;
}

static void finish(const char *tail) {
  size_t len = strlen(tail);
  memcpy(record + record_len, tail, len);
  record_len += len;
}

static void compose_text(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  append_text(isere_log_level_name(level));
  append_text(" ");
  if (request_id != NULL) {
    append_text("[");
    append_text(request_id);
    append_text("] ");
  }
  if (append(text, len)) {
    finish("\n");
    return;
  }
  append(text, RECORD_BYTES - TAIL_BYTES - record_len);
  trim_to_character();
  finish("...\n");
}

static void compose_json(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  append_text("{\"level\":\"");
  append_text(isere_log_level_name(level));
  if (request_id != NULL) {
    append_text("\",\"requestId\":\"");
    append_text(request_id);
  }
  append_text("\",\"message\":\"");
  bool is_utf8 = isere_utf8_valid(text, len);
  for (size_t i = 0; i < len; i++) {
    if (append_json_char(text[i], is_utf8)) continue;
    trim_to_character();
    finish("...\"}\n");
    return;
  }
  finish("\"}\n");
}

static bool write_one(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  record_len = 0;
  if (format == ISERE_POSIX_LOG_JSON) {
    compose_json(level, request_id, text, len);
  } else {
    compose_text(level, request_id, text, len);
  }
  return write_record(record, record_len, PATIENCE_MS);
}

void isere_port_log(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  if (dropped > 0 && can_write(0)) {
    char notice[64];
    int notice_len = snprintf(notice, sizeof notice, "%lu log records were lost: nobody read them", dropped);
    dropped = 0;
    (void)write_one(ISERE_LOG_WARN, NULL, notice, (size_t)notice_len);
  }
  if (!write_one(level, request_id, text, len)) dropped++;
}

void isere_posix_log_line(const char *line) {
  record_len = 0;
  append_text(line);
  finish("\n");
  reader_sleeps = false;
  (void)write_record(record, record_len, LONG_PATIENCE_MS);
}
