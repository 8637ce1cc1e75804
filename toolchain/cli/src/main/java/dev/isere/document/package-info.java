/**
 * Reads what people write (YAML, JSON, text files) so that every value knows its line, and every
 * mistake is reported at it. Knows only {@code diagnostic}.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;
