#!/usr/bin/env python3
"""Makes runtime-c/src/js/web_sources.c of the JavaScript files in this folder, without their comments and indentation.

usage: embed.py [--check]

With --check nothing is written; exit code 1 says that the file is stale.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
OUTPUT = HERE.parent / "src/js/web_sources.c"
PARTS = ["web_text.js", "web_url.js", "web_clone.js", "web_fetch.js"]

HEAD = """/**
 * @file
 * Made by runtime-c/js/embed.py of the files there; not to be edited. After a change there: ./check --fix-generated.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "js/web_sources.h"

/* clang-format off */
"""


def lines(name: str) -> list[str]:
    """A file's lines without indentation; a line that is a comment is dropped."""
    text = (HERE / name).read_text(encoding="utf-8")
    if not text.isascii():
        raise SystemExit(f"error: {name} is not ASCII")
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("//")]


def quoted(line: str) -> str:
    """A C string of a line; "??" could begin a trigraph."""
    escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("??", '?""?')
    return f'    "{escaped}\\n"'


def content() -> str:
    out = [HEAD]
    for name in PARTS:
        stem = name.removesuffix(".js")
        out.append(f"static const char {stem}[] =")
        out.append("\n".join(quoted(line) for line in lines(name)) + ";\n")
    out.append("const isere__js_web_source_t isere__js_web_sources[] = {")
    for name in PARTS:
        stem = name.removesuffix(".js")
        out.append(f'    {{"isere:{name}", {stem}, sizeof({stem}) - 1}},')
    out.append("};\n")
    return "\n".join(out)


def main(arguments: list[str]) -> int:
    made = content()
    current = OUTPUT.read_text(encoding="utf-8") if OUTPUT.exists() else ""
    if arguments == ["--check"]:
        if made != current:
            print("runtime-c/src/js/web_sources.c is stale: ./check --fix-generated", file=sys.stderr)
        return int(made != current)
    if made != current:
        OUTPUT.write_text(made, encoding="utf-8")
    return 0


sys.exit(main(sys.argv[1:]))
