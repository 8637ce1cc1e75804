/**
 * @file
 * What is remembered over a reset: how the runtime ended, and how often in a row.
 *
 * Pure functions on a record that lies in memory which a reset leaves alone. It has a check, for after a power-up that
 * memory holds anything.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_CRASH_RECORD_H
#define ISERE_PORTS_ZEPHYR_CRASH_RECORD_H

#include <stdbool.h>
#include <stdint.h>

/** So many crashes in a row are taken for the function's doing, and the next slot is tried. */
#define ISERE__CRASHES_PER_SLOT 3

/** How the last run ended. */
typedef enum {
  ISERE__END_OTHER,    /**< power-up, a reset button, a reset that somebody wanted */
  ISERE__END_FAULT,    /**< a fault of the processor, a stack that overflowed */
  ISERE__END_WATCHDOG, /**< no sign of life */
} isere__end_t;

/** The record. Only these functions look into it. */
typedef struct {
  uint32_t magic;
  uint32_t crashes;    /* in a row */
  uint32_t end;        /* isere__end_t of the run that is over, or FAULT from the fault to the reset */
  uint32_t fault;      /* Zephyr's reason */
  uint32_t pc;         /* where it was */
  uint32_t is_running; /* since the last start, as far as anybody knows */
  uint32_t check;
} isere__crash_record_t;

/**
 * A run begins. Says how the one before ended, and counts it when that was a crash.
 *
 * @param was_watchdog  the chip says that the watchdog has reset it; without a fault before, and with a run under way,
 * that is a crash
 */
isere__end_t isere__crash_record_begin(isere__crash_record_t *record, bool was_watchdog);
/** The run ends by a fault. */
void isere__crash_record_fault(isere__crash_record_t *record, uint32_t reason, uint32_t pc);
/** The run is a good one: crashes before it do not count any more. */
void isere__crash_record_forget(isere__crash_record_t *record);
/** How many slots have had their chance: those in charge first are not to be tried. */
uint32_t isere__crash_record_slots_to_skip(const isere__crash_record_t *record);

#endif
