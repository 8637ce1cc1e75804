/*
 * The templates of isere new.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.scaffold.ProjectTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** The names of the templates of {@code isere new}, for completion. */
final class TemplateNames implements Iterable<String> {
  /** The templates that come with isère. */
  static ProjectTemplates templates() {
    return new ProjectTemplates(Home.folder().resolve("templates").resolve("project"));
  }

  @Override
  public Iterator<String> iterator() {
    try {
      return templates().names().iterator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
