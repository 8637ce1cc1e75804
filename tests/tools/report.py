"""Counts what a test tool reported and shows what failed, briefly.

  report.py junit DIR ...   the JUnit XML files in the folders
  report.py ctest FILE      the output of `ctest -V` (a C test ends with "N passed, N failed", Python's unittest says
                            "Ran N tests")
  report.py tap FILE        the output of `node --test --test-reporter=tap`; a report that breaks off is a failure

The last line of the output is "COUNT passed failed skipped"; lines "SKIP name: reason" name what was skipped. No test
at all counts as one failure: a check must never pass because it did not run.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import re
import sys
import xml.etree.ElementTree

SHOWN_FAILURES = int(os.environ.get("ISERE_SHOWN_FAILURES", "12"))
SHOWN_LINES = 24


class Counts:
    """What has been found so far."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self.skips = []

    def show(self):
        for name, text in self.failures[:SHOWN_FAILURES]:
            print(f"  FAIL {name}")
            lines = text.strip().splitlines()
            for line in lines[:SHOWN_LINES]:
                print(f"       {line[:240]}")
            if len(lines) > SHOWN_LINES:
                print(f"       ... {len(lines) - SHOWN_LINES} lines more in the log")
        if len(self.failures) > SHOWN_FAILURES:
            print(f"  ... and {len(self.failures) - SHOWN_FAILURES} more failures")
        for name, reason in self.skips:
            print(f"SKIP {name}: {reason}")
        if not self.passed and not self.failures:
            print("  FAIL no test ran")
            self.failures.append(("", ""))
        print(f"COUNT {self.passed} {len(self.failures)} {len(self.skips)}")


def brief(text):
    """A Java failure without its stack frames and the exceptions that it wraps."""
    kept = []
    for line in text.splitlines():
        if line.startswith("Caused by: "):
            break
        if not re.match(r"\s+(at |\.\.\. \d+ more)", line):
            kept.append(line)
    return "\n".join(kept)


def display_name(case):
    """What JUnit calls a test, by the console launcher's report; Surefire's has the name itself."""
    output = case.find("system-out")
    named = re.search(r"display-name: (.*)", output.text or "") if output is not None else None
    name = named.group(1) if named else case.get("name")
    return case.get("classname", "").rsplit(".", 1)[-1] + " " + name


def count_junit(counts, folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).glob("*.xml")):
            for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
                trouble = case.find("failure")
                trouble = trouble if trouble is not None else case.find("error")
                skipped = case.find("skipped")
                if trouble is not None:
                    text = trouble.text or trouble.get("message") or ""
                    counts.failures.append((display_name(case), brief(text)))
                elif skipped is not None:
                    reason = skipped.get("message") or (skipped.text or "no reason").strip().splitlines()[0]
                    counts.skips.append((display_name(case), reason))
                else:
                    counts.passed += 1


def unittest_total(output):
    """What Python's unittest says, as a match with the passed and the failed."""
    ran = re.search(r"(?m)^Ran (\d+) tests? in ", output)
    if not ran:
        return None
    failed = sum(int(n) for n in re.findall(r"(?m)^FAILED .*?(\d+)", output)) or 0
    skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", output))
    return re.match(r"(\d+) (\d+)", f"{int(ran.group(1)) - failed - skipped} {failed}")


def count_ctest(counts, path):
    """Tests run side by side, so their lines are mixed: each is known by its number, as in "3: text"."""
    text = pathlib.Path(path).read_text(errors="replace")
    names = dict(re.findall(r"(?m)^ *Start +(\d+): (.*)$", text))
    ended_well = set(re.findall(r"(?m)^ *\d+/\d+ Test +#(\d+): .* Passed ", text))
    for number, name in names.items():
        output = "\n".join(re.findall(rf"(?m)^{number}: (.*)$", text))
        total = re.search(r"(?m)^(\d+) passed, (\d+) failed$", output) or unittest_total(output)
        counts.passed += int(total.group(1)) if total else 0
        failed = int(total.group(2)) if total else 0
        if failed or number not in ended_well or not total:
            noise = re.compile(r"(Test command|Working Dir|Test timeout|$)")
            interesting = [line for line in output.splitlines() if not noise.match(line)]
            for _ in range(max(failed, 1) - 1):
                counts.failures.append((name.strip(), "(see the one above)"))
            counts.failures.append((name.strip(), "\n".join(interesting) or "it did not run"))


def count_tap(counts, path):
    """Top-level tests only; what follows a failure up to the next test is its text."""
    text = pathlib.Path(path).read_text(errors="replace")
    parts = re.split(r"(?m)^(ok|not ok) \d+ - (.*)$", text)
    for result, name, rest in zip(parts[1::3], parts[2::3], parts[3::3]):
        skipped = re.search(r" # SKIP ?(.*)$", name)
        if result == "ok" and skipped:
            counts.skips.append((name[: skipped.start()], skipped[1] or "no reason"))
        elif result == "ok":
            counts.passed += 1
        else:
            counts.failures.append((name, rest))
    if not re.search(r"(?m)^# tests \d+$", text):
        counts.failures.append(("node --test", text[-2000:]))


def main():
    counts = Counts()
    kind, *rest = sys.argv[1:]
    if kind == "junit":
        count_junit(counts, rest)
    elif kind == "tap":
        count_tap(counts, rest[0])
    else:
        count_ctest(counts, rest[0])
    counts.show()


main()
