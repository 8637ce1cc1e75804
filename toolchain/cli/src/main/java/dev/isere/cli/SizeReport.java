/*
 * What isere size says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.ChipMemory;
import dev.isere.build.SimReport;
import dev.isere.bundle.BundlePart;
import dev.isere.image.FunctionImage;
import dev.isere.image.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code isere size} says: a table for people, an object for scripts. */
final class SizeReport {
  private static final int BAR_CHARS = 24;
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("engine", "JavaScript engine"),
          Map.entry("http", "HTTP"),
          Map.entry("js", "built-in modules, events"),
          Map.entry("runtime", "rest of the runtime"),
          Map.entry("port", "port"),
          Map.entry("network", "network"),
          Map.entry("usb", "USB"),
          Map.entry("zephyr", "Zephyr, drivers"),
          Map.entry("libc", "C library"),
          Map.entry("other", "other"),
          Map.entry("code", "code that runs from RAM"),
          Map.entry("js_heap", "JavaScript heap"),
          Map.entry("buffers", "buffers"),
          Map.entry("stack", "stack"),
          Map.entry("system_stacks", "stacks of Zephyr"),
          Map.entry("network_buffers", "network and USB buffers"),
          Map.entry("static", "variables"));
  private static final Map<String, String> NOTES =
      Map.of(
          "js_heap", "js.heap_bytes",
          "buffers", "http.*, function.*",
          "stack", "js.stack_bytes, and some for native code");

  private final SizeFacts facts;

  SizeReport(SizeFacts facts) {
    this.facts = facts;
  }

  // --- for people ---

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (facts.firmware().isPresent()) {
      firmware(lines, facts.firmware().get());
    } else {
      facts.chip().ifPresent(chip -> runtime(lines, chip));
    }
    facts.slot().ifPresent(slot -> lines.add(bar("function slot", image().length(), slot)));
    facts.chip().ifPresent(chip -> heap(lines, chip));
    image(lines);
    if (!facts.missing().isEmpty()) {
      lines.add("not known");
      facts.missing().forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private FunctionImage image() {
    return facts.image();
  }

  private static void firmware(List<String> lines, FirmwareSize firmware) {
    lines.add(bar("flash", firmware.flash(), firmware.flashMax().orElse(0L)));
    parts(lines, firmware.flashParts());
    lines.add(bar("RAM", firmware.ram(), firmware.ramMax().orElse(0L)));
    parts(lines, firmware.ramParts());
  }

  private void runtime(List<String> lines, SizeFacts.Chip chip) {
    long flash = facts.memory().map(ChipMemory::flash).orElse(0L);
    lines.add(bar("flash, runtime alone", chip.loaded().flashUsed(), flash));
    parts(lines, chip.flash());
    long ram = facts.memory().map(ChipMemory::ram).orElse(0L);
    lines.add(bar("RAM, runtime alone", ChipFit.ram(chip.loaded()), ram));
    parts(lines, chip.ram());
  }

  /** The largest first. */
  private static void parts(List<String> lines, Map<String, Long> parts) {
    parts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .filter(part -> part.getValue() > 0)
        .map(p -> row(NAMES.get(p.getKey()), p.getValue(), NOTES.getOrDefault(p.getKey(), "")))
        .forEach(lines::add);
  }

  private void heap(List<String> lines, SizeFacts.Chip chip) {
    SimReport loaded = chip.loaded();
    lines.add(bar("JavaScript heap", loaded.heapPeak(), loaded.heapLimit()));
    lines.add(row("engine", chip.empty().heapUsed(), "with a function that does nothing"));
    long own = loaded.heapUsed() - chip.empty().heapUsed();
    double ratio = chip.heapPerImageByte(image().length());
    lines.add(row("function", own, said("%.1f for each byte of its image", ratio)));
    lines.add(row("only to load it", loaded.heapPeak() - loaded.heapUsed(), "given back"));
  }

  private void image(List<String> lines) {
    lines.add(line("function image", image().length(), ""));
    for (Section section : image().sections()) {
      lines.add(row(section.type(), section.length(), ""));
    }
    long all = facts.parts().stream().mapToLong(BundlePart::bytes).sum();
    lines.add(line("bundled source", all, ""));
    for (BundlePart part : facts.parts()) {
      lines.add(bar("  " + ChipFit.name(part), part.bytes(), all));
    }
  }

  private static String row(String name, long bytes, String note) {
    return line("  " + name, bytes, note);
  }

  private static String line(String name, long bytes, String note) {
    return said("%-26s %,11d  %s", name, bytes, note).stripTrailing();
  }

  /** Bytes against a limit; 0 when there is none. */
  private static String bar(String name, long bytes, long limit) {
    if (limit == 0) {
      return line(name, bytes, "");
    }
    double share = (double) bytes / limit;
    int full = (int) Math.min(BAR_CHARS, Math.round(share * BAR_CHARS));
    String drawn = "#".repeat(full) + ".".repeat(BAR_CHARS - full);
    return line(name, bytes, said("[%s] %3.0f %% of %,d", drawn, 100 * share, limit));
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
          writeLimits(out);
          writeMemoryUse(out);
          facts.chip().ifPresent(chip -> writeHeap(out, chip));
          writeImage(out);
          out.startArray("missing");
          facts.missing().forEach(out::text);
          out.endArray();
          out.endObject();
        });
  }

  /** Of the board when its firmware is known, of what it leaves to the runtime otherwise. */
  private void writeLimits(Json.Writer out) {
    out.startObject("limits");
    Optional<Long> flash = facts.memory().map(ChipMemory::flash);
    Optional<Long> ram = facts.memory().map(ChipMemory::ram);
    facts
        .firmware()
        .map(FirmwareSize::flashMax)
        .orElse(flash)
        .ifPresent(bytes -> out.number("flash_bytes", bytes));
    facts
        .firmware()
        .map(FirmwareSize::ramMax)
        .orElse(ram)
        .ifPresent(bytes -> out.number("ram_bytes", bytes));
    facts.slot().ifPresent(bytes -> out.number("slot_bytes", bytes));
    out.endObject();
  }

  /** Of the firmware when there is one, of the runtime alone otherwise. */
  private void writeMemoryUse(Json.Writer out) {
    if (facts.firmware().isPresent()) {
      FirmwareSize firmware = facts.firmware().get();
      write(out, "flash", "firmware", firmware.flash(), firmware.flashParts());
      write(out, "ram", "firmware", firmware.ram(), firmware.ramParts());
    } else if (facts.chip().isPresent()) {
      SizeFacts.Chip chip = facts.chip().get();
      write(out, "flash", "runtime", chip.loaded().flashUsed(), chip.flash());
      write(out, "ram", "runtime", ChipFit.ram(chip.loaded()), chip.ram());
    }
  }

  private static void write(
      Json.Writer out, String key, String of, long bytes, Map<String, Long> parts) {
    out.startObject(key);
    out.text("of", of);
    out.number("bytes", bytes);
    out.startObject("parts");
    parts.forEach(out::number);
    out.endObject();
    out.endObject();
  }

  private void writeHeap(Json.Writer out, SizeFacts.Chip chip) {
    SimReport loaded = chip.loaded();
    out.startObject("heap");
    out.number("limit_bytes", loaded.heapLimit());
    out.number("empty_bytes", chip.empty().heapUsed());
    out.number("loaded_bytes", loaded.heapUsed());
    out.number("peak_bytes", loaded.heapPeak());
    double ratio = chip.heapPerImageByte(image().length());
    out.number("per_image_byte", Math.round(ratio * 100) / 100.0);
    out.endObject();
  }

  private void writeImage(Json.Writer out) {
    out.startObject("image");
    out.number("bytes", image().length());
    out.startObject("sections");
    image().sections().forEach(section -> out.number(section.type(), section.length()));
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
