#!/usr/bin/env python3
"""Fetches the third-party C sources that sources.lock names, checks them, patches them and lays them into one folder.

    python3 fetch.py [--into DIR] [--lock FILE]

DIR then holds NAME/ for each entry of the lock, LICENSES.txt with the licences of them all and of isère (they go with
every copy of a binary), and archives/ with what was downloaded. A run that finds everything as the lock and the
patches want it touches nothing and needs no network. Runs may overlap; one that is interrupted leaves what was there
before. The archive comes from the registry's own client (`python3 -m pip`) under the user's own configuration of it,
and no code of the archive runs.

Exit codes: 0 done, 1 failed, 2 used wrongly, 3 the machine lacks something. Needs Python 3.9 and pip, nothing else.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import configparser
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FORMAT = "1"  # of the fetched tree; a change makes every tree be laid anew
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_TREE_BYTES = 64 * 1024 * 1024
PIP_TIMEOUT_S = 600
STAMP = ".isere-stamp"
OWN_LICENCE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "LICENSE")


class Failure(Exception):
    """What ends the run: an exit code, and a message in the shape of every other error of isère."""

    def __init__(self, code, what, *details):
        super().__init__(what)
        self.code = code
        self.text = "\n".join(["error: " + what] + list(details))


class Entry:
    """One section of the lock. Hashes and names are checked here, so that the rest may trust them."""

    KEYS = (
        "name",
        "version",
        "upstream",
        "registry",
        "package",
        "package_version",
        "sha256",
        "subfolder",
        "licence",
        "licence_files",
        "patches",
        "engine",
    )

    def __init__(self, key, section, lock):
        missing = [k for k in self.KEYS if k not in section]
        unknown = [k for k in section if k not in self.KEYS]
        if missing or unknown:
            raise Failure(
                1,
                "the lock entry `%s` has the wrong keys" % key,
                "  --> " + lock,
                "missing: %s; unknown: %s" % (", ".join(missing) or "none", ", ".join(unknown) or "none"),
            )
        self.key = key
        self.name = section["name"]
        self.version = section["version"]
        self.upstream = section["upstream"]
        self.licence = section["licence"]
        self.registry = section["registry"]
        self.package = section["package"]
        self.package_version = section["package_version"]
        self.sha256 = section["sha256"]
        self.subfolder = section["subfolder"].strip("/")
        self.licence_files = section["licence_files"].split()
        self.engine = section["engine"] == "yes"
        folder = os.path.join(os.path.dirname(os.path.abspath(lock)), "patches")
        self.patches = [os.path.join(folder, p) for p in section["patches"].split()]
        self._check(lock)

    def _check(self, lock):
        rules = (
            ("name of the section", self.key, r"[a-z][a-z0-9-]*"),
            ("package", self.package, r"[A-Za-z0-9._-]+"),
            ("package_version", self.package_version, r"[A-Za-z0-9.+!_-]+"),
            ("sha256", self.sha256, r"[0-9a-f]{64}"),
            ("registry", self.registry, "PyPI"),
            ("version", self.version, r"[0-9A-Za-z.-]+"),
            ("subfolder", self.subfolder, r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"),
        )
        for what, value, pattern in rules:
            if not re.fullmatch(pattern, value):
                raise Failure(1, "the lock entry `%s` has a bad %s: `%s`" % (self.key, what, value), "  --> " + lock)

    def label(self):
        return "%s %s (%s %s from %s)" % (self.name, self.version, self.package, self.package_version, self.registry)


def read_file(path):
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise Failure(1, "cannot read `%s`: %s" % (path, error.strerror)) from error


def read_lock(path):
    """The entries of the lock file at `path`, in its order."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_file(path).decode("utf-8"))
    except (configparser.Error, UnicodeDecodeError) as error:
        raise Failure(1, "the lock file cannot be read: " + str(error).replace("\n", " "), "  --> " + path) from error
    return [Entry(key, parser[key], path) for key in parser.sections()]


# --- unified diffs --------------------------------------------------------------------------------------------------


def parse_patch(path):
    """The changes of a patch: [(file, [(line, old lines, new lines)])], lines as bytes, counted from 0."""
    changes = []
    lines = read_file(path).splitlines(keepends=True)
    at = 0
    while at < len(lines):
        if lines[at].startswith(b"--- a/") and at + 1 < len(lines) and lines[at + 1].startswith(b"+++ b/"):
            old, new = lines[at][6:].strip(), lines[at + 1][6:].strip()
            if old != new or b".." in old.split(b"/") or old.startswith(b"/"):
                raise Failure(1, "the patch changes a file it may not change", "  --> %s:%d" % (path, at + 1))
            changes.append((old.decode("utf-8"), []))
            at += 2
        elif lines[at].startswith(b"@@ ") and changes:
            hunk, at = parse_hunk(path, lines, at)
            changes[-1][1].append(hunk)
        elif changes:
            raise Failure(1, "the patch has a line that belongs to no hunk", "  --> %s:%d" % (path, at + 1))
        else:
            at += 1  # the reason, in front of the first file
    if not any(hunks for _, hunks in changes):
        raise Failure(1, "the patch changes nothing", "  --> " + path)
    return changes


def parse_hunk(path, lines, at):
    """The hunk that starts at line index `at`, and the index behind it."""
    head = re.match(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", lines[at])
    if not head:
        raise Failure(1, "the patch has a malformed hunk", "  --> %s:%d" % (path, at + 1))
    old_count, new_count = (int(n) if n is not None else 1 for n in (head[2], head[4]))
    start = int(head[1]) - (1 if old_count else 0)
    first, old, new = at + 1, [], []
    at += 1
    while len(old) < old_count or len(new) < new_count:
        kind, text = (lines[at][:1], lines[at][1:]) if at < len(lines) else (b"", b"")
        if kind not in (b" ", b"-", b"+"):
            raise Failure(1, "the patch has a hunk of the wrong length", "  --> %s:%d" % (path, first))
        if kind in (b" ", b"-"):
            old.append(text)
        if kind in (b" ", b"+"):
            new.append(text)
        at += 1
    if len(old) != old_count or len(new) != new_count:
        raise Failure(1, "the patch has a hunk of the wrong length", "  --> %s:%d" % (path, first))
    return (start, old, new), at


def apply_patch(path, tree):
    """Applies a patch to the files under `tree`. Every hunk has to fit at its very line, byte for byte."""
    for name, hunks in parse_patch(path):
        target = os.path.join(tree, name)
        if not os.path.isfile(target):
            raise Failure(1, "the patch changes `%s`, which is not in the sources" % name, "  --> " + path)
        source = read_file(target).splitlines(keepends=True)
        result, done = [], 0
        for number, (start, old, new) in enumerate(hunks, 1):
            if start < done or source[start : start + len(old)] != old:
                raise Failure(
                    1,
                    "the patch does not fit the sources: hunk %d of `%s`, line %d" % (number, name, start + 1),
                    "  --> " + path,
                    "help: nothing was changed; make the patch anew against the sources of the lock",
                )
            result += source[done:start] + new
            done = start + len(old)
        with open(target, "wb") as stream:
            stream.writelines(result + source[done:])


# --- fetching -------------------------------------------------------------------------------------------------------


def sha256_of(path):
    return hashlib.sha256(read_file(path)).hexdigest()


def pip_environment():
    """The user's own environment, with our inert build backend in front of the module path of what pip starts."""
    env = dict(
        os.environ,
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_NO_INPUT="1",
        PIP_REQUIRE_VIRTUALENV="0",
        PYTHONDONTWRITEBYTECODE="1",
    )
    inert = os.path.join(HERE, "inert-backend")
    env["PYTHONPATH"] = os.pathsep.join([inert] + [p for p in [env.get("PYTHONPATH")] if p])
    return env


def require_pip():
    """pip as a module of this Python, or the error that says how to get it."""
    probe = subprocess.run([sys.executable, "-m", "pip", "--version"], stdin=subprocess.DEVNULL, capture_output=True)
    if probe.returncode != 0:
        raise Failure(
            3,
            "this Python has no pip: " + sys.executable,
            "help: sudo apt-get install python3-pip        or: python3 -m ensurepip --user",
        )


def pip_download(entry, folder):
    """Downloads the source archive of `entry` into the empty `folder`; pip itself checks the hash too."""
    require_pip()
    wanted = os.path.join(folder, "requirements.txt")
    with open(wanted, "w", encoding="utf-8") as stream:
        stream.write("%s==%s --hash=sha256:%s\n" % (entry.package, entry.package_version, entry.sha256))
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        ":all:",
        "--no-build-isolation",
        "--use-pep517",
        "--ignore-requires-python",
        "--require-hashes",
        "--requirement",
        wanted,
        "--dest",
        folder,
    ]
    try:
        run = subprocess.run(
            command,
            env=pip_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PIP_TIMEOUT_S,
        )
        said, code = run.stdout.decode("utf-8", "replace"), run.returncode
    except subprocess.TimeoutExpired:
        said, code = "pip was stopped after %d s" % PIP_TIMEOUT_S, 1
    archives = [f for f in os.listdir(folder) if f.endswith((".tar.gz", ".tgz", ".zip"))]
    if code == 0 and len(archives) == 1:
        return os.path.join(folder, archives[0])
    pip_failed(entry, said)


def pip_failed(entry, said):
    """Turns what pip said into our words."""
    tail = ["  | " + line for line in said.strip().splitlines()[-6:]]
    mismatch = re.search(r"Got\s+([0-9a-f]{64})", said)
    if mismatch:
        wrong_hash(entry, mismatch[1])
    raise Failure(
        3,
        "cannot fetch " + entry.label(),
        *tail,
        "help: the first build needs the network, or a copy of the package that pip finds (pip config: find-links);",
        "      to see what pip says: python3 -m pip download --no-deps --no-binary :all: %s==%s"
        % (entry.package, entry.package_version),
    )


def wrong_hash(entry, got):
    raise Failure(
        1,
        "the archive of %s has a wrong hash" % entry.label(),
        "wanted sha256 " + entry.sha256,
        "got    sha256 " + got,
        "help: nothing of it was used. The registry, a mirror or a proxy gave other bytes than the lock names",
    )


def archive_of(entry, into):
    """The path of the archive, from archives/ when its bytes are right, else from the registry."""
    kept = os.path.join(into, "archives", "%s-%s.tar.gz" % (entry.package, entry.package_version))
    if os.path.isfile(kept) and sha256_of(kept) == entry.sha256:
        return kept
    print("fetching " + entry.label(), file=sys.stderr, flush=True)
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=into) as folder:
        got = pip_download(entry, folder)
        found = sha256_of(got)
        if found != entry.sha256:
            wrong_hash(entry, found)
        os.replace(got, kept)
    return kept


# --- unpacking ------------------------------------------------------------------------------------------------------


def unpack(entry, archive, tree):
    """Lays the regular files under `subfolder` of the archive into `tree`. Everything else of it is left out."""
    total = 0
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                inner = inner_path(entry, member)
                if inner is None:
                    continue
                total += member.size
                if member.size > MAX_FILE_BYTES or total > MAX_TREE_BYTES:
                    raise Failure(1, "the archive of %s is larger than it may be" % entry.label(), "  --> " + archive)
                target = os.path.join(tree, *inner)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as stream:
                    shutil.copyfileobj(tar.extractfile(member), stream)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Failure(1, "cannot unpack %s: %s" % (entry.label(), error), "  --> " + archive) from error
    for wanted in entry.licence_files:
        if not os.path.isfile(os.path.join(tree, wanted)):
            raise Failure(
                1, "the archive of %s lacks its licence file `%s`" % (entry.label(), wanted), "  --> " + archive
            )


def inner_path(entry, member):
    """The parts of a member's path inside the wanted subfolder; None when it is not a regular file of it."""
    parts = member.name.split("/")
    prefix = entry.subfolder.split("/")
    if not member.isreg() or parts[1 : 1 + len(prefix)] != prefix or len(parts) < 2 + len(prefix):
        return None
    inner = parts[1 + len(prefix) :]
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in inner):
        raise Failure(1, "the archive of %s holds an unsafe path: %r" % (entry.label(), member.name))
    return inner


# --- laying the tree ------------------------------------------------------------------------------------------------


def engine_id(entry):
    """Names the engine: its version, and 8 hex digits of SHA-256 over the archive's hash and the patches in order."""
    digest = hashlib.sha256(entry.sha256.encode("ascii"))
    for patch in entry.patches:
        digest.update(read_file(patch))
    return "%s-%s-%s" % (entry.key, entry.version, digest.hexdigest()[:8])


def write_engine_header(entry, tree):
    with open(os.path.join(tree, "isere_engine_id.h"), "w", encoding="utf-8", newline="\n") as stream:
        stream.write(
            "/* Written by runtime-c/third-party/fetch.py: names these sources with their patches. */\n"
            '#define ISERE_JS_ENGINE_VERSION "%s"\n#define ISERE_JS_ENGINE_ID "%s"\n'
            % (entry.version, engine_id(entry))
        )


def stamp_of(entry):
    """Everything that the laid tree depends on, as one line."""
    digest = hashlib.sha256(
        "\n".join(
            [
                FORMAT,
                entry.key,
                entry.version,
                entry.sha256,
                entry.subfolder,
                str(entry.engine),
                " ".join(entry.licence_files),
            ]
        ).encode("utf-8")
    )
    for patch in entry.patches:
        digest.update(b"\0" + os.path.basename(patch).encode("utf-8") + b"\0" + read_file(patch))
    return digest.hexdigest() + "\n"


def is_laid(entry, into):
    try:
        with open(os.path.join(into, entry.key, STAMP), encoding="ascii") as stream:
            return stream.read() == stamp_of(entry)
    except (OSError, UnicodeDecodeError):
        return False


def lay(entry, into):
    """Makes `into`/KEY what the lock says, with one rename at the end."""
    archive = archive_of(entry, into)
    work = tempfile.mkdtemp(prefix=".tmp-", dir=into)
    try:
        tree = os.path.join(work, "tree")
        os.makedirs(tree)
        unpack(entry, archive, tree)
        for patch in entry.patches:
            apply_patch(patch, tree)
        if entry.engine:
            write_engine_header(entry, tree)
        with open(os.path.join(tree, STAMP), "w", encoding="ascii") as stream:
            stream.write(stamp_of(entry))
        final = os.path.join(into, entry.key)
        if os.path.lexists(final):
            os.rename(final, os.path.join(work, "old"))
        os.rename(tree, final)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def licences_text(entries, into):
    """What a person who gets a binary has to get too; the entries are laid."""
    parts = [("isere-runtime, of isère: Apache-2.0", OWN_LICENCE)]
    for entry in entries:
        patched = ", with patches of isère" if entry.patches else ""
        title = "%s %s (%s)%s: %s" % (entry.name, entry.version, entry.upstream, patched, entry.licence)
        parts += [(title, os.path.join(into, entry.key, name)) for name in entry.licence_files]
    rule = "=" * 80
    texts = ["%s\n%s\n%s\n\n%s" % (rule, title, rule, read_file(path).decode("utf-8")) for title, path in parts]
    return ("What isere-runtime is made of, and the licences of it.\n\n" + "\n".join(texts)).encode("utf-8")


def is_written(path, content):
    try:
        with open(path, "rb") as stream:
            return stream.read() == content
    except OSError:
        return False


def write_licences(entries, into):
    content, path = licences_text(entries, into), os.path.join(into, "LICENSES.txt")
    if not is_written(path, content):
        with open(path + ".new", "wb") as stream:
            stream.write(content)
        os.replace(path + ".new", path)


def is_complete(entries, into):
    return all(is_laid(entry, into) for entry in entries) and is_written(
        os.path.join(into, "LICENSES.txt"), licences_text(entries, into)
    )


def fetch(lock, into):
    """Lays every entry that is not laid yet. One run at a time: others wait for it and find its work done."""
    entries = read_lock(lock)
    if is_complete(entries, into):
        return
    try:
        os.makedirs(into, exist_ok=True)
        guard = open(os.path.join(into, ".lock"), "w", encoding="ascii")
    except OSError as error:
        raise Failure(1, "cannot write to `%s`: %s" % (into, error.strerror)) from error
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        for left in os.listdir(into):
            if left.startswith(".tmp-"):
                shutil.rmtree(os.path.join(into, left), ignore_errors=True)
        for entry in entries:
            if not is_laid(entry, into):
                lay(entry, into)
        write_licences(entries, into)


def main(args):
    root = os.path.dirname(os.path.dirname(HERE))
    parser = argparse.ArgumentParser(prog="fetch.py", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--into",
        metavar="DIR",
        default=os.path.join(root, ".build", "third-party"),
        help="where the sources go (default: .build/third-party of the project)",
    )
    parser.add_argument(
        "--lock",
        metavar="FILE",
        default=os.path.join(HERE, "sources.lock"),
        help="the lock file; its patches are in patches/ beside it",
    )
    options = parser.parse_args(args)
    try:
        fetch(options.lock, os.path.abspath(options.into))
    except Failure as failure:
        print(failure.text, file=sys.stderr)
        return failure.code
    except OSError as error:
        print("error: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
