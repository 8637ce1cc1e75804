"""Runs a command while holding a lock: with_lock.py LOCK-FILE COMMAND [ARGUMENT ...]

The lock belongs to the open file, which the command inherits as descriptor 9, so it is free when the command has ended,
however it ended. `./isere` locks its build in the same way. SIGINT is at its default again for the command: what a
shell starts in the background ignores it, and so would every child, which tests want to interrupt.

SPDX-License-Identifier: Apache-2.0
"""

import fcntl
import os
import signal
import sys

DESCRIPTOR = 9


def main():
    path, command = sys.argv[1], sys.argv[2:]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    os.dup2(file, DESCRIPTOR, inheritable=True)
    try:
        fcntl.flock(DESCRIPTOR, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"waiting for whoever holds {os.path.relpath(path)}", file=sys.stderr)
        fcntl.flock(DESCRIPTOR, fcntl.LOCK_EX)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)


main()
