#!/usr/bin/env python3
"""Serves a function image from the emulated Cortex-M33 on a TCP port of this machine.

Takes the arguments of isere-runtime and says what it says, so that a suite made for the one runs on the other:

    serve.py IMAGE [--host ADDRESS] [--port N] [--option KEY=NUMBER]... [--log-format text|json]

ISERE_M33_SIM_OPTIONS ("KEY=NUMBER KEY=NUMBER") wins over --option, for what a chip has too little RAM for.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 the machine lacks something, 4 our bug.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import os
import selectors
import signal
import socket
import struct
import sys
import time

import chip as sim

MOST_CLIENTS = 128
#: Bytes that the chip has not taken before a client is made to wait. It has room for 65536 a connection.
MOST_UNTAKEN = 32768
RECEIVE_BYTES = 16384
#: How long to wait for clients before time on the chip is moved on.
PAUSE_S = 0.02


class Client:
    """A TCP connection of this machine, joined to a connection of the chip."""

    def __init__(self, number, connection):
        self.number = number
        self.socket = connection
        self.out = b""  # from the chip, not sent yet
        self.untaken = 0  # bytes that the chip has and has not taken
        self.events = 0  # what the selector watches for
        self.ended = False  # the client sends no more
        self.fin = False  # the chip sends no more
        self.shut = False  # ... and the client has been told
        self.closed = False  # the chip has closed its end
        self.gone = False  # the socket is closed

    def wanted_events(self):
        if self.gone:
            return 0
        read = not self.ended and self.untaken < MOST_UNTAKEN
        return (selectors.EVENT_READ if read else 0) | (selectors.EVENT_WRITE if self.out else 0)


class Bridge:
    """Hands to and fro between clients and the chip, whose idle time follows this machine's clock."""

    def __init__(self, chip, listener, log):
        self.chip = chip
        self.listener = listener
        self.log = log
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, None)
        self.clients = {}
        self.free = list(range(MOST_CLIENTS - 1, -1, -1))
        self.frames = []
        self.chip_us = 0
        self.began = time.monotonic()
        self.stopped = False

    # --- clients ---

    def accept(self):
        connection, _ = self.listener.accept()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = Client(self.free.pop(), connection)
        self.clients[client.number] = client
        self.frames.append((sim.OPEN, client.number, b""))
        self.watch(client)
        if not self.free:
            self.selector.unregister(self.listener)

    def watch(self, client):
        events = client.wanted_events()
        if events == client.events:
            return
        if not client.events:
            self.selector.register(client.socket, events, client)
        elif not events:
            self.selector.unregister(client.socket)
        else:
            self.selector.modify(client.socket, events, client)
        client.events = events

    def hang_up(self, client, reset):
        """Closes the socket; the number is free when the chip has closed its end too."""
        client.gone = True
        self.watch(client)
        client.socket.close()
        if reset and not client.closed:
            self.frames.append((sim.RESET, client.number, b""))
        self.forget(client)

    def forget(self, client):
        if not (client.gone and client.closed):
            return
        del self.clients[client.number]
        if not self.free and not self.stopped:
            self.selector.register(self.listener, selectors.EVENT_READ, None)
        self.free.append(client.number)

    def receive(self, client):
        try:
            data = client.socket.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self.hang_up(client, reset=True)
            return
        client.ended = not data
        if client.closed:
            return  # nobody reads it
        if data:
            client.untaken += len(data)
            self.frames.append((sim.DATA, client.number, data))
        else:
            self.frames.append((sim.END, client.number, b""))

    def send(self, client):
        try:
            while client.out:
                client.out = client.out[client.socket.send(client.out) :]
            if (client.fin or client.closed) and not client.shut:
                client.socket.shutdown(socket.SHUT_WR)
                client.shut = True
        except BlockingIOError:
            return
        except OSError:
            self.hang_up(client, reset=True)
            return
        if client.closed:
            self.hang_up(client, reset=False)

    # --- the chip ---

    def take(self, kind, number, payload):
        client = self.clients.get(number)
        if kind == sim.LOG:
            self.log(sim.log_record(payload))
        elif kind == sim.IDLE:
            self.chip_us = sim.report_of(payload)["now_us"]
        elif kind == sim.STOPPED:
            self.stopped = True
        elif kind == sim.OUTPUT and not client.gone:
            client.out += payload
        elif kind == sim.FIN:
            client.fin = True
        elif kind == sim.CLOSED:
            client.closed = True
            self.forget(client)
        elif kind == sim.TAKEN:
            client.untaken -= struct.unpack("<I", payload)[0]

    def turn(self):
        """Hands the chip what has come in, and the time that has passed here and not there."""
        idle_us = max(0, int((time.monotonic() - self.began) * 1e6) - self.chip_us)
        frames, self.frames = self.frames, []
        for kind, number, payload in self.chip.turn(frames + [sim.run(idle_us)]):
            self.take(kind, number, payload)
        for client in list(self.clients.values()):
            if not client.gone:
                self.send(client)
            if not client.gone:
                self.watch(client)

    def stop(self, *_):
        self.frames.append((sim.STOP, 0, b""))

    def serve(self):
        while not self.stopped:
            for key, events in self.selector.select(0 if self.frames else PAUSE_S):
                client = key.data
                if client is None:
                    self.accept()
                    continue
                if events & selectors.EVENT_READ:
                    self.receive(client)
                if events & selectors.EVENT_WRITE and not client.gone:
                    self.send(client)
                if not client.gone:
                    self.watch(client)
            self.turn()


def text_log(record):
    level, request_id, text = record
    print("%s %s%s" % (level, "[%s] " % request_id if request_id else "", text), file=sys.stderr, flush=True)


def json_log(record):
    level, request_id, text = record
    fields = {"level": level, "requestId": request_id, "message": text}
    print(json.dumps({k: v for k, v in fields.items() if v or k != "requestId"}), file=sys.stderr, flush=True)


def serve(arguments):
    log = json_log if arguments.log_format == "json" else text_log
    options = arguments.option + os.environ.get("ISERE_M33_SIM_OPTIONS", "").split()
    with open(arguments.image, "rb") as stream:
        image = stream.read()
    chip = sim.Chip()
    try:
        _, records = chip.start(image, options)
    except sim.Refused as refused:
        for record in refused.logs:
            log(record)
        raise
    for record in records:
        log(record)
    with socket.create_server((arguments.host, arguments.port), backlog=128) as listener:
        listener.setblocking(False)
        bridge = Bridge(chip, listener, log)
        signal.signal(signal.SIGTERM, bridge.stop)
        signal.signal(signal.SIGINT, bridge.stop)
        print("listening on http://%s:%d" % listener.getsockname()[:2], flush=True)
        bridge.serve()
    chip.close()


def main():
    parser = argparse.ArgumentParser(description="Serves a function image from the emulated Cortex-M33.")
    parser.add_argument("image")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--option", action="append", default=[], metavar="KEY=NUMBER")
    parser.add_argument("--log-format", choices=("text", "json"), default="text")
    try:
        serve(parser.parse_args())
    except sim.Failure as failure:
        print(failure, file=sys.stderr)
        return failure.code
    except OSError as error:
        print("error: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
