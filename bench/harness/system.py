"""The machine: where things are, commands that must succeed, cores, ports, processor time.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import platform
import re
import shutil
import socket
import subprocess

BENCH = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCH.parent
WORK = ROOT / ".build" / "bench"


class BenchError(Exception):
    """The machine lacks something, or a server did not behave; the message is for a person."""


def run_quietly(argv, cwd=ROOT, env=None):
    """Runs a command that must succeed; its output is shown only when it does not. Returns what it printed."""
    done = subprocess.run(
        [str(part) for part in argv], cwd=cwd, capture_output=True, text=True, env={**os.environ, **(env or {})}
    )
    if done.returncode != 0:
        raise BenchError(f"{argv[0]} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def npm_install(source, folder):
    """Installs into the folder, once, what the package-lock.json of the source folder pins. Returns the folder."""
    lock = (source / "package-lock.json").read_text()
    complete = folder / "complete.json"
    if not complete.exists() or complete.read_text() != lock:
        if shutil.which("npm") is None:
            raise BenchError("npm is not installed; it brings pinned packages (Debian: apt-get install npm)")
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, folder / name)
        run_quietly(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
        complete.write_text(lock)
    return folder


def pinned(argv, core):
    """The command, on one core where the system can pin."""
    argv = [str(part) for part in argv]
    return ["taskset", "-c", str(core), *argv] if shutil.which("taskset") else argv


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid):
    """A process and its children, as Linux lists them: a server may be watched over by a parent."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in children.read_text().split())] if children.exists() else [pid]


def processor_seconds(pid):
    """User and system time of a process and its children so far; None where the system has no /proc."""
    if not pathlib.Path(f"/proc/{pid}/stat").exists():
        return None
    ticks = 0
    for member in family(pid):
        fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    """Resident memory of a process and its children now, in MB of 10^6 bytes; pages that they share count twice."""
    if platform.system() == "Linux":
        kilobytes = 0
        for member in family(pid):
            status = pathlib.Path(f"/proc/{member}/status").read_text()
            kilobytes += int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))
        return kilobytes * 1024 / 1e6
    out = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True)
    return int(out.stdout) * 1024 / 1e6


def description():
    """The machine in a dictionary, for the results."""
    model = "unknown"
    info = pathlib.Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*: (.*)", info.read_text())
        model = found.group(1) if found else model
    load = os.getloadavg()[0]
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(load, 2),
    }
