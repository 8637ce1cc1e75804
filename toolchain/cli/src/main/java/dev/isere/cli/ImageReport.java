/*
 * What isere inspect says about an image.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.image.FunctionImage;
import dev.isere.image.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code isere inspect} says about an image, for people and for scripts. */
final class ImageReport {
  private static final int FORMAT_VERSION = 1;

  private final FunctionImage image;

  ImageReport(FunctionImage image) {
    this.image = image;
  }

  /**
   * For people.
   *
   * @param file the image's name
   */
  List<String> lines(String file) {
    List<String> lines = new ArrayList<>();
    lines.add(line("image", file));
    lines.add(line("format", Integer.toString(FORMAT_VERSION)));
    lines.add(line("length", FileSize.bytes(image.length())));
    lines.add(line("sha256", image.sha256()));
    lines.add(line("function", image.metadata().name() + " " + image.metadata().version()));
    image.metadata().builder().ifPresent(builder -> lines.add(line("made by", builder)));
    image.metadata().buildId().ifPresent(id -> lines.add(line("build id", id)));
    lines.add(line("code", FileSize.bytes(image.code().length) + " of " + codeKind()));
    lines.add(line("requires", String.join(", ", requirements())));
    lines.add(line("env", orNone(String.join(", ", image.environment().keySet()))));
    List<String> limits = new ArrayList<>();
    image.limits().forEach((option, value) -> limits.add(option.key() + "=" + value));
    lines.add(line("limits", orNone(String.join(", ", limits))));
    lines.add("");
    lines.add(row("section", "offset", "bytes", ""));
    for (Section section : image.sections()) {
      String critical = section.critical() ? "critical" : "";
      lines.add(row(section.type(), "" + section.offset(), "" + section.length(), critical));
    }
    return lines.stream().map(DiagnosticText::visible).toList();
  }

  private static String line(String label, String text) {
    return String.format(Locale.ROOT, "%-9s %s", label, text);
  }

  private static String row(String type, String offset, String length, String critical) {
    return String.format(Locale.ROOT, "%-7s %9s %9s  %s", type, offset, length, critical)
        .stripTrailing();
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  private String codeKind() {
    return image.isSource() ? "source text" : "bytecode";
  }

  private List<String> requirements() {
    FunctionImage.Requirements needs = image.requirements();
    List<String> all = new ArrayList<>();
    all.add("runtime ABI " + needs.abi());
    needs.engine().ifPresent(engine -> all.add("engine " + engine));
    needs.heapBytes().ifPresent(bytes -> all.add(FileSize.bytes(bytes) + " of heap"));
    needs.modules().forEach(module -> all.add("module " + module));
    return all;
  }

  /** For scripts: one object on one line. */
  String json() {
    return Json.text(
        out -> {
          out.startObject();
          out.number("format", FORMAT_VERSION);
          out.number("length", image.length());
          out.text("sha256", image.sha256());
          out.startObject("metadata");
          out.text("name", image.metadata().name());
          out.text("version", image.metadata().version());
          image.metadata().builder().ifPresent(builder -> out.text("builder", builder));
          image.metadata().buildId().ifPresent(id -> out.text("buildId", id));
          out.endObject();
          requirements(out);
          out.startObject("env");
          image.environment().forEach(out::text);
          out.endObject();
          out.startObject("limits");
          image.limits().forEach((option, value) -> out.number(option.key(), value));
          out.endObject();
          out.text("code", image.isSource() ? "source" : "bytecode");
          sections(out);
          out.endObject();
        });
  }

  private void requirements(Json.Writer out) {
    FunctionImage.Requirements needs = image.requirements();
    out.startObject("requirements");
    out.number("abi", needs.abi());
    needs.engine().ifPresent(engine -> out.text("engine", engine));
    needs.heapBytes().ifPresent(bytes -> out.number("heap", bytes));
    out.startArray("modules");
    needs.modules().forEach(out::text);
    out.endArray();
    out.endObject();
  }

  private void sections(Json.Writer out) {
    out.startArray("sections");
    for (Section section : image.sections()) {
      out.startObject();
      out.text("type", section.type());
      out.bool("critical", section.critical());
      out.number("offset", section.offset());
      out.number("length", section.length());
      out.endObject();
    }
    out.endArray();
  }
}
