/**
 * @file
 * What the files of this port share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_M33_SIM_SIM_H
#define ISERE_M33_SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frames.h"

/** For what stands outside of the chip: it lies in memory that a board would not have, and survives a reset. */
#define ISERE_SIM_OUTSIDE __attribute__((section(".outside")))

/* startup.c */

/** Starts over, with the RAM as after power-on. */
void isere__sim_reset(void) __attribute__((noreturn));
/** Makes the stack this large. What lies below it is for isere_port_reserve, so this comes before the first of these.
 */
void isere__sim_stack_limit(size_t bytes);
size_t isere__sim_stack_size(void);
/** The most bytes of stack that were in use since its size was set. */
size_t isere__sim_stack_peak(void);

/* semihosting.c: the door out of the emulator */

/** Reads at least one byte; 0: the host is gone. */
size_t isere__sim_host_read(void *out, size_t len);
/** Writes all of it; ends the emulator when the host is gone. */
void isere__sim_host_write(const void *ptr, size_t len);
void isere__sim_host_exit(int code) __attribute__((noreturn));

/* meter.c: instructions, and the clock that they drive */

/** From here on instructions count. To be called once after a reset. */
void isere__sim_meter_start(void);
/** What follows is the work of the port, which a board does not do: it neither counts nor takes time. */
void isere__sim_meter_pause(void);
void isere__sim_meter_resume(void);
/** Instructions counted since the reset. While paused only. */
uint64_t isere__sim_meter_count(void);
/** Lets time pass. While paused only. */
void isere__sim_clock_advance(int64_t us);
/** Says what the wall clock shows now. */
void isere__sim_clock_set(int64_t wall_ms);

/* wire.c: frames in, frames out. All while paused. */

/** Appends a frame made of a header and two pieces. */
void isere__sim_emit(unsigned kind, unsigned connection, const void *a, size_t a_len, const void *b, size_t b_len);
/** Appends the report; @p due_us: see ISERE_SIM_DUE_US. */
void isere__sim_emit_report(unsigned kind, int64_t due_us);
/** Sends what was appended and lets the host have its turn; returns the idle time that it grants, us. */
int64_t isere__sim_host_turn(void);
/** True when frames were appended since the host's last turn. */
bool isere__sim_has_output(void);
/** Notes that bytes were given out for sending, for ISERE_SIM_SENT_INSTRUCTIONS. */
void isere__sim_note_sent(void);
/** Ends the emulator with a FAULT frame. */
void isere__sim_fault(const char *what) __attribute__((noreturn));

/** What the host sent for the next start: the image's length, the options ("key=value" and a NUL each), the seed. */
typedef struct {
  size_t image_len;
  size_t options_len;
  uint64_t seed;
  bool pending; /* this reset is a START */
  char options[ISERE_SIM_OPTION_BYTES];
} isere__sim_start_t;
extern isere__sim_start_t isere__sim_start;

/* sockets.c: what the host's frames do to the virtual sockets; false: not possible, and a fault of the host */

void isere__sim_sockets_reset(void);
bool isere__sim_socket_frame(unsigned kind, unsigned connection, const uint8_t *payload, size_t len);
/** Appends TAKEN frames for what was received since the last call. */
void isere__sim_emit_taken(void);

/* platform.c */

/** Bytes that isere_port_reserve has given out. */
size_t isere__sim_reserved_bytes(void);

/* main.c */

/** Figures of the JavaScript heap in the order of the report: used, peak, limit, largest free. */
void isere__sim_heap_figures(uint64_t out[4]);
/** Asks the runtime to stop. */
void isere__sim_stop_server(void);

/* m33-sim.ld */

extern uint8_t isere__ld_flash_start[], isere__ld_flash_end[], isere__ld_flash_size[];
extern uint8_t isere__ld_ram_size[], isere__ld_static_start[], isere__ld_static_end[];
extern uint8_t isere__ld_arena_start[];
extern uint8_t isere__ld_slot_start[], isere__ld_slot_size[];
extern uint32_t isere__ld_stack_end[];

#endif
