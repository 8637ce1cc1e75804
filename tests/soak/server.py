"""The runtime under the clients of tests/soak, and what it takes of the machine. For Linux: it reads /proc.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / ".build" / "soak"
EXECUTABLE = ROOT / ".build" / "runtime" / "isere-runtime"


class Runtime:
    """A runtime that serves tests/soak/handler.js, and what it takes of the machine."""

    def __init__(self, executable, options):
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True)
        build = [ROOT / "isere", "build", HERE / "handler.js", "--board", "native", "-o", WORK / "out"]
        done = subprocess.run(build, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"error: the function does not build\n{done.stderr}")
        command = [executable, WORK / "out" / "function.isere", "--port", "0"]
        for key, value in options.items():
            command += ["--option", f"{key}={value}"]
        self.log_path = WORK / "runtime.log"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            sys.exit(f"error: the runtime does not serve\n{self.log()}")
        self.port = int(line.rsplit(":", 1)[1])
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.serving = int(children[0]) if children else self.process.pid
        self.stop_code = None

    def log(self):
        return self.log_path.read_text(errors="replace")

    def resident(self):
        """Bytes now; 0 when it is gone."""
        try:
            fields = pathlib.Path(f"/proc/{self.serving}/statm").read_text().split()
        except FileNotFoundError:
            return 0
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self):
        try:
            return len(os.listdir(f"/proc/{self.serving}/fd"))
        except FileNotFoundError:
            return -1

    def stop(self):
        self.process.terminate()
        self.stop_code = self.process.wait(timeout=60)
