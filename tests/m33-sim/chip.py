"""The emulated Cortex-M33 from a host's side: docs/m33-sim.md. Needs Python 3.9 and qemu-system-arm, nothing else.

The firmware is .build/m33-sim/isere-m33-sim.elf, or what ISERE_M33_SIM names.

SPDX-License-Identifier: Apache-2.0
"""

import os
import shutil
import struct
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FIRMWARE = os.environ.get("ISERE_M33_SIM") or os.path.join(ROOT, ".build", "m33-sim", "isere-m33-sim.elf")

OPTION, IMAGE, START, OPEN, DATA, END, RESET, WINDOW, RUN, STOP, CLOCK, SEED, EXIT = range(1, 14)
HELLO, READY, FAILED, OUTPUT, FIN, CLOSED, TAKEN, LOG, IDLE, STOPPED, FAULT = range(64, 75)
TURN_ENDS = {READY, FAILED, IDLE, STOPPED}

REPORT = (
    "now_us",
    "due_us",
    "instructions",
    "sent_instructions",
    "heap_used",
    "heap_peak",
    "heap_limit",
    "heap_largest_free",
    "stack_peak",
    "stack_size",
    "ram_static",
    "ram_reserved",
    "ram_size",
    "flash_used",
    "flash_size",
)
NOT_SET = 2**64 - 1
LEVELS = ("error", "warn", "info", "debug", "trace")


class Failure(Exception):
    """What ends the run: an exit code and a message."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Refused(Failure):
    """The runtime did not start: `error` is an ISERE_E... code, `reason` a sentence or empty, `logs` what it logged."""

    def __init__(self, error, reason, logs):
        super().__init__(1, "error: " + (reason or "the function does not load (%d)" % error))
        self.error = error
        self.reason = reason
        self.logs = logs


def fault(text):
    """The chip's program is broken, or the emulator has died."""
    return Failure(4, "error: the emulated chip: " + text)


def run(idle_us=0):
    """The frame that ends the host's turn and grants idle time."""
    return RUN, 0, struct.pack("<Q", idle_us)


def report_of(payload):
    return dict(zip(REPORT, struct.unpack_from("<%dQ" % len(REPORT), payload)))


def log_record(payload):
    """(level, request id or "", text)."""
    id_end = 2 + payload[1]
    return LEVELS[payload[0]], payload[2:id_end].decode(), payload[id_end:].decode(errors="replace")


class Chip:
    """One emulator process. `turn` gives it frames and returns what it answers with."""

    def __init__(self, firmware=FIRMWARE, more_arguments=()):
        qemu = shutil.which("qemu-system-arm")
        if qemu is None:
            raise Failure(3, "error: no qemu-system-arm found\nhelp: sudo apt-get install qemu-system-arm")
        if not os.path.exists(firmware):
            raise Failure(3, "error: no firmware for the emulated chip: %s\nhelp: ./check m33" % firmware)
        command = [qemu, "-M", "mps2-an505", "-nodefaults", "-display", "none", "-monitor", "none", "-serial", "none"]
        command += ["-icount", "shift=7,sleep=off,align=off", "-semihosting-config", "enable=on,target=native"]
        command += ["-kernel", firmware, *more_arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0)
        self.buffer = b""
        kind, _, payload = self._read_frame()
        if kind != HELLO:
            raise fault("it did not greet")
        self.hello = dict(line.split("=", 1) for line in payload.decode().splitlines())

    def _read_exactly(self, count):
        while len(self.buffer) < count:
            part = os.read(self.process.stdout.fileno(), 1 << 20)
            if not part:
                raise fault("the emulator ended: " + self.process.stderr.read().decode(errors="replace"))
            self.buffer += part
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _read_frame(self):
        length, connection, kind, _ = struct.unpack("<IHBB", self._read_exactly(8))
        payload = self._read_exactly(length)
        if kind == FAULT:
            raise fault(payload.decode(errors="replace"))
        return kind, connection, payload

    def turn(self, frames):
        """Sends (kind, connection, payload) frames, the last of which ends the turn. Returns the answer's."""
        out = memoryview(b"".join(struct.pack("<IHBB", len(p), c, k, 0) + p for k, c, p in frames))
        while out:
            out = out[os.write(self.process.stdin.fileno(), out) :]
        answers = []
        while not answers or answers[-1][0] not in TURN_ENDS:
            answers.append(self._read_frame())
        return answers

    def start(self, image, options=()):
        """Boots the runtime afresh. Returns (report, log records); raises Refused when it does not start."""
        frames = [(CLOCK, 0, struct.pack("<q", int(time.time() * 1000))), (IMAGE, 0, image)]
        answers = self.turn(frames + [(OPTION, 0, o.encode()) for o in options] + [(START, 0, b"")])
        logs = [log_record(payload) for kind, _, payload in answers if kind == LOG]
        kind, _, payload = answers[-1]
        if kind == FAILED:
            raise Refused(struct.unpack_from("<i", payload)[0], payload[4:].decode(errors="replace"), logs)
        return report_of(payload), logs

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.process.stderr.close()


class Exchange:
    """A request on a connection of its own or an open one, and what came of it."""

    def __init__(self, chip, connection, request, patience_us=10**8):
        self.response = b""
        self.logs = []
        self.instructions = 0
        self.sent_instructions = 0
        self.closed = False
        frames = [(DATA, connection, request), run()]
        while not self.response and not self.closed:
            self._take(chip.turn(frames))
            due_us = self.report["due_us"]
            if due_us == NOT_SET or due_us > patience_us:
                break
            frames = [run(due_us)]

    def _take(self, answers):
        self.report = report_of(answers[-1][2])
        self.response += b"".join(payload for kind, _, payload in answers if kind == OUTPUT)
        self.logs += [log_record(payload) for kind, _, payload in answers if kind == LOG]
        self.closed = any(kind == CLOSED for kind, _, _ in answers)
        self.sent_instructions = self.instructions + self.report["sent_instructions"]
        self.instructions += self.report["instructions"]
