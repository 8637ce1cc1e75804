"""A model of the cache between an RP2350's processor and its flash: 16 KB, two ways, lines of 8 bytes.

RP2350 datasheet, section 4.4.1. Which of two lines goes it leaves open; here it is the one used longer ago.

SPDX-License-Identifier: Apache-2.0
"""

LINE_BYTES = 8
SETS = 16 * 1024 // (2 * LINE_BYTES)


class FlashCache:
    """Counts misses. A line is an address divided by LINE_BYTES."""

    def __init__(self):
        self._newer, self._older = [-1] * SETS, [-1] * SETS

    def misses(self, line):
        """Reads a line; True when it had to come from the flash."""
        place = line % SETS
        newer = self._newer[place]
        if newer == line:
            return False
        missed = self._older[place] != line
        self._newer[place], self._older[place] = line, newer
        return missed
