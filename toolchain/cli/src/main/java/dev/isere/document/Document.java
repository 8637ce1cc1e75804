/*
 * A parsed file with its text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Location;

/**
 * A parsed file with its text.
 *
 * @param source where it came from
 * @param root what it holds
 */
public record Document(SourceText source, Node root) {
  /** An error at a value of this document, without the line itself: its place says enough. */
  public Diagnostic error(Node node, String message) {
    return Diagnostic.error(message).at(new Location(source.file(), node.line(), 0));
  }
}
