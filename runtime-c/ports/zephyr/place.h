/**
 * @file
 * Where a flash partition can be read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_PLACE_H
#define ISERE_PORTS_ZEPHYR_PLACE_H

#include <stddef.h>
#include <stdint.h>
#include <zephyr/device.h>
#include <zephyr/devicetree.h>
#if defined(CONFIG_FLASH_SIMULATOR)
#include <zephyr/drivers/flash/flash_simulator.h>
#endif

/** A partition of memory-mapped flash. */
typedef struct {
  uintptr_t offset;  /* from the start of its flash */
  uintptr_t address; /* where the processor reads it */
  size_t len;
} isere__place_t;

/** The place of a devicetree node below `partitions`. */
#define ISERE__PLACE(node)                                          \
  {                                                                 \
      .offset = DT_REG_ADDR(node),                                  \
      .address = DT_REG_ADDR(node) + DT_REG_ADDR(DT_GPARENT(node)), \
      .len = DT_REG_SIZE(node),                                     \
  }

static inline const void *isere__place_bytes(const isere__place_t *place) {
#if defined(CONFIG_FLASH_SIMULATOR)
  size_t size;
  const uint8_t *start = flash_simulator_get_memory(DEVICE_DT_GET(DT_CHOSEN(zephyr_flash_controller)), &size);
  return start + place->offset;
#else
  return (const void *)place->address;
#endif
}

#endif
