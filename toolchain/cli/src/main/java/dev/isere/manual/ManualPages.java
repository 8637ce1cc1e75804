/*
 * Writes manual pages for man.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.manual;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** Manual pages, in the macros of man(7): one for each command. */
public final class ManualPages {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  private final String version;
  private final StringBuilder text = new StringBuilder();

  private ManualPages(String version) {
    this.version = version;
  }

  /**
   * The pages by their files' names, as {@code isere-cache-list.1}.
   *
   * @param version of isère, for the foot of each page
   */
  public static SortedMap<String, String> of(CommandSpec root, String version) {
    SortedMap<String, String> pages = new TreeMap<>();
    add(CommandFacts.of(root), version, pages);
    return pages;
  }

  private static void add(CommandFacts facts, String version, SortedMap<String, String> pages) {
    pages.put(pageName(facts) + ".1", new ManualPages(version).page(facts));
    facts.subcommands().forEach(below -> add(below, version, pages));
  }

  private static String pageName(CommandFacts facts) {
    return String.join("-", facts.words());
  }

  private String page(CommandFacts facts) {
    line(".\\\" Made by isere manual; not to be edited.");
    line(".TH \"" + escaped(pageName(facts)) + "\" 1 \"\" \"isere " + version + "\" \"isère\"");
    section("NAME");
    line(escaped(pageName(facts)) + " \\- " + prose(lowerFirst(facts.description().get(0))));
    section("SYNOPSIS");
    line(".nh");
    line("\\fB" + escaped(facts.name()) + "\\fR" + afterName(facts));
    line(".hy");
    section("DESCRIPTION");
    facts.description().forEach(sentence -> line(prose(sentence)));
    if (!facts.arguments().isEmpty()) {
      section("OPTIONS");
      facts.arguments().forEach(this::item);
    }
    commands(facts.subcommands());
    if (!facts.exitCodes().isEmpty()) {
      section("EXIT STATUS");
      facts.exitCodes().forEach(this::item);
    }
    seeAlso(facts);
    return text.toString();
  }

  private void commands(List<CommandFacts> below) {
    if (!below.isEmpty()) {
      section("COMMANDS");
      below.forEach(command -> item(command.name(), command.description().get(0)));
    }
  }

  private void seeAlso(CommandFacts facts) {
    section("SEE ALSO");
    if (facts.words().size() > 1) {
      List<String> above = facts.words().subList(0, facts.words().size() - 1);
      line(".BR " + escaped(String.join("-", above)) + " (1)");
    } else {
      String last = "";
      for (CommandFacts command : facts.subcommands()) {
        last += last.isEmpty() ? "" : ",\n";
        last += ".BR " + escaped(pageName(command)) + " (1)";
      }
      line(last);
    }
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void item(String term, String meaning) {
    line(".TP");
    line("\\fB" + escaped(term) + "\\fR");
    line(prose(meaning));
  }

  private static String afterName(CommandFacts facts) {
    String rest = facts.synopsis().substring(facts.name().length());
    return escaped(rest);
  }

  /** A sentence of a description: what stands between backquotes is bold. */
  private static String prose(String sentence) {
    return CODE.matcher(escaped(sentence)).replaceAll("\\\\fB$1\\\\fR");
  }

  /** Nothing of a text is a request or an escape. */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private static String lowerFirst(String text) {
    String sentence = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
