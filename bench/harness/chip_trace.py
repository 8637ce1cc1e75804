"""What the emulated Cortex-M33 fetches and reads from its flash, instruction by instruction.

QEMU writes the registers before each instruction (`-d exec,cpu`, one instruction a translation block); what an
instruction reads follows from them and from the disassembly. The emulator's runtime counts instructions between
isere__sim_meter_resume and isere__sim_meter_pause, so those are what is looked at: a stretch.

SPDX-License-Identifier: Apache-2.0
"""

import os
import re
import stat
import subprocess
import threading

from .system import BENCH, ROOT, WORK, BenchError, run_quietly

ELF = ROOT / ".build" / "m33-sim" / "isere-m33-sim.elf"
FLASH = 0x10
# The fourth group has the flags N, Z, C, V of the instruction that is about to run.
PROGRAM_COUNTER = re.compile(r"^Trace 0: \S+ \[[0-9a-f]+/([0-9a-f]{8})/")
REGISTER_NAMES = [f"r{i}" for i in range(10)] + ["sl", "fp", "ip", "sp", "lr", "pc"]
REGISTERS = {name: i for i, name in enumerate(REGISTER_NAMES)}
CONDITIONS = {
    "eq": lambda n, z, c, v: z,
    "ne": lambda n, z, c, v: not z,
    "cs": lambda n, z, c, v: c,
    "cc": lambda n, z, c, v: not c,
    "mi": lambda n, z, c, v: n,
    "pl": lambda n, z, c, v: not n,
    "vs": lambda n, z, c, v: v,
    "vc": lambda n, z, c, v: not v,
    "hi": lambda n, z, c, v: c and not z,
    "ls": lambda n, z, c, v: not c or z,
    "ge": lambda n, z, c, v: n == v,
    "lt": lambda n, z, c, v: n != v,
    "gt": lambda n, z, c, v: not z and n == v,
    "le": lambda n, z, c, v: z or n != v,
}
LOADS = "ldr(?:s?[bh]|d|ex[bh]?|t)?|tb[bh]|v?ldm(?:ia|db)?|vldr|pop"
LOAD = re.compile(rf"^({LOADS})({'|'.join(CONDITIONS)})?(?:\.[wn])?$")
SIZES = {"ldrb": 1, "ldrsb": 1, "ldrh": 2, "ldrsh": 2, "ldrd": 8, "tbb": 1, "tbh": 2, "vldr": 8}
ADDRESS = re.compile(r"\[(\w+)(?:, (?:#(-?\d+)|(\w+)(?:, lsl #(\d))?))?\](!|, )?")


class Instruction:
    """One of the firmware: how long it is, and what it reads."""

    def __init__(self, address, size, mnemonic, operands):
        self.address, self.size = address, size
        self.condition = self.base = None
        match = LOAD.match(mnemonic)
        if match is None:
            return
        load, self.condition = match.groups()
        if load.startswith(("ldm", "vldm", "pop")):
            self._many(load, operands)
        else:
            self._one(load, operands)

    def _one(self, load, operands):
        match = ADDRESS.search(operands)
        if match is None:
            raise BenchError(f"what does `{load} {operands}` read?")
        base, offset, index, shift, after = match.groups()
        self.base, self.index = REGISTERS[base], REGISTERS.get(index)
        self.offset = int(offset or 0)
        self.shift = int(shift or 0)
        self.bytes = SIZES.get(load, 4)
        if after == ", " and not load.startswith("tb"):
            self.index, self.offset = None, 0

    def _many(self, load, operands):
        names = re.search(r"\{(.*)\}", operands).group(1)
        self.index, self.shift, self.offset = None, 0, 0
        self.bytes = 4 * sum(self._count(part.strip()) for part in names.split(","))
        self.base = REGISTERS["sp" if load == "pop" else re.match(r"\w+", operands).group()]
        if load.endswith("db"):
            self.offset = -self.bytes

    @staticmethod
    def _count(part):
        first, _, last = part.partition("-")
        if not last:
            return 2 if first.startswith("d") else 1
        if first in REGISTERS:
            return REGISTERS[last] - REGISTERS[first] + 1
        return (int(last[1:]) - int(first[1:]) + 1) * (2 if first.startswith("d") else 1)

    def reads(self, registers, flags):
        """(address, bytes), or None."""
        if self.base is None or (self.condition and not CONDITIONS[self.condition](*flags)):
            return None
        if self.base == 15:
            # Of a table branch the table follows; a literal's address is rounded.
            value = self.address + 4 & (~3 if self.index is None else ~0)
        else:
            value = registers[self.base]
        if self.index is not None:
            value += registers[self.index] << self.shift
        return value + self.offset & 0xFFFFFFFF, self.bytes


def instructions():
    """The firmware's, by address."""
    command = ["arm-none-eabi-objdump", "-d", "-j", ".text", ELF]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {}
    for line in lines:
        match = re.match(r"^\s*([0-9a-f]{8}):\t([0-9a-f ]+?)\s*\t(\S+)\t?([^@;]*)", line)
        if match:
            address = int(match[1], 16)
            size = len(match[2].replace(" ", "")) // 2
            found[address] = Instruction(address, size, match[3], match[4])
    return found


def symbols():
    """(address, bytes, name) of each function, in order of addresses."""
    command = ["arm-none-eabi-nm", "-S", "--defined-only", ELF]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    words = [line.split() for line in lines]
    return sorted((int(w[0], 16) & ~1, int(w[1], 16), w[3]) for w in words if len(w) == 4 and w[2] in "tTwW")


class _Reader:
    """Turns the text of a trace into stretches: lists of (address, bytes), fetches and reads, of flash alone."""

    def __init__(self, known, by_name):
        self.known = known
        self.resume, self.pause = by_name["isere__sim_meter_resume"], by_name["isere__sim_meter_pause"]
        self.stretches = []
        self.stretch = None
        self.count = 0

    def run(self, lines):
        for line in lines:
            match = PROGRAM_COUNTER.match(line)
            if match is None:
                continue
            address = int(match[1], 16)
            if address == self.resume:
                self.stretch = []
            elif address == self.pause and self.stretch is not None:
                self.stretches.append(self.stretch)
                self.stretch = None
            if self.stretch is not None:
                self._step(address, lines)

    def _step(self, address, lines):
        instruction = self.known.get(address)
        if instruction is None:
            return
        if address >> 24 == FLASH:
            self.stretch.append((address, instruction.size))
        if instruction.base is None:
            return
        registers = []
        for _ in range(4):
            registers += [int(word[4:], 16) for word in next(lines).split()]
        status = next(lines).split()[1]
        read = instruction.reads(registers, [letter != "-" for letter in status])
        if read and read[0] >> 24 == FLASH:
            self.stretch.append(read)


def trace(function):
    """Calls a function on the chip; what each stretch fetched and read."""
    wrapper, pipe = WORK / "traced-qemu", WORK / "trace"
    WORK.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(f'#!/bin/sh\nexec qemu-system-arm "$@" -singlestep -d nochain,exec,cpu -D {pipe}\n')
    wrapper.chmod(stat.S_IRWXU)
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe, 0o600)
    reader = _Reader(instructions(), {name: address for address, _, name in symbols()})

    def read():
        with open(pipe, encoding="ascii") as lines:
            reader.run(iter(lines))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    environment = {"JAVA_TOOL_OPTIONS": f"-Disere.qemu={wrapper}"}
    command = [ROOT / "isere", "invoke", BENCH / "functions" / f"{function}.js", "--board", "m33-sim"]
    run_quietly(command, env=environment)
    thread.join()
    return reader.stretches
