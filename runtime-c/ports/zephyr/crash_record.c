/**
 * @file
 * The record of crash_record.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "crash_record.h"

#include <string.h>

#define MAGIC 0x15E2C4A5u

static uint32_t check_of(const isere__crash_record_t *record) {
  uint32_t check = record->magic;
  const uint32_t fields[] = {record->crashes, record->end, record->fault, record->pc, record->is_running};
  for (uint32_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
    check = (check ^ fields[i]) * 16777619u + i;
  return check;
}

static void seal(isere__crash_record_t *record) {
  record->check = check_of(record);
}

isere__end_t isere__crash_record_begin(isere__crash_record_t *record, bool was_watchdog) {
  if (record->magic != MAGIC || record->check != check_of(record)) {
    memset(record, 0, sizeof(*record));
    record->magic = MAGIC;
  }
  isere__end_t end = ISERE__END_OTHER;
  if (record->end == ISERE__END_FAULT) end = ISERE__END_FAULT;
  if (end == ISERE__END_OTHER && record->is_running && was_watchdog) end = ISERE__END_WATCHDOG;
  record->crashes = end == ISERE__END_OTHER ? 0 : record->crashes + 1;
  record->end = ISERE__END_OTHER;
  record->is_running = true;
  seal(record);
  return end;
}

void isere__crash_record_fault(isere__crash_record_t *record, uint32_t reason, uint32_t pc) {
  record->end = ISERE__END_FAULT;
  record->fault = reason;
  record->pc = pc;
  seal(record);
}

void isere__crash_record_forget(isere__crash_record_t *record) {
  record->crashes = 0;
  seal(record);
}

uint32_t isere__crash_record_slots_to_skip(const isere__crash_record_t *record) {
  return record->crashes / ISERE__CRASHES_PER_SLOT;
}
