/*
 * What isere size says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.ChipMemory;
import dev.isere.build.SimReport;
import dev.isere.bundle.BundlePart;
import dev.isere.image.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code isere size} says: a table for people, an object for scripts. */
final class SizeReport {
  private static final int BAR_CHARS = 24;
  private static final Map<String, String> FLASH_NAMES =
      Map.of(
          "engine", "JavaScript engine",
          "http", "HTTP",
          "js", "events and responses",
          "runtime", "rest of the runtime",
          "port", "emulator's port",
          "libc", "C library",
          "other", "other");

  private final SizeFacts facts;

  SizeReport(SizeFacts facts) {
    this.facts = facts;
  }

  // --- for people ---

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    facts.chip().ifPresent(chip -> facts.memory().ifPresent(memory -> memory(lines, chip, memory)));
    facts.chip().ifPresent(chip -> heap(lines, chip));
    image(lines);
    if (!facts.missing().isEmpty()) {
      lines.add("not known");
      facts.missing().forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private void memory(List<String> lines, SizeFacts.Chip chip, ChipMemory memory) {
    SimReport loaded = chip.loaded();
    lines.add(bar("flash", loaded.flashUsed(), memory.flash()));
    chip.flash().forEach((part, bytes) -> lines.add(row(FLASH_NAMES.get(part), bytes, "")));
    lines.add(bar("function slot", facts.image().length(), memory.slot()));
    lines.add(bar("RAM", ChipFit.ram(loaded), memory.ram()));
    lines.add(row("JavaScript heap", loaded.heapLimit(), "js.heap_bytes"));
    lines.add(row("buffers", chip.buffers(), "http.*, function.*"));
    lines.add(row("stack", loaded.stackSize(), "js.stack_bytes and 6,144 bytes"));
    lines.add(row("variables", loaded.ramStatic(), ""));
  }

  private void heap(List<String> lines, SizeFacts.Chip chip) {
    SimReport loaded = chip.loaded();
    lines.add(bar("JavaScript heap", loaded.heapPeak(), loaded.heapLimit()));
    lines.add(row("engine", chip.empty().heapUsed(), "with a function that does nothing"));
    long own = loaded.heapUsed() - chip.empty().heapUsed();
    double ratio = chip.heapPerImageByte(facts.image().length());
    lines.add(row("function", own, said("%.1f for each byte of its image", ratio)));
    long loading = loaded.heapPeak() - loaded.heapUsed();
    lines.add(row("only to load it", loading, ""));
  }

  private void image(List<String> lines) {
    lines.add(said("%-16s %,11d", "image", facts.image().length()));
    for (Section section : facts.image().sections()) {
      lines.add(row(section.type(), section.length(), ""));
    }
    long all = facts.parts().stream().mapToLong(BundlePart::bytes).sum();
    lines.add(said("%-16s %,11d", "bundled source", all));
    for (BundlePart part : facts.parts()) {
      lines.add(bar("  " + ChipFit.name(part), part.bytes(), all));
    }
  }

  private static String row(String name, long bytes, String note) {
    return said("  %-14s %,11d  %s", name, bytes, note).stripTrailing();
  }

  private static String bar(String name, long bytes, long limit) {
    double share = limit == 0 ? 0 : (double) bytes / limit;
    int full = (int) Math.min(BAR_CHARS, Math.round(share * BAR_CHARS));
    String drawn = "#".repeat(full) + ".".repeat(BAR_CHARS - full);
    return said("%-16s %,11d of %,11d  [%s] %3.0f %%", name, bytes, limit, drawn, 100 * share);
  }

  private static String said(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  // --- for scripts ---

  /** One object on one line. */
  String json() {
    return Json.text(
        out -> {
          out.startObject();
          out.text("board", facts.board());
          facts.memory().ifPresent(memory -> writeMemory(out, memory));
          facts.chip().ifPresent(chip -> writeChip(out, chip));
          writeImage(out);
          out.startArray("missing");
          facts.missing().forEach(out::text);
          out.endArray();
          out.endObject();
        });
  }

  private static void writeMemory(Json.Writer out, ChipMemory memory) {
    out.startObject("limits");
    out.number("flash_bytes", memory.flash());
    out.number("slot_bytes", memory.slot());
    out.number("ram_bytes", memory.ram());
    out.endObject();
  }

  private void writeChip(Json.Writer out, SizeFacts.Chip chip) {
    SimReport loaded = chip.loaded();
    out.startObject("flash");
    out.number("bytes", loaded.flashUsed());
    out.startObject("parts");
    chip.flash().forEach(out::number);
    out.endObject();
    out.endObject();
    out.startObject("ram");
    out.number("bytes", ChipFit.ram(loaded));
    out.startObject("parts");
    out.number("js_heap", loaded.heapLimit());
    out.number("buffers", chip.buffers());
    out.number("stack", loaded.stackSize());
    out.number("static", loaded.ramStatic());
    out.endObject();
    out.endObject();
    out.startObject("heap");
    out.number("limit_bytes", loaded.heapLimit());
    out.number("empty_bytes", chip.empty().heapUsed());
    out.number("loaded_bytes", loaded.heapUsed());
    out.number("peak_bytes", loaded.heapPeak());
    double ratio = chip.heapPerImageByte(facts.image().length());
    out.number("per_image_byte", Math.round(ratio * 100) / 100.0);
    out.endObject();
  }

  private void writeImage(Json.Writer out) {
    out.startObject("image");
    out.number("bytes", facts.image().length());
    out.startObject("sections");
    facts.image().sections().forEach(section -> out.number(section.type(), section.length()));
    out.endObject();
    out.startArray("modules");
    for (BundlePart part : facts.parts()) {
      out.startObject();
      out.text(part.isPackage() ? "package" : "file", part.name());
      out.number("source_bytes", part.bytes());
      out.endObject();
    }
    out.endArray();
    out.endObject();
  }
}
