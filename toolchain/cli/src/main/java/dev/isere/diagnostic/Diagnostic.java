/*
 * One message to a person about something that is wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One message: what failed, where, why, and what helps.
 *
 * @param severity whether work can go on
 * @param message one line, no full stop
 * @param location where, if it is in a file
 * @param sourceLine the text of that line, if it is worth showing
 * @param lookedIn the places that were searched in vain
 * @param notes further lines, shown as they are
 * @param help what to do, line by line
 */
public record Diagnostic(
    Severity severity,
    String message,
    Optional<Location> location,
    Optional<String> sourceLine,
    List<String> lookedIn,
    List<String> notes,
    List<String> help) {

  /** Whether work can go on. */
  public enum Severity {
    /** It cannot. */
    ERROR,
    /** It can. */
    WARNING
  }

  public Diagnostic {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(message);
    Objects.requireNonNull(location);
    Objects.requireNonNull(sourceLine);
    lookedIn = List.copyOf(lookedIn);
    notes = List.copyOf(notes);
    help = List.copyOf(help);
  }

  /** An error; the {@code with}-methods say more about it. */
  public static Diagnostic error(String message) {
    return of(Severity.ERROR, message);
  }

  /** A warning; the {@code with}-methods say more about it. */
  public static Diagnostic warning(String message) {
    return of(Severity.WARNING, message);
  }

  private static Diagnostic of(Severity severity, String message) {
    return new Diagnostic(
        severity, message, Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());
  }

  /** The same at a place. */
  public Diagnostic at(Location place) {
    return new Diagnostic(severity, message, Optional.of(place), sourceLine, lookedIn, notes, help);
  }

  /** The same about a whole file. */
  public Diagnostic at(String file) {
    return at(Location.of(file));
  }

  /** The same showing a line of source. */
  public Diagnostic withSourceLine(String line) {
    return new Diagnostic(severity, message, location, Optional.of(line), lookedIn, notes, help);
  }

  /** The same with the places that were searched. */
  public Diagnostic withLookedIn(List<String> places) {
    return new Diagnostic(severity, message, location, sourceLine, places, notes, help);
  }

  /** The same with one more line. */
  public Diagnostic withNote(String line) {
    return new Diagnostic(
        severity, message, location, sourceLine, lookedIn, appended(notes, line), help);
  }

  /** The same with one more line of help. */
  public Diagnostic withHelp(String line) {
    return new Diagnostic(
        severity, message, location, sourceLine, lookedIn, notes, appended(help, line));
  }

  private static List<String> appended(List<String> lines, String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return more;
  }
}
