"""fetch.py against archives made here, which pip finds in a folder: no test needs the network.

SPDX-License-Identifier: Apache-2.0
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
FETCH = os.path.join(os.path.dirname(HERE), "fetch.py")

LOCK = """
[thing]
name = Thing
version = 1.2.3
upstream = nobody
registry = PyPI
package = isere-test-thing
package_version = 1.0
sha256 = {sha256}
subfolder = vendor/thing
licence = MIT
licence_files = LICENSE
patches = {patches}
engine = yes
"""
SOURCE = "one\ntwo\nthree\nfour\nfive\n"
PATCH = "Why.\n\n--- a/src/a.c\n+++ b/src/a.c\n@@ -2,3 +2,3 @@\n two\n-three\n+3\n four\n"
BACKEND = "setuptools.build_meta"


class FetchTest(unittest.TestCase):
    """Each test has a folder with an archive, a lock and a place for the sources."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = temporary.name
        self.into = os.path.join(self.root, "into")
        self.links = os.path.join(self.root, "links")
        os.makedirs(self.links)
        os.makedirs(os.path.join(self.root, "patches"))
        self.make_archive()

    def make_archive(self, extra=()):
        """An sdist whose setup.py, were it run, would leave a file."""
        trap = "open(%r, 'w').close()\n" % os.path.join(self.root, "ran")
        files = [
            ("PKG-INFO", "Metadata-Version: 2.1\nName: isere-test-thing\nVersion: 1.0\n"),
            ("setup.py", trap + "from setuptools import setup; setup()\n"),
            ("pyproject.toml", '[build-system]\nrequires = ["no-such-package"]\nbuild-backend = "%s"\n' % BACKEND),
            ("vendor/thing/LICENSE", "MIT\n"),
            ("vendor/thing/src/a.c", SOURCE),
            ("vendor/other/b.c", "not wanted\n"),
        ]
        path = os.path.join(self.links, "isere_test_thing-1.0.tar.gz")
        with tarfile.open(path, "w:gz") as tar:
            for name, text in [*files, *extra]:
                member = tarfile.TarInfo("isere_test_thing-1.0/" + name)
                member.size = len(text)
                tar.addfile(member, io.BytesIO(text.encode()))
        with open(path, "rb") as stream:
            self.sha256 = hashlib.sha256(stream.read()).hexdigest()
        self.archive = path
        self.write_lock()

    def keep_archive(self):
        """As after an earlier run: pip is not asked."""
        os.makedirs(os.path.join(self.into, "archives"))
        shutil.copy(self.archive, os.path.join(self.into, "archives", "isere-test-thing-1.0.tar.gz"))

    def write(self, name, text):
        with open(os.path.join(self.root, name), "w", encoding="utf-8") as stream:
            stream.write(text)

    def write_lock(self, **values):
        self.write("sources.lock", LOCK.format(**{"sha256": self.sha256, "patches": "", **values}))

    def write_patch(self, text):
        self.write("patches/thing.patch", text)
        self.write_lock(patches="thing.patch")

    def command(self):
        return [sys.executable, FETCH, "--into", self.into, "--lock", os.path.join(self.root, "sources.lock")]

    def environment(self, links):
        env = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        return dict(env, PIP_NO_INDEX="1", PIP_FIND_LINKS=links, PIP_CONFIG_FILE=os.devnull)

    def fetch(self, code=0, links=None):
        run = subprocess.run(self.command(), env=self.environment(links or self.links), capture_output=True, text=True)
        self.assertEqual(run.returncode, code, run.stderr)
        return run.stderr

    def read(self, name):
        with open(os.path.join(self.into, name), encoding="utf-8") as stream:
            return stream.read()

    def laid(self):
        return os.path.exists(os.path.join(self.into, "thing"))

    def test_lays_the_wanted_subfolder_and_nothing_else(self):
        self.fetch()
        self.assertEqual(self.read("thing/src/a.c"), SOURCE)
        self.assertEqual(
            sorted(os.listdir(os.path.join(self.into, "thing"))),
            [".isere-stamp", "LICENSE", "isere_engine_id.h", "src"],
        )

    def test_licences_of_all_parts_are_gathered(self):
        self.fetch()
        licences = self.read("LICENSES.txt")
        self.assertIn("Apache License", licences)
        self.assertIn("Thing 1.2.3 (nobody): MIT\n" + "=" * 80 + "\n\nMIT\n", licences)

    def test_gathered_licences_that_were_lost_come_back_without_the_network(self):
        self.fetch()
        os.remove(os.path.join(self.into, "LICENSES.txt"))
        self.fetch(links=os.path.join(self.root, "nowhere"))
        self.assertIn("Thing 1.2.3", self.read("LICENSES.txt"))

    def test_runs_nothing_of_the_package(self):
        self.fetch()
        self.assertFalse(os.path.exists(os.path.join(self.root, "ran")))

    def test_second_run_does_nothing_and_needs_no_archive(self):
        self.fetch()
        before = os.stat(os.path.join(self.into, "thing", "src", "a.c")).st_mtime_ns
        self.assertEqual(self.fetch(links=os.path.join(self.root, "nowhere")), "")
        self.assertEqual(os.stat(os.path.join(self.into, "thing", "src", "a.c")).st_mtime_ns, before)

    def test_changed_patch_is_applied_without_the_network(self):
        self.fetch()
        before = self.read("thing/isere_engine_id.h")
        self.write_patch(PATCH)
        self.fetch(links=os.path.join(self.root, "nowhere"))
        self.assertEqual(self.read("thing/src/a.c"), SOURCE.replace("three", "3"))
        self.assertNotEqual(self.read("thing/isere_engine_id.h"), before)

    def test_engine_id_is_the_hash_of_archive_and_patches(self):
        self.keep_archive()
        self.write_patch(PATCH)
        self.fetch()
        digest = hashlib.sha256(self.sha256.encode() + PATCH.encode()).hexdigest()[:8]
        self.assertIn('"thing-1.2.3-%s"' % digest, self.read("thing/isere_engine_id.h"))

    def test_wrong_hash_stops(self):
        self.write_lock(sha256="0" * 64)
        said = self.fetch(code=1)
        self.assertIn("error: the archive of Thing 1.2.3 (isere-test-thing 1.0 from PyPI) has a wrong hash", said)
        self.assertIn("got    sha256 " + self.sha256, said)
        self.assertFalse(self.laid())

    def test_wrong_kept_archive_is_fetched_anew(self):
        self.fetch()
        with open(os.path.join(self.into, "archives", "isere-test-thing-1.0.tar.gz"), "ab") as stream:
            stream.write(b"x")
        self.write_patch(PATCH)
        self.fetch()
        self.assertIn("3\n", self.read("thing/src/a.c"))

    def test_no_network_is_named(self):
        said = self.fetch(code=3, links=os.path.join(self.root, "nowhere"))
        self.assertIn("error: cannot fetch Thing 1.2.3 (isere-test-thing 1.0 from PyPI)", said)
        self.assertIn("help: the first build needs the network", said)

    def test_patch_at_another_line_is_refused(self):
        self.keep_archive()
        self.write_patch(PATCH.replace("-2,3 +2,3", "-1,3 +1,3"))
        self.assertIn("error: the patch does not fit the sources: hunk 1 of `src/a.c`, line 1", self.fetch(code=1))
        self.assertFalse(self.laid())

    def test_patch_with_another_context_is_refused(self):
        self.keep_archive()
        self.write_patch(PATCH.replace(" four", " fore"))
        self.assertIn("error: the patch does not fit the sources", self.fetch(code=1))

    def test_cut_patch_is_refused(self):
        self.keep_archive()
        self.write_patch(PATCH[: PATCH.index(" four")])
        self.assertIn("error: the patch has a hunk of the wrong length", self.fetch(code=1))

    def test_patch_outside_of_the_tree_is_refused(self):
        self.keep_archive()
        self.write_patch(PATCH.replace("src/a.c", "../a.c"))
        self.assertIn("error: the patch changes a file it may not change", self.fetch(code=1))

    def test_failed_patch_leaves_what_was_there(self):
        self.keep_archive()
        self.fetch()
        self.write_patch(PATCH.replace("-three", "-tree"))
        self.fetch(code=1)
        self.assertEqual(self.read("thing/src/a.c"), SOURCE)
        self.assertEqual([n for n in os.listdir(self.into) if n.startswith(".tmp-")], [])

    def test_path_out_of_the_folder_is_refused(self):
        self.make_archive(extra=[("vendor/thing/../../../evil", "x")])
        self.keep_archive()
        self.assertIn("holds an unsafe path", self.fetch(code=1))
        self.assertFalse(self.laid())

    def test_runs_at_once_do_the_work_once(self):
        runs = [
            subprocess.Popen(self.command(), env=self.environment(self.links), stderr=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        said = [run.communicate()[1] for run in runs]
        self.assertEqual([run.returncode for run in runs], [0] * 4)
        self.assertEqual(sum("fetching" in text for text in said), 1)
        self.assertEqual(self.read("thing/src/a.c"), SOURCE)

    def test_what_an_interrupted_run_left_is_cleared(self):
        self.keep_archive()
        os.makedirs(os.path.join(self.into, ".tmp-left", "tree"))
        self.fetch()
        self.assertFalse(os.path.exists(os.path.join(self.into, ".tmp-left")))

    def test_bad_lock_is_refused(self):
        self.write_lock(sha256="abc")
        self.assertIn("error: the lock entry `thing` has a bad sha256", self.fetch(code=1))
        self.write("sources.lock", "[thing]\nname = x\n")
        self.assertIn("error: the lock entry `thing` has the wrong keys", self.fetch(code=1))
        self.write("sources.lock", "nothing")
        self.assertIn("error: the lock file cannot be read", self.fetch(code=1))


if __name__ == "__main__":
    unittest.main()
