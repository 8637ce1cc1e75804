/*
 * Writes the version of isère for C.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.codegen;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes isere_version.h: the version stands in pom.xml alone. */
final class VersionText {
  /** What is read. */
  static final String SOURCE = "pom.xml";

  /** What is written. */
  static final String FILE = "runtime-c/include/isere/isere_version.h";

  private static final Pattern REVISION =
      Pattern.compile("<revision>([0-9]+\\.[0-9]+\\.[0-9]+(?:-[0-9A-Za-z.-]+)?)</revision>");

  private VersionText() {}

  /**
   * The header.
   *
   * @param pom the text of the parent pom.xml
   * @throws IOException if it has no property {@code revision}, or that is no version
   */
  static String of(String pom) throws IOException {
    Matcher revision = REVISION.matcher(pom);
    if (!revision.find()) {
      throw new IOException(SOURCE + " has no <revision> such as 1.2.3");
    }
    return """
        /* Made by isere-codegen from pom.xml; not to be edited.
         *
         * SPDX-License-Identifier: Apache-2.0
         */
        #ifndef ISERE_VERSION_H
        #define ISERE_VERSION_H

        /** The version of isère. */
        #define ISERE_VERSION "%s"

        #endif
        """
        .formatted(revision.group(1));
  }
}
