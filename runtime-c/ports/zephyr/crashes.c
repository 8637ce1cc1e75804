/**
 * @file
 * Crashes in a row, remembered in memory that a reset leaves alone, and why the board started this time.
 *
 * A function that brings the board down at each start must not keep it from being given another: after three crashes
 * the other slot's function is run, after three more none is (slots.c). A run that has lasted a while begins anew.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/drivers/hwinfo.h>
#include <zephyr/kernel.h>
#include <zephyr/linker/section_tags.h>

#include "crash_record.h"
#include "isere/log.h"
#include "port.h"

/** A run of this length did not crash of its start. */
#define GOOD_RUN_S 60

static isere__crash_record_t record __noinit;

static void on_good_run(struct k_work *work) {
  ARG_UNUSED(work);
  isere__crash_record_forget(&record);
}

static K_WORK_DELAYABLE_DEFINE(good_run, on_good_run);

/** Does the chip say that the watchdog has reset it? One that does not know leaves it to whether a run was under way.
 */
static bool is_watchdog_reset(void) {
#if defined(CONFIG_HWINFO)
  uint32_t cause = 0;
  if (hwinfo_get_reset_cause(&cause) == 0) {
    (void)hwinfo_clear_reset_cause();
    return (cause & RESET_WATCHDOG) != 0;
  }
#endif
  return true;
}

void isere__crashes_begin(void) {
  isere__end_t end = isere__crash_record_begin(&record, is_watchdog_reset());
  if (end == ISERE__END_FAULT) {
    isere_log(ISERE_LOG_ERROR, NULL, "the board started anew after fault %lu at %lx; crashes in a row: %lu",
              (unsigned long)record.fault, (unsigned long)record.pc, (unsigned long)record.crashes);
  } else if (end == ISERE__END_WATCHDOG) {
    isere_log(ISERE_LOG_ERROR, NULL,
              "the board started anew because the runtime gave no sign of life; crashes in a "
              "row: %lu",
              (unsigned long)record.crashes);
  }
}

void isere__crashes_note_fault(uint32_t reason, uint32_t pc) {
  isere__crash_record_fault(&record, reason, pc);
}

void isere__crashes_serve(void) {
  (void)k_work_schedule(&good_run, K_SECONDS(GOOD_RUN_S));
}

uint32_t isere__crashes_in_a_row(void) {
  return record.crashes;
}

uint32_t isere__crashes_slots_to_skip(void) {
  return isere__crash_record_slots_to_skip(&record);
}
