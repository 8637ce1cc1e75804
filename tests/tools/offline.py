#!/usr/bin/env python3
"""Runs a command where there is no network but this machine's own loopback (Linux).

usage: offline.py COMMAND [ARGUMENT ...]

In a network namespace of its own, which takes root or user namespaces: without either the exit code is 77.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
CANNOT = 77


def leave_the_network() -> bool:
    """Moves this process into a new network namespace; as a user also into a user namespace that allows it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    return libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0


def start_loopback() -> None:
    """A new namespace has its loopback switched off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        answer = fcntl.ioctl(any_socket, SIOCGIFFLAGS, request)
        flags = struct.unpack("16sH14x", answer)[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def main(*command: str) -> int:
    """Becomes the command."""
    if not leave_the_network():
        return CANNOT
    start_loopback()
    os.execvp(command[0], command)


sys.exit(main(*sys.argv[1:]))
