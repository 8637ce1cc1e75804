/**
 * @file
 * What Zephyr calls when nothing can go on: a fault of the processor, a stack that overflowed. A board that nobody
 * watches has to serve again, so it starts anew.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/arch/cpu.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/reboot.h>

#include "port.h"

/** Long enough for a console to send what was printed. */
#define LAST_WORDS_US 200000

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *frame) {
  printk("error the runtime stopped: fault %u at %lx in thread %s; starting anew\n", reason,
         frame == NULL ? 0ul : (unsigned long)frame->basic.pc, k_thread_name_get(k_current_get()));
  isere__crashes_note_fault(reason, frame == NULL ? 0 : (uint32_t)frame->basic.pc);
  k_busy_wait(LAST_WORDS_US);
  sys_reboot(SYS_REBOOT_COLD);
}
