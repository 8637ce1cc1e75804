/**
 * @file
 * Counts instructions, and derives the clock from them.
 *
 * Under `-icount shift=7` every instruction takes exactly 128 ns of the emulator's time, and the board's free-running
 * counter (MPS2 FPGAIO, COUNTER) counts at 20 MHz, one tick in 50 ns: 64 ticks for 25 instructions. Both start at 0, so
 * the number of instructions follows exactly from the ticks.
 *
 * The runtime's clock takes 150 instructions for a microsecond, as a Pico 2 at 150 MHz would if each took one cycle,
 * and otherwise moves only when the host grants idle time. So everything that depends on time is the same in each run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sys/time.h>
#include <time.h>

#include "isere/port.h"
#include "sim.h"

enum { INSTRUCTIONS_PER_US = 150, TICKS_PER_US = INSTRUCTIONS_PER_US * 64 / 25 };

#define COUNTER (*(const volatile uint32_t *)0x50302018)

static struct {
  bool running;
  uint32_t high; /* of the ticks: the counter has 32 bits */
  uint32_t low;
  uint64_t resumed_at; /* instructions */
  uint64_t counted;
  uint64_t overhead; /* of a resume and a pause with nothing between them */
  uint32_t mark;     /* ticks when now_us was right; the part of a us that had passed then is subtracted from it */
  uint32_t part;     /* ... kept while paused */
  int64_t now_us;
  bool wall_is_set;
  int64_t wall_offset_ms;
} meter ISERE_SIM_OUTSIDE;

/** The counter. Sees that it has come around, if that has happened once since it was read last. */
static uint32_t read_counter(void) {
  uint32_t low = COUNTER;
  if (low < meter.low) meter.high++;
  meter.low = low;
  return low;
}

/** Instructions since the emulator started: the smallest number that takes this many ticks, rounded up. */
static uint64_t instructions(void) {
  uint32_t low = read_counter();
  uint64_t ticks = (uint64_t)meter.high << 32 | low;
  return (ticks * 25 + 63) / 64;
}

void isere__sim_meter_start(void) {
  meter.counted = meter.overhead = 0;
  meter.wall_offset_ms += meter.now_us / 1000; /* a reset does not set the wall clock back */
  meter.now_us = meter.part = 0;
  meter.running = true;
  isere__sim_meter_resume();
  isere__sim_meter_pause();
  meter.overhead = meter.counted;
  meter.counted = 0;
  meter.now_us = meter.part = 0;
  isere__sim_meter_resume();
}

__attribute__((noinline)) void isere__sim_meter_pause(void) {
  uint64_t now = instructions();
  uint32_t ticks = COUNTER - meter.mark;
  meter.counted += now - meter.resumed_at - meter.overhead;
  meter.now_us += ticks / TICKS_PER_US;
  meter.part = ticks % TICKS_PER_US;
  meter.running = false;
}

__attribute__((noinline)) void isere__sim_meter_resume(void) {
  meter.running = true;
  meter.mark = COUNTER - meter.part;
  meter.resumed_at = instructions();
}

uint64_t isere__sim_meter_count(void) {
  return meter.counted;
}

/* --- clocks -------------------------------------------------------------------------------------------------- */

void isere__sim_clock_advance(int64_t us) {
  meter.now_us += us;
}

void isere__sim_clock_set(int64_t wall_ms) {
  meter.wall_is_set = true;
  meter.wall_offset_ms = wall_ms - meter.now_us / 1000;
}

int64_t isere_port_now_us(void) {
  if (!meter.running) return meter.now_us;
  /* Whatever runs for long looks at the clock, so that the counter cannot come around unseen. */
  uint32_t us = (read_counter() - meter.mark) / TICKS_PER_US;
  meter.now_us += us;
  meter.mark += us * TICKS_PER_US;
  return meter.now_us;
}

int isere_port_wall_clock_ms(int64_t *out) {
  if (!meter.wall_is_set) return ISERE_ENOCLOCK;
  *out = meter.wall_offset_ms + isere_port_now_us() / 1000;
  return ISERE_OK;
}

/** What the engine's Date asks. Without a wall clock it counts from 1970. */
int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  (void)zone;
  int64_t us = isere_port_now_us();
  if (meter.wall_is_set) us += meter.wall_offset_ms * 1000;
  out->tv_sec = (time_t)(us / 1000000);
  out->tv_usec = (suseconds_t)(us % 1000000);
  return 0;
}
