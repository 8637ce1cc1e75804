/*
 * Reads stack traces of the engine with a source map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import dev.isere.diagnostic.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads stack traces of the engine with a source map. */
public final class Symbolicator {
  /** What the runtime calls a module that comes as source text. */
  private static final String SOURCE_NAME = "handler.js";

  /** {@code at NAME (FILE:LINE:COLUMN)} or {@code at FILE:LINE:COLUMN}. */
  private static final Pattern FRAME =
      Pattern.compile("^(\\s*at (?:.* \\()?)([^()]*):(\\d{1,9}):(\\d{1,9})(\\)?)\\s*$");

  private static final Pattern OTHER_FRAME = Pattern.compile("^\\s+at .*$");
  private static final Pattern PROPERTY =
      Pattern.compile("property '([^']+)' of (?:undefined|null)");
  private static final int MAX_FRAME_CHARS = 2_000;
  private static final String PACKAGES = "node_modules/";

  private final SourceMap map;
  private final UnaryOperator<String> names;

  /**
   * @param map of the bundle whose traces are read
   * @param names gives the name by which messages know a source of the map
   */
  public Symbolicator(SourceMap map, UnaryOperator<String> names) {
    this.map = map;
    this.names = names;
  }

  /** A text of the log, which may hold a stack trace. */
  public Trace trace(String text) {
    List<String> message = new ArrayList<>();
    List<String> stack = new ArrayList<>();
    SourceMap.Place best = null;
    for (String line : text.lines().toList()) {
      Optional<SourceMap.Place> place = find(line);
      if (place.isPresent() && stack.isEmpty()) {
        place = place.map(found -> atProperty(found, message));
      }
      if (place.isPresent() && (best == null || isForeign(best) && !isForeign(place.get()))) {
        best = place.get();
      }
      boolean isStack = !stack.isEmpty() || OTHER_FRAME.matcher(line).matches();
      (isStack ? stack : message).add(place.map(found -> replaced(line, found)).orElse(line));
    }
    Optional<SourceMap.Place> where = Optional.ofNullable(best);
    Optional<String> sourceLine = where.flatMap(SourceMap.Place::text);
    List<String> help = FirstMistakes.help(message, sourceLine.orElse(""));
    return new Trace(message, where.map(this::location), sourceLine, stack, help);
  }

  /** Where a place in the bundle comes from; line and column counted from 1. */
  public Optional<Location> location(int line, int column) {
    return map.find(line, column).map(this::location);
  }

  /** The line of source there. */
  public Optional<String> sourceLine(int line, int column) {
    return map.find(line, column).flatMap(SourceMap.Place::text);
  }

  private static boolean isForeign(SourceMap.Place place) {
    return place.source().contains(PACKAGES);
  }

  private Optional<SourceMap.Place> find(String line) {
    Matcher frame = FRAME.matcher(line);
    if (line.length() > MAX_FRAME_CHARS || !frame.matches()) {
      return Optional.empty();
    }
    String file = frame.group(2);
    return file.equals(map.file()) || file.equals(SOURCE_NAME)
        ? map.find(Integer.parseInt(frame.group(3)), Integer.parseInt(frame.group(4)))
        : Optional.empty();
  }

  private String replaced(String line, SourceMap.Place place) {
    Matcher frame = FRAME.matcher(line);
    return frame.matches() ? frame.group(1) + location(place) + frame.group(5) : line;
  }

  private Location location(SourceMap.Place place) {
    String text = place.text().orElse("");
    int before = Math.min(place.column() - 1, text.length());
    int column = text.isEmpty() ? place.column() : text.codePointCount(0, before) + 1;
    return new Location(names.apply(place.source()), place.line(), column);
  }

  /**
   * The engine says where a missing property is asked for by the dot before its name, and esbuild
   * maps names: what is found is the name in front. The property's own is what went wrong.
   */
  private static SourceMap.Place atProperty(SourceMap.Place place, List<String> message) {
    String last = message.isEmpty() ? "" : message.get(message.size() - 1);
    Matcher property = PROPERTY.matcher(last);
    String text = place.text().orElse("");
    if (!property.find() || place.column() > text.length()) {
      return place;
    }
    String name = Pattern.quote(property.group(1));
    Matcher access = Pattern.compile("\\.\\s*(" + name + ")(?![\\w$])").matcher(text);
    return access.find(place.column() - 1)
        ? new SourceMap.Place(place.source(), place.line(), access.start(1) + 1, place.text())
        : place;
  }
}
