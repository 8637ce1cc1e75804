/**
 * Function images (docs/function-image.md): written, verified and read. Values in, values out; does
 * no I/O.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;
