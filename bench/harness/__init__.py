"""What the scripts of bench/ share. SPDX-License-Identifier: Apache-2.0"""
