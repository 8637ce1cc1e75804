/*
 * An entry of an image's section table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

/**
 * An entry of an image's section table.
 *
 * @param type four printable ASCII characters
 * @param critical whether a reader that does not know the type refuses the image
 * @param offset from the image's start, bytes
 * @param length without padding, bytes
 */
public record Section(String type, boolean critical, int offset, int length) {}
