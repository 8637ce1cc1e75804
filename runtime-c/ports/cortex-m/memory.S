/*
 * memcpy and memset by words, for Armv7-M and Armv8-M Mainline.
 *
 * An embedded C library is built for size and has them by bytes, at five instructions each. The engine copies a few
 * hundred bytes for each property that it gives a fresh object, so they were a fifth of a request. These processors
 * load and store single words at any address; several at once only at addresses divisible by 4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
  .syntax unified
  .thumb

/* void *memcpy(void *r0, const void *r1, size_t r2) */
  .section .text.memcpy, "ax", %progbits
  .global memcpy
  .type memcpy, %function
  .balign 4
memcpy:
  mov ip, r0
  subs r2, #16
  blo 2f
  orr r3, r0, r1
  lsls r3, r3, #30
  bne 5f
  push {r4, r5, r6}
1:
  ldmia r1!, {r3, r4, r5, r6}
  stmia r0!, {r3, r4, r5, r6}
  subs r2, #16
  bhs 1b
  pop {r4, r5, r6}
2: /* r2: what is left, less 16 */
  adds r2, #12
  bcc 4f
3:
  ldr r3, [r1], #4
  str r3, [r0], #4
  subs r2, #4
  bhs 3b
4: /* the lowest two bits of r2: what is left */
  lsls r3, r2, #31
  itt cs
  ldrhcs r3, [r1], #2
  strhcs r3, [r0], #2
  itt mi
  ldrbmi r3, [r1]
  strbmi r3, [r0]
  mov r0, ip
  bx lr
5: /* not both at words */
  ldr r3, [r1], #4
  str r3, [r0], #4
  ldr r3, [r1], #4
  str r3, [r0], #4
  ldr r3, [r1], #4
  str r3, [r0], #4
  ldr r3, [r1], #4
  str r3, [r0], #4
  subs r2, #16
  bhs 5b
  b 2b
  .size memcpy, . - memcpy

/* void *memset(void *r0, int r1, size_t r2) */
  .section .text.memset, "ax", %progbits
  .global memset
  .type memset, %function
  .balign 4
memset:
  mov ip, r0
  uxtb r1, r1
  orr r1, r1, r1, lsl #8
  orr r1, r1, r1, lsl #16
  subs r2, #16
  blo 2f
  lsls r3, r0, #30
  bne 5f
  mov r3, r1
1:
  strd r1, r3, [r0], #8
  strd r1, r3, [r0], #8
  subs r2, #16
  bhs 1b
2: /* r2: what is left, less 16 */
  adds r2, #12
  bcc 4f
3:
  str r1, [r0], #4
  subs r2, #4
  bhs 3b
4: /* the lowest two bits of r2: what is left */
  lsls r3, r2, #31
  it cs
  strhcs r1, [r0], #2
  it mi
  strbmi r1, [r0]
  mov r0, ip
  bx lr
5: /* to a word first: at most 3 bytes of at least 16 */
  strb r1, [r0], #1
  subs r2, #1
  lsls r3, r0, #30
  bne 5b
  mov r3, r1
  cmp r2, #0
  bge 1b
  b 2b
  .size memset, . - memset
