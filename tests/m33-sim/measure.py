#!/usr/bin/env python3
"""What a function image costs on the emulated Cortex-M33: instructions, heap, stack. See docs/m33-sim.md.

    measure.py IMAGE [--request FILE] [--warm N] [--option KEY=NUMBER]... [--json]

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 the machine lacks something, 4 our bug.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import sys

from chip import OPEN, Chip, Exchange, Failure, Refused, run

REQUEST = b"GET /hello HTTP/1.1\r\nHost: 192.168.7.1\r\n\r\n"


def measure(image, request=REQUEST, warm=100, options=()):
    """A dictionary of figures; `warm` requests follow the first one on its connection."""
    chip = Chip()
    ready, _ = chip.start(image, options)
    chip.turn([(OPEN, 0, b""), run()])
    cold = Exchange(chip, 0, request)
    exchanges = [Exchange(chip, 0, request) for _ in range(warm)]
    chip.close()
    last = exchanges[-1]
    if not last.response:
        raise Failure(1, "error: no response, or not on one connection")
    return {
        "response": last.response.decode(errors="replace"),
        "instructions_boot": ready["instructions"],
        "instructions_cold": cold.instructions,
        "instructions_warm": sorted(e.instructions for e in exchanges)[warm // 2],
        "instructions_warm_least": min(e.instructions for e in exchanges),
        "instructions_warm_most": max(e.instructions for e in exchanges),
        "instructions_warm_until_sent": last.sent_instructions,
        "heap_loaded_bytes": ready["heap_used"],
        "heap_first_bytes": cold.report["heap_used"],
        "heap_last_bytes": last.report["heap_used"],
        "heap_peak_bytes": last.report["heap_peak"],
        "heap_limit_bytes": last.report["heap_limit"],
        "heap_largest_free_bytes": last.report["heap_largest_free"],
        "stack_peak_bytes": last.report["stack_peak"],
        "stack_size_bytes": last.report["stack_size"],
        "ram_static_bytes": last.report["ram_static"],
        "ram_reserved_bytes": last.report["ram_reserved"],
        "ram_size_bytes": last.report["ram_size"],
        "flash_used_bytes": last.report["flash_used"],
        "flash_size_bytes": last.report["flash_size"],
        "compiler": chip.hello["compiler"],
    }


def main():
    parser = argparse.ArgumentParser(description="Measures a function image on the emulated Cortex-M33.")
    parser.add_argument("image")
    parser.add_argument("--request", metavar="FILE", help="bytes to send; a GET of /hello otherwise")
    parser.add_argument("--warm", type=int, default=100, metavar="N", help="requests after the first (default 100)")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=NUMBER")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    request = REQUEST
    try:
        if arguments.request:
            with open(arguments.request, "rb") as stream:
                request = stream.read()
        with open(arguments.image, "rb") as stream:
            figures = measure(stream.read(), request, max(1, arguments.warm), arguments.option)
    except Refused as refused:
        for record in refused.logs:
            print("%s %s%s" % record, file=sys.stderr)
        print(refused, file=sys.stderr)
        return refused.code
    except Failure as failure:
        print(failure, file=sys.stderr)
        return failure.code
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print("%-30s %s" % (name, value if name != "response" else repr(value)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
