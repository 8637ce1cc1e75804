"""Reads what Valgrind's callgrind writes: self cost by file and function, calls by function.

The format is that of Valgrind's manual, "Callgrind Format Specification": names are compressed, "(id) name" the first
time and "(id)" after that; the line behind "calls=" is the inclusive cost of the call and no self cost.

SPDX-License-Identifier: Apache-2.0
"""

import collections
import re

KINDS = {"fl": "file", "fi": "file", "fe": "file", "fn": "function", "cfi": "file", "cfl": "file", "cfn": "function"}
NAME = re.compile(r"\((\d+)\)(?: (.*))?")


class Profile:
    """Instructions and calls of one or more dumps."""

    def __init__(self):
        self.cost = collections.Counter()
        """Instructions by (file, function)."""
        self.calls = collections.Counter()
        """Calls by function."""

    def add(self, path):
        names = {"file": {}, "function": {}, "object": {}}
        now = {}
        is_call = False
        with open(path, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                key, equals, value = line.rstrip("\n").partition("=")
                if equals and key in KINDS:
                    now[key] = resolve(names[KINDS[key]], value)
                    if key == "fl":
                        now["fi"] = now["fe"] = now["fl"]
                    if key in ("fi", "fe"):
                        now["fl"] = now[key]
                elif key == "calls":
                    self.calls[now["cfn"]] += int(value.split()[0])
                    is_call = True
                elif line[:1] in "+-*" or line[:1].isdigit():
                    fields = line.split()
                    if not is_call and len(fields) > 1:
                        self.cost[now.get("fl", ""), now.get("fn", "")] += int(fields[1])
                    is_call = False


def resolve(table, value):
    number, name = NAME.fullmatch(value).groups()
    if name is not None:
        table[number] = name
    return table[number]
