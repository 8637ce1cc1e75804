/*
 * A part of a bundle: a file of the person's own, or an npm package.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a bundle: a file of the person's own, or an npm package.
 *
 * @param name the file's path from the handler's folder, the package's name, or a module of ours
 * @param isPackage whether it is a package
 * @param bytes of the bundled source that it makes up
 */
public record BundlePart(String name, boolean isPackage, long bytes) {
  /** The last one counts: a package may have packages of its own. */
  private static final Pattern PACKAGE =
      Pattern.compile(".*(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/.*");

  /** The parts of a bundle, the largest first. */
  static List<BundlePart> of(Metafile metafile) {
    Map<String, BundlePart> parts = new TreeMap<>();
    for (Metafile.Input input : metafile.inputs()) {
      Matcher inPackage = PACKAGE.matcher(input.path());
      boolean isPackage = inPackage.matches();
      String name = isPackage ? inPackage.group(1) : input.name();
      parts.merge(
          (isPackage ? "npm:" : "file:") + name,
          new BundlePart(name, isPackage, input.bytes()),
          (a, b) -> new BundlePart(name, isPackage, a.bytes + b.bytes));
    }
    return parts.values().stream()
        .sorted(Comparator.comparingLong(BundlePart::bytes).reversed())
        .toList();
  }
}
