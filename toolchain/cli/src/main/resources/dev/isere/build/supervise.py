"""Runs a command, its arguments those of this script, for as long as whoever started this lives.

Standard input is a pipe to which nothing is ever written: when it closes, whatever the reason, the command and all that
it started are ended. The exit code is the command's, 128 and the signal's number when a signal ended it.

SPDX-License-Identifier: Apache-2.0
"""

import os
import signal
import subprocess
import sys
import threading

PATIENCE_S = 5


def end(child):
    """Ends the command's session: first politely."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(PATIENCE_S)
            return
        except (subprocess.TimeoutExpired, ProcessLookupError):
            continue


def watch(child):
    """Waits for the end of standard input."""
    while os.read(0, 1024):
        pass
    end(child)


def main():
    # Ctrl-C reaches everybody in the terminal's foreground; who started this decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as e:
        sys.exit(f"error: cannot start {sys.argv[1]}: {e.strerror}")
    signal.signal(signal.SIGTERM, lambda number, frame: end(child))
    threading.Thread(target=watch, args=(child,), daemon=True).start()
    code = child.wait()
    sys.stdout.flush()
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
