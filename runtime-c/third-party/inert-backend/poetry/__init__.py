# Stands in for poetry while pip fetches a source archive; see setuptools/build_meta.py.
# SPDX-License-Identifier: Apache-2.0
