"""An independent reader of UF2 files, from the format's specification and the boot ROMs' rules.

    uf2.py FILE.uf2 FAMILY OUT.bin [BASE]

Prints one JSON object: family, block count, runs of neighbouring addresses in the order of the file; writes what the
flash holds afterwards, from BASE on (default: the lowest address), erased where nothing was written. The flash is
written as the RP2040's boot ROM does it: a sector is erased when the first block of a group of 16 numbers comes, and
programming can only clear bits.

SPDX-License-Identifier: Apache-2.0
"""

import json
import struct
import sys

BLOCK = 512
SECTOR = 4096


class NotUf2(Exception):
    """The file is none, or not for this family."""


def blocks(data, family):
    """Yields (number, address, page) of every block."""
    if not data or len(data) % BLOCK:
        raise NotUf2("the length is no multiple of 512")
    count = len(data) // BLOCK
    for i in range(count):
        block = data[i * BLOCK : (i + 1) * BLOCK]
        first, second, flags, address, size, number, total, said = struct.unpack_from("<8I", block)
        (last,) = struct.unpack_from("<I", block, BLOCK - 4)
        if (first, second, last) != (0x0A324655, 0x9E5D5157, 0x0AB16F30):
            raise NotUf2(f"block {i}: wrong magic")
        if flags & 0x1 or not flags & 0x2000:
            raise NotUf2(f"block {i}: flags {flags:#x}")
        if said != family:
            raise NotUf2(f"block {i}: family {said:#x}")
        if size != 256 or address % 256:
            raise NotUf2(f"block {i}: {size} bytes at {address:#x}")
        if (number, total) != (i, count):
            raise NotUf2(f"block {i}: number {number} of {total}")
        yield number, address, block[32 : 32 + size]


def program(written):
    """The flash after the boot ROM wrote these blocks: {sector address: bytes}; not erased is None."""
    flash, erased = {}, set()
    for number, address, page in written:
        sector = address - address % SECTOR
        if number // 16 not in erased:
            erased.add(number // 16)
            flash[sector] = bytearray(b"\xff" * SECTOR)
        if sector not in flash:
            raise NotUf2(f"block {number}: the boot ROM would not erase the sector at {sector:#x}")
        offset = address % SECTOR
        old = flash[sector][offset : offset + 256]
        flash[sector][offset : offset + 256] = bytes(a & b for a, b in zip(old, page))
        if flash[sector][offset : offset + 256] != page:
            raise NotUf2(f"block {number}: the page at {address:#x} was not erased")
    return flash


def runs(written):
    """Neighbouring addresses in the order of the file: [start, end]."""
    found = []
    for _, address, _ in written:
        if found and found[-1][1] == address:
            found[-1][1] = address + 256
        else:
            found.append([address, address + 256])
    return found


def main():
    path, family, out = sys.argv[1:4]
    with open(path, "rb") as file:
        data = file.read()
    try:
        written = list(blocks(data, int(family, 0)))
        flash = program(written)
    except NotUf2 as e:
        sys.exit(f"error: {e}")
    base = int(sys.argv[4], 0) if len(sys.argv) > 4 else min(flash)
    end = max(flash) + SECTOR
    image = bytearray(b"\xff" * (end - base))
    for sector, content in flash.items():
        image[sector - base : sector - base + SECTOR] = content
    with open(out, "wb") as file:
        file.write(image)
    print(json.dumps({"family": int(family, 0), "blocks": len(written), "runs": runs(written)}))


if __name__ == "__main__":
    main()
