// A model of the cache between the processor and the flash (RP2040 datasheet, section 2.6.3): 16 KB, two-way
// set-associative, lines of 8 bytes.
//
// The datasheet does not say which of two lines goes; here it is the one that was used longer ago. A model counts: the
// processor's cycles stay those without wait states.
//
// SPDX-License-Identifier: Apache-2.0

const WAYS = 2
const LINE_BITS = 3
const SETS = (16 * 1024) / (WAYS << LINE_BITS)
/** The view of the flash that is cached and allocates; the next one is cached and does not. */
const CACHED = 0x10
const CACHED_WITHOUT_ALLOCATING = 0x11

export class XipCache {
  hits = 0
  misses = 0
  /** Called with the address of each miss. */
  onMiss

  // A set's lines, the one used last first.
  #lines = new Int32Array(SETS * WAYS).fill(-1)

  /** Empties it. */
  flush() {
    this.#lines.fill(-1)
  }

  access(address) {
    const view = address >>> 24
    if (view !== CACHED && view !== CACHED_WITHOUT_ALLOCATING) return
    const line = (address & 0xffffff) >>> LINE_BITS
    const first = (line % SETS) * WAYS
    const lines = this.#lines
    if (lines[first] === line) {
      this.hits += 1
      return
    }
    if (lines[first + 1] === line) {
      this.hits += 1
      lines[first + 1] = lines[first]
      lines[first] = line
      return
    }
    this.misses += 1
    this.onMiss?.(address)
    if (view === CACHED_WITHOUT_ALLOCATING) return
    lines[first + 1] = lines[first]
    lines[first] = line
  }
}

/**
 * Lets the cache see all that a chip's processor fetches and reads, from now until the chip starts anew. The emulation is
 * slower by a third then.
 */
export function watchFlash(chip, cache) {
  const { core } = chip.rp2040
  for (const name of ['readUint8', 'readUint16', 'readUint32']) {
    const read = core[name]
    core[name] = (address) => {
      cache.access(address >>> 0)
      return read(address)
    }
  }
}
