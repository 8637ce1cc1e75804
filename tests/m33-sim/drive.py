#!/usr/bin/env python3
"""Drives the emulated Cortex-M33 (docs/m33-sim.md): measures a function, or serves it on a TCP port of this machine.

    drive.py measure IMAGE [--request FILE] [--warm N] [--option KEY=NUMBER]...
    drive.py serve IMAGE [--host ADDRESS] [--port N] [--option KEY=NUMBER]...

`serve` takes the arguments of isere-runtime and says what it says, so that a suite made for the one runs on the other.
Both look for the firmware at .build/m33-sim/isere-m33-sim.elf, or where ISERE_M33_SIM points.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 the machine lacks something, 4 our bug. Needs Python 3.9 and
qemu-system-arm, nothing else.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import os
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FIRMWARE = os.environ.get("ISERE_M33_SIM") or os.path.join(HERE, "../../.build/m33-sim/isere-m33-sim.elf")

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
LEVELS = ("ERROR", "WARN", "INFO", "DEBUG", "TRACE")
DEFAULT_REQUEST = b"GET /hello HTTP/1.1\r\nHost: 192.168.7.1\r\n\r\n"


class Failure(Exception):
    """What ends the run: an exit code and a message."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Fault(Failure):
    """The chip's program is broken, or the emulator has died."""

    def __init__(self, text):
        super().__init__(4, "error: the emulated chip: " + text)


class Chip:
    """One emulator process. `turn` gives it frames and returns what it answers with."""

    def __init__(self, firmware=FIRMWARE):
        qemu = shutil.which("qemu-system-arm")
        if qemu is None:
            raise Failure(3, "error: no qemu-system-arm found\nhelp: sudo apt-get install qemu-system-arm")
        if not os.path.exists(firmware):
            raise Failure(
                3,
                "error: no firmware for the emulated chip: %s\nhelp: cmake -S runtime-c/ports/m33-sim -B "
                ".build/m33-sim && cmake --build .build/m33-sim" % firmware,
            )
        command = [
            qemu,
            "-M",
            "mps2-an505",
            "-nodefaults",
            "-nic",
            "none",
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "none",
            "-icount",
            "shift=7,sleep=off,align=off",
            "-semihosting-config",
            "enable=on,target=native",
            "-kernel",
            firmware,
        ]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        self.buffer = b""
        kind, _, payload = self.read_frame()
        if kind != HELLO:
            raise Fault("did not greet")
        self.hello = dict(line.split("=", 1) for line in payload.decode().splitlines())

    def read_exactly(self, count):
        while len(self.buffer) < count:
            part = os.read(self.process.stdout.fileno(), 1 << 20)
            if not part:
                raise Fault("the emulator ended: " + self.process.stderr.read().decode(errors="replace"))
            self.buffer += part
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def read_frame(self):
        length, connection, kind, _ = struct.unpack("<IHBB", self.read_exactly(8))
        payload = self.read_exactly(length)
        if kind == FAULT:
            raise Fault(payload.decode(errors="replace"))
        return kind, connection, payload

    def turn(self, frames):
        """Sends (kind, connection, payload) frames, the last of which ends the turn. Returns the answer's."""
        out = b"".join(struct.pack("<IHBB", len(p), c, k, 0) + p for k, c, p in frames)
        while out:
            out = out[os.write(self.process.stdin.fileno(), out) :]
        answers = []
        while not answers or answers[-1][0] not in TURN_ENDS:
            answers.append(self.read_frame())
        return answers

    def start(self, image, options=()):
        """Boots the runtime afresh. Returns (report, logs); raises Failure when it does not start."""
        frames = [(CLOCK, 0, struct.pack("<q", int(time.time() * 1000))), (IMAGE, 0, image)]
        answers = self.turn(frames + [(OPTION, 0, o.encode()) for o in options] + [(START, 0, b"")])
        logs = [log_line(p) for k, _, p in answers if k == LOG]
        kind, _, payload = answers[-1]
        if kind == FAILED:
            raise Failure(
                1, "\n".join(logs + ["error: %s (%d)" % (payload[4:].decode(), struct.unpack("<i", payload[:4])[0])])
            )
        return report_of(payload), logs

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.process.stderr.close()


def report_of(payload):
    return dict(zip(REPORT, struct.unpack_from("<%dQ" % len(REPORT), payload)))


def log_line(payload):
    level, id_length = payload[0], payload[1]
    request = payload[2 : 2 + id_length].decode()
    text = payload[2 + id_length :].decode(errors="replace").replace("\n", "\n  ")
    return "%s %s%s" % (LEVELS[level].lower(), request + " " if request else "", text)


def run(us=0):
    return (RUN, 0, struct.pack("<Q", us))


# --- measure --------------------------------------------------------------------------------------------------------


def exchange(chip, request, most_us=10**9):
    """One request on connection 0. Returns (response bytes, report with the instructions of all turns, logs)."""
    frames, response, logs, total = [(DATA, 0, request)], b"", [], 0
    while True:
        answers = chip.turn(frames + [run()])
        response += b"".join(p for k, _, p in answers if k == OUTPUT)
        logs += [log_line(p) for k, _, p in answers if k == LOG]
        report = report_of(answers[-1][2])
        report["instructions"] += total
        total = report["instructions"]
        if response or any(k == CLOSED for k, _, _ in answers):
            return response, report, logs
        if report["due_us"] == NOT_SET or report["due_us"] > most_us:
            raise Failure(1, "error: no response")
        frames = [run(report["due_us"])]
        answers = chip.turn(frames)
        response += b"".join(p for k, _, p in answers if k == OUTPUT)
        total += report_of(answers[-1][2])["instructions"]
        frames = []


def measure(arguments):
    chip = Chip()
    with open(arguments.image, "rb") as stream:
        ready, logs = chip.start(stream.read(), arguments.option)
    request = DEFAULT_REQUEST
    if arguments.request:
        with open(arguments.request, "rb") as stream:
            request = stream.read()
    chip.turn([(OPEN, 0, b""), run()])
    response, cold, more = exchange(chip, request)
    logs += more
    warm = []
    for _ in range(arguments.warm):
        response, last, more = exchange(chip, request)
        warm.append((last["instructions"], last["sent_instructions"], last["heap_used"]))
    print("\n".join(logs), file=sys.stderr)
    print(response.decode(errors="replace"))
    print("boot to ready        %10d instructions" % ready["instructions"])
    print("first request        %10d" % cold["instructions"])
    for n in sorted({0, 1, 2, 9, 99, 999, arguments.warm - 1}):
        if n < len(warm):
            print("warm request %-6d  %10d, %d of them until the response was given out; heap %d" % (n + 1, *warm[n]))
    figures = sorted(w[0] for w in warm)
    print("warm: least %d, median %d, most %d" % (figures[0], figures[len(figures) // 2], figures[-1]))
    print(
        "heap loaded %d, peak %d of %d, largest free %d"
        % (ready["heap_used"], last["heap_peak"], last["heap_limit"], last["heap_largest_free"])
    )
    print("heap after the first request %d, after the last %d" % (cold["heap_used"], last["heap_used"]))
    print(
        "stack peak %(stack_peak)d of %(stack_size)d; RAM: static %(ram_static)d, reserved %(ram_reserved)d, "
        "of %(ram_size)d; flash %(flash_used)d of %(flash_size)d" % last
    )
    chip.close()


# --- serve ----------------------------------------------------------------------------------------------------------


class Bridge:
    """TCP clients of this machine, joined to the chip's virtual sockets. Its idle time follows this machine's."""

    WAIT_S = 0.05
    MOST_UNTAKEN = 32768

    def __init__(self, chip, listener):
        self.chip = chip
        self.listener = listener
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, None)
        self.clients = {}
        self.free = list(range(127, -1, -1))
        self.frames = []
        self.stops = 0
        self.chip_us = 0
        self.started = time.monotonic()
        self.stopped = False

    def accept(self):
        if not self.free:
            return
        connection, _ = self.listener.accept()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = self.free.pop()
        client = Client(number, connection)
        self.clients[number] = client
        self.frames.append((OPEN, number, b""))
        self.watch(client)

    def watch(self, client):
        events = 0
        if not client.ended and client.untaken < self.MOST_UNTAKEN:
            events |= selectors.EVENT_READ
        if client.out:
            events |= selectors.EVENT_WRITE
        if client.registered and events:
            self.selector.modify(client.socket, events, client)
        elif events:
            self.selector.register(client.socket, events, client)
        elif client.registered:
            self.selector.unregister(client.socket)
        client.registered = events != 0

    def drop(self, client, reset):
        """The client is gone for good as far as TCP can tell."""
        if client.registered:
            self.selector.unregister(client.socket)
            client.registered = False
        client.socket.close()
        client.dead = True
        if client.closed:
            self.clients.pop(client.number)
            self.free.append(client.number)
        elif reset:
            self.frames.append((RESET, client.number, b""))

    def receive(self, client):
        try:
            data = client.socket.recv(16384)
        except BlockingIOError:
            return
        except OSError:
            self.drop(client, True)
            return
        if client.closed:
            # Read and thrown away until the client has its response: closing now would reset the connection.
            if not data:
                client.ended = True
        elif data:
            client.untaken += len(data)
            self.frames.append((DATA, client.number, data))
        else:
            client.ended = True
            self.frames.append((END, client.number, b""))
        self.send(client)

    def send(self, client):
        if client.dead:
            return
        try:
            while client.out:
                client.out = client.out[client.socket.send(client.out) :]
            if (client.fin or client.closed) and not client.shut:
                client.shut = True
                client.socket.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            pass
        except OSError:
            self.drop(client, True)
            return
        if client.closed and client.shut and not client.out:
            self.drop(client, False)
        else:
            self.watch(client)

    def answer(self, kind, number, payload):
        client = self.clients.get(number)
        if kind == LOG:
            print(log_line(payload), file=sys.stderr, flush=True)
        elif kind == STOPPED:
            self.stopped = True
        elif kind in (IDLE, READY):
            self.chip_us = report_of(payload)["now_us"]
        elif client is None:
            pass
        elif kind == OUTPUT and not client.dead:
            client.out += payload
        elif kind == FIN:
            client.fin = True
        elif kind == CLOSED:
            client.closed = True
        elif kind == TAKEN:
            client.untaken -= struct.unpack("<I", payload)[0]

    def turn(self):
        """Hands the chip what has come in, and the time that has passed here and not there."""
        idle_us = max(0, int((time.monotonic() - self.started) * 1e6) - self.chip_us)
        frames, self.frames = self.frames, []
        for kind, number, payload in self.chip.turn(frames + [run(idle_us)]):
            self.answer(kind, number, payload)
        for client in list(self.clients.values()):
            if client.dead and client.closed:
                self.clients.pop(client.number)
                self.free.append(client.number)
            elif not client.dead:
                self.send(client)

    def on_signal(self, *_):
        self.stops += 1
        self.frames.append((STOP, 0, b""))

    def serve(self):
        while not self.stopped or any(c.out for c in self.clients.values()):
            for key, events in self.selector.select(0 if self.frames else self.WAIT_S):
                if key.data is None:
                    self.accept()
                    continue
                if events & selectors.EVENT_READ and not key.data.dead:
                    self.receive(key.data)
                if events & selectors.EVENT_WRITE and not key.data.dead:
                    self.send(key.data)
            if not self.stopped:
                self.turn()


class Client:
    """A TCP connection of this machine and its number on the chip."""

    def __init__(self, number, connection):
        self.number = number
        self.socket = connection
        self.out = b""
        self.untaken = 0
        self.registered = self.ended = self.fin = self.shut = self.closed = self.dead = False


def serve(arguments):
    listener = socket.create_server((arguments.host, arguments.port), backlog=128)
    listener.setblocking(False)
    chip = Chip()
    with open(arguments.image, "rb") as stream:
        _, logs = chip.start(stream.read(), arguments.option)
    for line in logs:
        print(line, file=sys.stderr)
    bridge = Bridge(chip, listener)
    signal.signal(signal.SIGTERM, bridge.on_signal)
    signal.signal(signal.SIGINT, bridge.on_signal)
    print("listening on http://%s:%d" % listener.getsockname()[:2], flush=True)
    bridge.serve()
    chip.close()


def main():
    parser = argparse.ArgumentParser(description="Drives the emulated Cortex-M33.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("measure", measure), ("serve", serve)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("image")
        command.add_argument("--option", action="append", default=[], metavar="KEY=NUMBER")
    commands.choices["measure"].add_argument("--request", metavar="FILE")
    commands.choices["measure"].add_argument("--warm", type=int, default=100, metavar="N")
    commands.choices["serve"].add_argument("--host", default="127.0.0.1")
    commands.choices["serve"].add_argument("--port", type=int, default=8080)
    arguments = parser.parse_args()
    try:
        arguments.function(arguments)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return failure.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
