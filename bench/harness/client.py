"""wrk, the client of every measurement.

SPDX-License-Identifier: Apache-2.0
"""

import re
import shutil
import subprocess
import time

from harness.system import BenchError, pinned, processor_seconds

UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


def check_installed():
    if shutil.which("wrk") is None:
        raise BenchError("wrk is not installed (Debian: apt-get install wrk)")


def load(server, workload, connections, close, seconds, core):
    """Loads a server for some seconds: requests per second, latencies in ms, errors, and how busy both ends were."""
    url = f"http://127.0.0.1:{server.port}{workload.path}"
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", workload.script(close), url]
    client = subprocess.Popen(pinned(argv, core), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        usage, resident = watch(server, client.pid, seconds)
        out, _ = client.communicate(timeout=seconds + 60)
    finally:
        client.kill()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if rate is None:
        raise BenchError(f"wrk did not finish:\n{out}")
    socket_errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {
        "requests_per_second": float(rate.group(1)),
        "p50_ms": latency(out, "50"),
        "p99_ms": latency(out, "99"),
        "resident_mb": resident,
        "first_200_ms": server.first_200_ms,
        "errors": sum(map(int, socket_errors.groups())) if socket_errors else 0,
        "wrong_answers": int(wrong.group(1)) if wrong else 0,
        **usage,
    }


def watch(server, client_pid, seconds):
    """Processor time of both ends as a share of a core between 10 % and 80 % of the run; resident memory at its end."""
    time.sleep(seconds * 0.1)
    ends = {"server_busy": server.processor_seconds, "client_busy": lambda: processor_seconds(client_pid)}
    before, started = {name: end() for name, end in ends.items()}, time.perf_counter()
    time.sleep(seconds * 0.7)
    length = time.perf_counter() - started
    usage = {name: (end() - before[name]) / length for name, end in ends.items() if before[name] is not None}
    return usage, server.resident_mb()


def latency(out, percent):
    value, unit = re.search(rf"\s{percent}(?:\.\d+)?%\s+([\d.]+)(us|ms|s|m)\b", out).groups()
    return float(value) * UNITS_MS[unit]
