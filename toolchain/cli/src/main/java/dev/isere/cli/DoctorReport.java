/*
 * What isere doctor prints.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.build.Prerequisite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What it takes to build for boards, as a table or as JSON. */
final class DoctorReport {
  private final Map<Board, List<Prerequisite>> found;

  /**
   * @param found what each board takes, in the order to show
   */
  DoctorReport(Map<Board, List<Prerequisite>> found) {
    this.found = found;
  }

  /** A table for each group of boards that take the same. */
  String text() {
    Map<List<Prerequisite>, List<String>> groups = new LinkedHashMap<>();
    found.forEach(
        (board, all) -> groups.computeIfAbsent(all, unused -> new ArrayList<>()).add(board.name()));
    List<String> tables = new ArrayList<>();
    groups.forEach((all, names) -> tables.add(table(String.join(", ", names), all)));
    return String.join("\n\n", tables);
  }

  private static String table(String title, List<Prerequisite> all) {
    List<String> lines = new ArrayList<>(List.of(title));
    int width = all.stream().mapToInt(one -> title(one).length()).max().orElse(0);
    for (Prerequisite one : all) {
      String row =
          String.format(
              Locale.ROOT, "  %-8s  %-" + width + "s  %s", state(one), title(one), place(one));
      lines.add(row.stripTrailing());
    }
    return String.join("\n", lines);
  }

  private static String state(Prerequisite one) {
    return one.state().name().toLowerCase(Locale.ROOT);
  }

  private static String title(Prerequisite one) {
    return one.version().map(version -> one.name() + " " + version).orElse(one.name());
  }

  private static String place(Prerequisite one) {
    List<String> parts = new ArrayList<>();
    one.path().ifPresent(path -> parts.add(path.toString()));
    if (!one.why().isEmpty()) {
      parts.add(one.why());
    }
    if (!one.help().isEmpty()) {
      parts.add("get it: " + one.help().get(0).replaceAll(" {2,}", "  "));
    }
    return String.join("; ", parts);
  }

  /** One object: an array of prerequisites by board. */
  String json() {
    return Json.text(
        out -> {
          out.startObject();
          found.forEach(
              (board, all) -> {
                out.startArray(board.name());
                all.forEach(one -> write(out, one));
                out.endArray();
              });
          out.endObject();
        });
  }

  private static void write(Json.Writer out, Prerequisite one) {
    out.startObject();
    out.text("name", one.name());
    out.text("state", state(one));
    one.version().ifPresent(version -> out.text("version", version));
    one.path().ifPresent(path -> out.text("path", path.toString()));
    if (!one.why().isEmpty()) {
      out.text("why", one.why());
    }
    out.startArray("help");
    one.help().forEach(out::text);
    out.endArray();
    out.endObject();
  }
}
