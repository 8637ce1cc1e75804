"""Clients of tests/soak/run: honest ones, bad, slow and aborting ones, and those who ask for mischief.

Each is a coroutine of a port and dice, and raises Failed when it was not treated as it should be.

SPDX-License-Identifier: Apache-2.0
"""

import asyncio
import contextlib
import json
import socket
import struct


class Failed(Exception):
    """An answer is not what it should be."""


@contextlib.asynccontextmanager
async def connection(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def read_response(reader):
    """The next response: its status, its fields in lower case, its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:-2])
    body = await reader.readexactly(int(fields.get("content-length", 0)))
    return int(lines[0].split(" ")[1]), fields, body


def get(target, fields=""):
    return f"GET {target} HTTP/1.1\r\nHost: soak\r\n{fields}\r\n".encode()


def post(body):
    return f"POST /echo HTTP/1.1\r\nHost: soak\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def expect(what, status, body, wanted_status, wanted_body):
    if status != wanted_status or (wanted_body is not None and body != wanted_body):
        raise Failed(f"{what}: {status} {body[:80]!r} instead of {wanted_status} {(wanted_body or b'')[:80]!r}")


def name_of(dice):
    return f"n{dice.randrange(10**9)}"


def text_of(dice, length):
    return bytes(dice.choice(b"abcdefgh") for _ in range(min(length, 64))) * (length // 64 + 1)


async def ask_hello(reader, writer, dice):
    name = name_of(dice)
    writer.write(get(f"/hello?name={name}"))
    status, _, body = await read_response(reader)
    expect("hello", status, body, 200, None)
    if json.loads(body)["hello"] != name:
        raise Failed(f"hello {name} got {body!r}")


# --- honest ones: whatever the others do, each answer is right ---------------------------------------------------


async def one_request(port, dice):
    async with connection(port) as (reader, writer):
        await ask_hello(reader, writer, dice)


async def kept_connection(port, dice):
    async with connection(port) as (reader, writer):
        for _ in range(dice.randrange(1, 30)):
            await ask_hello(reader, writer, dice)


async def pipelined_requests(port, dice):
    names = [name_of(dice) for _ in range(dice.randrange(2, 20))]
    async with connection(port) as (reader, writer):
        writer.write(b"".join(get(f"/hello?name={name}") for name in names))
        for name in names:
            status, _, body = await read_response(reader)
            expect("pipelined", status, body, 200, None)
            if json.loads(body)["hello"] != name:
                raise Failed(f"pipelined {name} got {body!r}")


async def uploads(port, dice):
    async with connection(port) as (reader, writer):
        for _ in range(dice.randrange(1, 6)):
            length = dice.choice((0, 1, 100, 5000, 70000, 300000))
            sent = text_of(dice, length)[:length]
            writer.write(post(sent))
            status, _, body = await read_response(reader)
            expect("upload", status, body, 200, sent)


async def chunked_upload(port, dice):
    parts = [text_of(dice, 3000)[: dice.randrange(1, 3000)] for _ in range(dice.randrange(1, 8))]
    async with connection(port) as (reader, writer):
        writer.write(b"POST /echo HTTP/1.1\r\nHost: soak\r\nTransfer-Encoding: chunked\r\n\r\n")
        for part in parts:
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        status, _, body = await read_response(reader)
        expect("chunked", status, body, 200, b"".join(parts))


async def large_response(port, dice):
    name, times = name_of(dice), dice.randrange(1, 20000)
    async with connection(port) as (reader, writer):
        writer.write(get(f"/large?name={name}&n={times}"))
        status, _, body = await read_response(reader)
        expect("large", status, body, 200, name.encode() * times)


async def in_pieces(port, dice):
    """Slow but honest: within its time."""
    name = name_of(dice)
    request = get(f"/hello?name={name}")
    async with connection(port) as (reader, writer):
        for i in range(0, len(request), 7):
            writer.write(request[i : i + 7])
            await asyncio.sleep(0.002)
        status, _, body = await read_response(reader)
        expect("in pieces", status, body, 200, None)


async def waits(port, dice):
    """A call that waits may be ended by another that breaks the context; nothing else may happen to it."""
    name = name_of(dice)
    async with connection(port) as (reader, writer):
        writer.write(get(f"/wait?ms={dice.randrange(1, 50)}&name={name}"))
        status, _, body = await read_response(reader)
        if status not in (503, 504):
            expect("wait", status, body, 200, name.encode())


# --- bad ones: refused or closed, and nobody else notices --------------------------------------------------------

MALFORMED = (
    b"\x16\x03\x01\x00\xa5\x01\x00",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20000,
)


async def malformed_request(port, dice):
    """Gets one 4xx or 5xx, or is closed on; never a 200. Says which."""
    async with connection(port) as (reader, writer):
        try:
            writer.write(dice.choice(MALFORMED))
            status, fields, _ = await read_response(reader)
        except (OSError, EOFError):
            return "closed on"
        if status < 400 or fields.get("connection") != "close":
            raise Failed(f"a malformed request got {status}")
        with contextlib.suppress(OSError):
            if await reader.read(1):
                raise Failed("something came after the refusal")
        return "refused"


def abort(writer):
    """Makes the end a reset."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def abort_in_request(port, dice):
    request = post(text_of(dice, 5000))
    async with connection(port) as (_, writer):
        writer.write(request[: dice.randrange(len(request))])
        await asyncio.sleep(dice.random() * 0.02)
        abort(writer)


async def abort_in_response(port, dice):
    async with connection(port) as (reader, writer):
        writer.write(get("/large?name=abc&n=300000") * dice.randrange(1, 4))
        with contextlib.suppress(OSError, EOFError):
            await reader.read(dice.randrange(1, 5000))
        abort(writer)


async def abort_in_call(port, dice):
    async with connection(port) as (_, writer):
        writer.write(get("/wait?ms=100&name=x"))
        await asyncio.sleep(dice.random() * 0.05)
        abort(writer)


async def connects_and_goes(port, dice):
    async with connection(port):
        await asyncio.sleep(dice.random() * 0.01)


# So long they dawdle at most, s; each timeout of the runtime that may end it is shorter (tests/soak/run).
DAWDLE_S = 20


async def dawdle(port, begin, more):
    """Sends more and more of a request until it is refused or closed on; says which. Nobody may do it for ever."""
    async with connection(port) as (reader, writer):
        try:
            writer.write(begin)
            answer = asyncio.ensure_future(read_response(reader))
            for _ in range(DAWDLE_S * 10):
                done, _ = await asyncio.wait((answer,), timeout=0.1)
                if done:
                    break
                writer.write(more())
            else:
                answer.cancel()
                raise Failed(f"was let dawdle for {DAWDLE_S} s")
            status, fields, _ = answer.result()
        except (OSError, EOFError):
            return "closed on"
        if status not in (400, 408, 431, 503) or fields.get("connection") != "close":
            raise Failed(f"a dawdling client got {status} {fields}")
        return "refused"


async def dawdles_in_header(port, dice):
    """A slow-loris."""
    return await dawdle(port, b"GET / HTTP/1.1\r\nHost: a\r\n", lambda: b"X: y\r\n"[: dice.randrange(1, 7)])


async def dawdles_in_body(port, dice):
    """From the start, or when so much has come that the body has a buffer of its own."""
    begin = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + b"b" * dice.choice((0, 0, 30000))
    return await dawdle(port, begin, lambda: b"b")


async def reads_nothing(port, dice):
    async with connection(port) as (_, writer):
        writer.write(get("/large?name=abcdefgh&n=200000") * 3)
        await asyncio.sleep(dice.random() * 3)


async def stays_idle(port, dice):
    """Is closed on in the end."""
    async with connection(port) as (reader, writer):
        try:
            await ask_hello(reader, writer, dice)
            if await asyncio.wait_for(reader.read(1), timeout=DAWDLE_S):
                raise Failed("something came that nobody has asked for")
        except asyncio.TimeoutError:
            raise Failed(f"was let idle for {DAWDLE_S} s") from None
        except (OSError, EOFError):
            pass


# --- mischief: the function does wrong, and its own client alone sees it -----------------------------------------


async def mischief(port, path, statuses):
    async with connection(port) as (reader, writer):
        writer.write(get(path))
        status, _, body = await read_response(reader)
        if status not in statuses:
            raise Failed(f"{path} got {status} {body[:80]!r}")


async def throws(port, dice):
    await mischief(port, "/throw", (500,))


async def rejects(port, dice):
    await mischief(port, "/reject", (200,))


async def recurses(port, dice):
    await mischief(port, "/deep", (500,))


async def sets_timers(port, dice):
    await mischief(port, "/timers", (500,))


async def never_ends(port, dice):
    await mischief(port, "/never", (503, 504))


async def breaks_context(port, dice):
    """Seldom enough that honest requests get their turn."""
    # Jobs that queue themselves run out of time or of memory.
    path, statuses = dice.choice((("/loop", (504,)), ("/regexp", (504,)), ("/jobs", (503, 504)), ("/bomb", (503,))))
    await mischief(port, path, statuses)
    await asyncio.sleep(2)


HONEST = (
    one_request,
    kept_connection,
    pipelined_requests,
    uploads,
    chunked_upload,
    large_response,
    in_pieces,
    waits,
)
BAD = (
    malformed_request,
    abort_in_request,
    abort_in_response,
    abort_in_call,
    connects_and_goes,
    dawdles_in_header,
    dawdles_in_body,
    reads_nothing,
    stays_idle,
)
MISCHIEF = (throws, rejects, recurses, sets_timers, never_ends, breaks_context)
