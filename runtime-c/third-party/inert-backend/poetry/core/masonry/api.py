"""The build backend of archives that poetry made: the same one that builds nothing.

SPDX-License-Identifier: Apache-2.0
"""

from setuptools.build_meta import (  # noqa: F401, what pip looks for in a backend
    build_wheel,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_wheel,
)
