#!/usr/bin/env python3
"""Makes runtime-c/src/js/web_bytecode.c of the JavaScript files in this folder: their bytecode, made by the engine.

usage: embed.py [--check]

With --check nothing is written; exit code 1 says that the file is stale. Builds the compiler in the tree that ./isere
has made for the runtime. Bytecode of one host serves all targets: the engine writes it the same everywhere.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import subprocess
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
OUTPUT = HERE.parent / "src/js/web_bytecode.c"
TREE = HERE.parent.parent / ".build/c"
COMPILER = TREE / "runtime-c/isere-web-compile"
PARTS = ["web_text.js", "web_url.js", "web_domain.js", "web_clone.js", "web_fetch.js"]
WIDTH = 118

HEAD = """/**
 * @file
 * Made by runtime-c/js/embed.py of the files there; not to be edited. After a change there, or of the engine:
 * ./check --fix-generated.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "js/web_bytecode.h"

/* clang-format off */
"""


def bytecode(name: str) -> bytes:
    done = subprocess.run([COMPILER], input=(HERE / name).read_bytes(), capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{done.stderr.decode()}  --> runtime-c/js/{name}")
    return done.stdout


def build_compiler() -> None:
    if not (TREE / "CMakeCache.txt").exists():
        raise SystemExit("error: there is no build tree of the runtime; ./isere --version makes it")
    command = ["cmake", "--build", str(TREE), "--target", COMPILER.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)


def content() -> str:
    out = [HEAD]
    for name in PARTS:
        numbers = ",".join(str(byte) for byte in bytecode(name))
        lines = textwrap.wrap(numbers.replace(",", ", "), WIDTH)
        out.append(f"static const uint8_t {name.removesuffix('.js')}[] = {{")
        out.append("\n".join(line.replace(", ", ",") for line in lines))
        out.append("};\n")
    out.append("const isere__js_web_bytecode_t isere__js_web_bytecode[] = {")
    for name in PARTS:
        stem = name.removesuffix(".js")
        out.append(f"    {{{stem}, sizeof({stem})}},")
    out.append("};\n")
    return "\n".join(out)


def main(arguments: list[str]) -> int:
    build_compiler()
    made = content()
    current = OUTPUT.read_text(encoding="utf-8") if OUTPUT.exists() else ""
    if arguments == ["--check"]:
        if made != current:
            print("runtime-c/src/js/web_bytecode.c is stale: ./check --fix-generated", file=sys.stderr)
        return int(made != current)
    if made != current:
        OUTPUT.write_text(made, encoding="utf-8")
    return 0


sys.exit(main(sys.argv[1:]))
