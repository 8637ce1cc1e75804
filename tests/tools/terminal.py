#!/usr/bin/env python3
"""Runs a command in a pseudo-terminal, for tests: what is typed comes from standard input, what it shows goes to
standard output, byte by byte.

usage: terminal.py COLUMNS ROWS COMMAND [ARGUMENT ...]

The end of standard input hangs up. Ends with the command's exit code, or 128 and the signal that ended it.

SPDX-License-Identifier: Apache-2.0
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

CHUNK = 65536


def copy(terminal: int) -> None:
    """Moves bytes both ways until the command has closed its end, or nobody types any more."""
    while True:
        readable, _, _ = select.select([terminal, 0], [], [])
        if terminal in readable:
            try:
                shown = os.read(terminal, CHUNK)
            except OSError:  # Linux's way to say that the other end is closed
                return
            if not shown:
                return
            os.write(1, shown)
        if 0 in readable:
            typed = os.read(0, CHUNK)
            if not typed:
                return
            os.write(terminal, typed)


def main(columns: str, rows: str, *command: str) -> int:
    """Starts the command in a terminal of this size and gives its exit code."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever ignores it, as nohup does
        os.execvp(command[0], command)
    copy(terminal)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


sys.exit(main(*sys.argv[1:]))
