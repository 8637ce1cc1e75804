/**
 * @file
 * What the Zephyr port remembers of crashes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../ports/zephyr/crash_record.c"

#include "isere_test.h"

static isere__crash_record_t record;

static void power_up(void) {
  memset(&record, 0xA5, sizeof record);
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_OTHER);
}

static void memory_without_a_record_is_no_crash(void) {
  power_up();
  CHECK_INT(record.crashes, 0);
  memset(&record, 0, sizeof record);
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_OTHER);
  CHECK_INT(record.crashes, 0);
}

static void faults_are_counted(void) {
  power_up();
  isere__crash_record_fault(&record, 4, 0x10001234);
  CHECK_INT(isere__crash_record_begin(&record, false), ISERE__END_FAULT);
  CHECK_INT(record.crashes, 1);
  CHECK_INT(record.pc, 0x10001234);
  isere__crash_record_fault(&record, 4, 0);
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_FAULT);
  CHECK_INT(record.crashes, 2);
}

static void a_watchdog_is_counted_and_another_reset_begins_anew(void) {
  power_up();
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_WATCHDOG);
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_WATCHDOG);
  CHECK_INT(record.crashes, 2);
  CHECK_INT(isere__crash_record_begin(&record, false), ISERE__END_OTHER);
  CHECK_INT(record.crashes, 0);
}

static void three_crashes_cost_a_slot(void) {
  power_up();
  static const uint32_t skips[] = {0, 0, 1, 1, 1, 2, 2, 2, 3};
  for (size_t i = 0; i < sizeof skips / sizeof skips[0]; i++) {
    isere__crash_record_fault(&record, 4, 0);
    CHECK_INT(isere__crash_record_begin(&record, false), ISERE__END_FAULT);
    CHECK_INT(isere__crash_record_slots_to_skip(&record), skips[i]);
  }
}

static void a_good_run_begins_anew(void) {
  power_up();
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_WATCHDOG);
  isere__crash_record_forget(&record);
  CHECK_INT(isere__crash_record_begin(&record, true), ISERE__END_WATCHDOG);
  CHECK_INT(record.crashes, 1);
}

static void a_record_with_a_wrong_bit_is_none(void) {
  for (size_t byte = 0; byte < sizeof record; byte++) {
    power_up();
    isere__crash_record_fault(&record, 4, 0);
    ((uint8_t *)&record)[byte] ^= 0x10;
    if (isere__crash_record_begin(&record, false) != ISERE__END_OTHER) FAIL("byte %zu is not checked", byte);
  }
}

int main(void) {
  RUN(memory_without_a_record_is_no_crash);
  RUN(faults_are_counted);
  RUN(a_watchdog_is_counted_and_another_reset_begins_anew);
  RUN(three_crashes_cost_a_slot);
  RUN(a_good_run_begins_anew);
  RUN(a_record_with_a_wrong_bit_is_none);
  return isere_test_finish();
}
