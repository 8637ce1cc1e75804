/**
 * @file
 * Frames in and out, and whose turn it is.
 *
 * Host and chip take turns: the host sends any number of frames and RUN (or START); the chip works until it has nothing
 * more to do, and ends its turn with a report. So a run depends on the frames alone, never on when they came.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "isere/js.h"
#include "isere/port.h"
#include "sim.h"

enum { IN_BYTES = 262144, OUT_BYTES = 1048576 };

static struct {
  size_t in_start;
  size_t in_end;
  size_t out_len;
  bool greeted;
  uint64_t turn_began_at; /* instructions */
  uint64_t sent_at;
  uint8_t in[IN_BYTES];
  uint8_t out[OUT_BYTES];
} wire ISERE_SIM_OUTSIDE;

isere__sim_start_t isere__sim_start ISERE_SIM_OUTSIDE;

/* --- out ----------------------------------------------------------------------------------------------------- */

static void flush(void) {
  isere__sim_host_write(wire.out, wire.out_len);
  wire.out_len = 0;
}

static void append(const void *ptr, size_t len) {
  const uint8_t *at = ptr;
  while (len > 0) {
    size_t part = OUT_BYTES - wire.out_len < len ? OUT_BYTES - wire.out_len : len;
    memcpy(wire.out + wire.out_len, at, part);
    wire.out_len += part;
    at += part;
    len -= part;
    if (wire.out_len == OUT_BYTES) flush();
  }
}

void isere__sim_emit(unsigned kind, unsigned connection, const void *a, size_t a_len, const void *b, size_t b_len) {
  const uint32_t len = (uint32_t)(a_len + b_len);
  const uint32_t header[2] = {len, connection | kind << 16};
  append(header, sizeof(header));
  append(a, a_len);
  append(b, b_len);
}

bool isere__sim_has_output(void) {
  return wire.out_len > 0;
}

void isere__sim_note_sent(void) {
  wire.sent_at = isere__sim_meter_count();
}

void isere__sim_emit_report(unsigned kind, int64_t due_us) {
  uint64_t report[ISERE_SIM_REPORT_FIELDS];
  uint64_t count = isere__sim_meter_count();
  report[ISERE_SIM_NOW_US] = (uint64_t)isere_port_now_us();
  report[ISERE_SIM_DUE_US] = (uint64_t)due_us;
  report[ISERE_SIM_INSTRUCTIONS] = count - wire.turn_began_at;
  report[ISERE_SIM_SENT_INSTRUCTIONS] = wire.sent_at > wire.turn_began_at ? wire.sent_at - wire.turn_began_at : 0;
  isere__sim_heap_figures(&report[ISERE_SIM_HEAP_USED]);
  report[ISERE_SIM_STACK_PEAK] = isere__sim_stack_peak();
  report[ISERE_SIM_STACK_SIZE] = isere__sim_stack_size();
  report[ISERE_SIM_RAM_STATIC] = (uintptr_t)isere__ld_static_end - (uintptr_t)isere__ld_static_start;
  report[ISERE_SIM_RAM_RESERVED] = isere__sim_reserved_bytes();
  report[ISERE_SIM_RAM_SIZE] = (uintptr_t)isere__ld_ram_size;
  report[ISERE_SIM_FLASH_USED] = (uintptr_t)isere__ld_flash_end - (uintptr_t)isere__ld_flash_start;
  report[ISERE_SIM_FLASH_SIZE] = (uintptr_t)isere__ld_flash_size;
  isere__sim_emit(kind, 0, report, sizeof(report), NULL, 0);
}

void isere__sim_fault(const char *what) {
  enum { FAULT_EXIT_CODE = 4 };
  isere__sim_emit(ISERE_SIM_FAULT, 0, what, strlen(what), NULL, 0);
  flush();
  isere__sim_host_exit(FAULT_EXIT_CODE);
}

static void greet(void) {
  char text[256];
  int len = snprintf(text, sizeof(text),
                     "protocol=%d\nengine=%s\nslot_bytes=%lu\nconnections=%d\nreceive_bytes=%d\n"
                     "instructions_per_us=150\ncompiler=%s\n",
                     ISERE_SIM_PROTOCOL, isere_js_engine_id(), (unsigned long)(uintptr_t)isere__ld_slot_size,
                     ISERE_SIM_CONNECTIONS, ISERE_SIM_RECEIVE_BYTES, __VERSION__);
  isere__sim_emit(ISERE_SIM_HELLO, 0, text, (size_t)len, NULL, 0);
}

/* --- in ------------------------------------------------------------------------------------------------------ */

static void take(void *out, size_t len) {
  uint8_t *at = out;
  while (len > 0) {
    if (wire.in_start == wire.in_end) {
      wire.in_start = 0;
      wire.in_end = isere__sim_host_read(wire.in, IN_BYTES);
      if (wire.in_end == 0) isere__sim_host_exit(0);
    }
    size_t part = wire.in_end - wire.in_start < len ? wire.in_end - wire.in_start : len;
    memcpy(at, wire.in + wire.in_start, part);
    wire.in_start += part;
    at += part;
    len -= part;
  }
}

static uint64_t number(const uint8_t *payload, size_t len) {
  uint64_t value = 0;
  memcpy(&value, payload, len);
  return value;
}

static void take_image(size_t len) {
  if (len > (uintptr_t)isere__ld_slot_size) isere__sim_fault("the image is larger than the function slot");
  take(isere__ld_slot_start, len);
  isere__sim_start.image_len = len;
}

static void take_option(const uint8_t *payload, size_t len) {
  isere__sim_start_t *start = &isere__sim_start;
  if (len == 0 || start->options_len + len + 1 > sizeof(start->options)) isere__sim_fault("bad OPTION frame");
  memcpy(start->options + start->options_len, payload, len);
  start->options_len += len;
  start->options[start->options_len++] = '\0';
}

static void start_over(void) {
  isere__sim_start.pending = true;
  wire.turn_began_at = 0;
  wire.sent_at = 0;
  isere__sim_reset();
}

/** Frames of a fixed meaning and size; false for any other. */
static bool control(unsigned kind, const uint8_t *payload, size_t len) {
  if (kind == ISERE_SIM_START && len == 0) start_over();
  if (kind == ISERE_SIM_EXIT && len == 0) {
    flush();
    isere__sim_host_exit(0);
  }
  if (kind == ISERE_SIM_STOP && len == 0) {
    isere__sim_stop_server();
  } else if (kind == ISERE_SIM_OPTION) {
    take_option(payload, len);
  } else if (kind == ISERE_SIM_CLOCK && len == 8) {
    isere__sim_clock_set((int64_t)number(payload, len));
  } else if (kind == ISERE_SIM_SEED && len == 8) {
    isere__sim_start.seed = number(payload, len);
  } else {
    return false;
  }
  return true;
}

int64_t isere__sim_host_turn(void) {
  static uint8_t payload[ISERE_SIM_RECEIVE_BYTES] ISERE_SIM_OUTSIDE;
  if (!wire.greeted) greet();
  wire.greeted = true;
  flush();
  for (;;) {
    uint32_t header[2];
    take(header, sizeof(header));
    size_t len = header[0];
    unsigned connection = header[1] & 0xFFFF, kind = header[1] >> 16;
    if (kind == ISERE_SIM_IMAGE) {
      take_image(len);
      continue;
    }
    if (len > sizeof(payload)) isere__sim_fault("a frame is too long");
    take(payload, len);
    if (kind == ISERE_SIM_RUN && len == 8) {
      wire.turn_began_at = isere__sim_meter_count();
      return (int64_t)number(payload, len);
    }
    if (control(kind, payload, len) || isere__sim_socket_frame(kind, connection, payload, len)) continue;
    char what[64];
    snprintf(what, sizeof(what), "bad frame of kind %u, connection %u, %lu bytes", kind, connection,
             (unsigned long)len);
    isere__sim_fault(what);
  }
}
