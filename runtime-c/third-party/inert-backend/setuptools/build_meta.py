"""A PEP 517 build backend that builds nothing and runs nothing of the package.

`pip download` of a source archive asks the archive's build backend for its metadata, and would first install that
backend, unpinned, from the registry. fetch.py puts this folder in front of the module path and switches build isolation
off, so pip finds this module instead. It repeats the name and the version that the archive's own PKG-INFO states.

SPDX-License-Identifier: Apache-2.0
"""

import os
from email.parser import HeaderParser


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    with open("PKG-INFO", encoding="utf-8") as stream:
        info = HeaderParser().parse(stream)
    folder = "%s-%s.dist-info" % (info["Name"].replace("-", "_"), info["Version"])
    os.makedirs(os.path.join(metadata_directory, folder))
    with open(os.path.join(metadata_directory, folder, "METADATA"), "w", encoding="utf-8") as stream:
        stream.write("Metadata-Version: 2.1\nName: %s\nVersion: %s\n" % (info["Name"], info["Version"]))
    return folder


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise RuntimeError("nothing is built here: the sources of the archive are all that is wanted")
