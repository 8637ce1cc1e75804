/*
 * memcpy and memset by words, for Armv6-M.
 *
 * As memory.S, for the smaller processors: a load or store at an address that its size does not divide is a fault, and
 * few instructions reach the upper registers. Bytes at distances to the next word that differ by half of one, as a
 * packet's are behind the 14 bytes of an Ethernet header, go by halves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
  .syntax unified
  .cpu cortex-m0plus
  .thumb

/* void *memcpy(void *r0, const void *r1, size_t r2) */
  .section .text.memcpy, "ax", %progbits
  .global memcpy
  .type memcpy, %function
  .balign 4
memcpy:
  mov ip, r0
  cmp r2, #8
  blo 10f
  movs r3, r0
  orrs r3, r1
  lsls r3, r3, #30
  bne 5f
1: /* both at words */
  subs r2, #16
  blo 3f
  push {r4, r5, r6}
2:
  ldmia r1!, {r3, r4, r5, r6}
  stmia r0!, {r3, r4, r5, r6}
  subs r2, #16
  bhs 2b
  pop {r4, r5, r6}
3: /* r2: what is left, less 16 */
  adds r2, #12
  bcc 9f
4:
  ldmia r1!, {r3}
  stmia r0!, {r3}
  subs r2, #4
  bhs 4b
  b 9f
5: /* not both at words; r2 is 8 at least */
  movs r3, r0
  eors r3, r1
  lsls r3, r3, #30
  beq 6f
  lsls r3, r3, #1
  bne 10f
  /* to an even address, then halves: they are half a word apart */
  lsls r3, r0, #31
  beq 7f
  ldrb r3, [r1]
  strb r3, [r0]
  adds r1, #1
  adds r0, #1
  subs r2, #1
7:
  subs r2, #4
8:
  ldrh r3, [r1]
  strh r3, [r0]
  ldrh r3, [r1, #2]
  strh r3, [r0, #2]
  adds r1, #4
  adds r0, #4
  subs r2, #4
  bhs 8b
9: /* r2: what is left, less 4 */
  adds r2, #4
10: /* bytes, the last one first */
  subs r2, #1
  blo 12f
11:
  ldrb r3, [r1, r2]
  strb r3, [r0, r2]
  subs r2, #1
  bhs 11b
12:
  mov r0, ip
  bx lr
6: /* to a word first: at most 3 bytes */
  ldrb r3, [r1]
  strb r3, [r0]
  adds r1, #1
  adds r0, #1
  subs r2, #1
  lsls r3, r0, #30
  bne 6b
  b 1b
  .size memcpy, . - memcpy

/* void *memset(void *r0, int r1, size_t r2) */
  .section .text.memset, "ax", %progbits
  .global memset
  .type memset, %function
  .balign 4
memset:
  mov ip, r0
  cmp r2, #8
  blo 6f
  uxtb r1, r1
  lsls r3, r1, #8
  orrs r1, r3
  lsls r3, r1, #16
  orrs r1, r3
1: /* to a word first: at most 3 bytes */
  lsls r3, r0, #30
  beq 2f
  strb r1, [r0]
  adds r0, #1
  subs r2, #1
  b 1b
2:
  subs r2, #16
  blo 4f
  push {r4, r5}
  movs r3, r1
  movs r4, r1
  movs r5, r1
3:
  stmia r0!, {r1, r3, r4, r5}
  subs r2, #16
  bhs 3b
  pop {r4, r5}
4: /* r2: what is left, less 16 */
  adds r2, #12
  bcc 7f
5:
  stmia r0!, {r1}
  subs r2, #4
  bhs 5b
7: /* r2: what is left, less 4 */
  adds r2, #4
6: /* bytes, the last one first */
  subs r2, #1
  blo 9f
8:
  strb r1, [r0, r2]
  subs r2, #1
  bhs 8b
9:
  mov r0, ip
  bx lr
  .size memset, . - memset
