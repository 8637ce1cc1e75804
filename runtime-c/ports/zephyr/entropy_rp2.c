/**
 * @file
 * An entropy driver for RP2040 and RP2350, which Zephyr 4.3 has none for.
 *
 * The RP2350 samples ring oscillators in its TRNG (datasheet, section 12.12), the RP2040 has the random bit of its ring
 * oscillator (datasheet, section 2.17.4). Neither is taken as it comes: raw samples are hashed into a pool of 32 bytes
 * with SHA-256, much of them first and some more each time, and what goes out is a hash of the pool that does not tell
 * the pool's own content (the construction of NIST SP 800-90A, Hash_DRBG, in small).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define DT_DRV_COMPAT isere_rp2_entropy

#include <errno.h>
#include <string.h>
#include <zephyr/device.h>
#include <zephyr/drivers/entropy.h>
#include <zephyr/kernel.h>

#if defined(CONFIG_SOC_SERIES_RP2350)
#include <hardware/resets.h>
#include <hardware/structs/trng.h>
#else
#include <hardware/structs/rosc.h>
#endif

#include "image/sha256.h"

enum {
  /** Raw bits that go into the pool first: at 1 bit of entropy in 8, four times what the pool can hold. */
  SEED_ROUNDS = 32,
  /** Raw bytes of one round. */
  SAMPLE_BYTES = 24,
};

static uint8_t pool[ISERE_SHA256_BYTES];
static bool is_seeded;
static K_MUTEX_DEFINE(pool_lock);

/* --- raw samples -------------------------------------------------------------------------------------------- */

#if defined(CONFIG_SOC_SERIES_RP2350)
enum {
  /** System clocks between two samples of the ring oscillator. */
  SAMPLE_CLOCKS = 25,
  /** The 192 samples take 4,800 clocks. */
  PATIENCE_US = 10000,
};

static int take_samples(uint8_t out[SAMPLE_BYTES]) {
  trng_hw->sample_cnt1 = SAMPLE_CLOCKS;
  /* The hash does what the block's own decorrelator and tests would; those stop the block when they find fault. */
  trng_hw->trng_debug_control = UINT32_MAX;
  trng_hw->rnd_source_enable = 1;
  trng_hw->rng_icr = UINT32_MAX;
  for (int waited_us = 0; trng_hw->trng_busy != 0; waited_us++) {
    if (waited_us == PATIENCE_US) return -EIO;
    k_busy_wait(1);
  }
  for (size_t i = 0; i < SAMPLE_BYTES / sizeof(uint32_t); i++) {
    uint32_t word = trng_hw->ehr_data[i];
    memcpy(out + i * sizeof(word), &word, sizeof(word));
  }
  return 0;
}

static int start_source(void) {
  reset_unreset_block_num_wait_blocking(RESET_TRNG);
  return 0;
}
#else
static int take_samples(uint8_t out[SAMPLE_BYTES]) {
  if ((rosc_hw->status & ROSC_STATUS_ENABLED_BITS) == 0) return -EIO;
  for (size_t i = 0; i < SAMPLE_BYTES; i++) {
    for (int bit = 0; bit < 8; bit++) {
      out[i] = (uint8_t)(out[i] << 1 | (rosc_hw->randombit & 1));
      k_busy_wait(1);
    }
  }
  return 0;
}

static int start_source(void) {
  return (rosc_hw->status & ROSC_STATUS_ENABLED_BITS) != 0 ? 0 : -EIO;
}
#endif

/* --- the pool ----------------------------------------------------------------------------------------------- */

/** pool = SHA-256(pool, fresh samples, clock) */
static int stir(void) {
  struct {
    uint8_t pool[sizeof(pool)];
    uint8_t samples[SAMPLE_BYTES];
    uint32_t cycles;
  } input = {.cycles = k_cycle_get_32()};
  memcpy(input.pool, pool, sizeof(pool));
  int result = take_samples(input.samples);
  if (result == 0) isere__sha256(&input, sizeof(input), pool);
  return result;
}

static int seed(void) {
  for (int i = 0; i < SEED_ROUNDS; i++) {
    int result = stir();
    if (result != 0) return result;
  }
  is_seeded = true;
  return 0;
}

static int draw(uint8_t *out, size_t len) {
  uint8_t input[sizeof(pool) + 1];
  uint8_t digest[ISERE_SHA256_BYTES];
  int result = stir();
  if (result != 0) return result;
  memcpy(input, pool, sizeof(pool));
  input[sizeof(pool)] = 'o';
  isere__sha256(input, sizeof(input), digest);
  memcpy(out, digest, len);
  /* Who reads this memory later must not learn what was drawn before. */
  return stir();
}

static int get_entropy(const struct device *device, uint8_t *out, uint16_t len) {
  ARG_UNUSED(device);
  k_mutex_lock(&pool_lock, K_FOREVER);
  int result = is_seeded ? 0 : seed();
  while (result == 0 && len > 0) {
    uint16_t part = MIN(len, ISERE_SHA256_BYTES);
    result = draw(out, part);
    out += part;
    len = (uint16_t)(len - part);
  }
  k_mutex_unlock(&pool_lock);
  return result;
}

static int start(const struct device *device) {
  ARG_UNUSED(device);
  return start_source();
}

static DEVICE_API(entropy, operations) = {.get_entropy = get_entropy};

DEVICE_DT_INST_DEFINE(0, start, NULL, NULL, NULL, PRE_KERNEL_1, CONFIG_ENTROPY_INIT_PRIORITY, &operations);
