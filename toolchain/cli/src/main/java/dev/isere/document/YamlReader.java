/*
 * Reads the plain part of YAML that configuration needs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML into {@link Node}s: one document of groups, lists and scalars. Anchors, aliases and
 * tags are refused (no configuration needs them, and aliases can unfold without end), and so is
 * nesting beyond {@link #MAX_DEPTH}.
 */
public final class YamlReader {
  /** Groups and lists inside each other at most. */
  public static final int MAX_DEPTH = 16;

  private final SourceText source;
  private final Iterator<Event> events;

  private YamlReader(SourceText source) {
    this.source = source;
    LoadSettings settings =
        LoadSettings.builder().setLabel(source.file()).setUseMarks(true).build();
    this.events = new Parse(settings).parseString(source.text()).iterator();
  }

  /**
   * Parses a text.
   *
   * @return empty when it holds nothing but white space and comments
   * @throws IsereException with the place of the mistake
   */
  public static Optional<Document> read(SourceText source) {
    try {
      return new YamlReader(source).document().map(root -> new Document(source, root));
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      String message = source.file() + " is not valid YAML: " + e.getProblem();
      throw broken(source, mark, message);
    } catch (YamlEngineException e) {
      throw broken(source, null, source.file() + " is not valid YAML: " + e.getMessage());
    }
  }

  private static IsereException broken(SourceText source, Mark mark, String message) {
    String oneLine = message.lines().findFirst().orElse(message);
    return IsereException.failed(
        mark == null
            ? Diagnostic.error(oneLine).at(source.file())
            : source.errorAt(mark.getLine() + 1, mark.getColumn() + 1, oneLine));
  }

  private Optional<Node> document() {
    expect(Event.ID.StreamStart);
    Event start = events.next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      return Optional.empty();
    }
    Node root = node(events.next(), 0);
    expect(Event.ID.DocumentEnd);
    Event next = events.next();
    if (next.getEventId() != Event.ID.StreamEnd) {
      throw refused(next, "holds more than one YAML document");
    }
    boolean nothing = root instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING;
    return nothing ? Optional.empty() : Optional.of(root);
  }

  private void expect(Event.ID id) {
    Event event = events.next();
    if (event.getEventId() != id) {
      throw new IllegalStateException("YAML parser gave " + event + " instead of " + id);
    }
  }

  private Node node(Event event, int depth) {
    if (event.getEventId() == Event.ID.Alias) {
      throw refused(event, "uses a YAML alias (*), which isère does not read");
    }
    if (event instanceof NodeEvent anchored && anchored.getAnchor().isPresent()) {
      throw refused(event, "uses a YAML anchor (&), which isère does not read");
    }
    if (tag(event).isPresent()) {
      throw refused(event, "uses a YAML tag (!), which isère does not read");
    }
    if (depth > MAX_DEPTH) {
      throw refused(event, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> sequence(event, depth);
      case MappingStart -> mapping(event, depth);
      default -> throw new IllegalStateException("YAML parser gave " + event);
    };
  }

  private static Optional<String> tag(Event event) {
    if (event instanceof CollectionStartEvent start) {
      return start.getTag();
    }
    return event instanceof ScalarEvent scalar ? scalar.getTag() : Optional.empty();
  }

  private Node.Scalar scalar(ScalarEvent event) {
    String text = event.getValue();
    boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
    Node.Kind kind = plain ? Node.Kind.PLAIN : Node.Kind.QUOTED;
    if (plain && isNull(text)) {
      kind = Node.Kind.NOTHING;
    }
    return new Node.Scalar(line(event), column(event), kind, text);
  }

  private static boolean isNull(String text) {
    return text.isEmpty() || text.equals("~") || text.toLowerCase(Locale.ROOT).equals("null");
  }

  private Node.Sequence sequence(Event start, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(node(e, depth + 1));
    }
    return new Node.Sequence(line(start), column(start), items);
  }

  private Node.Mapping mapping(Event start, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      if (!(node(e, depth + 1) instanceof Node.Scalar key)) {
        throw refused(e, "has a key that is not text");
      }
      entries.add(new Node.Entry(key, node(events.next(), depth + 1)));
    }
    return new Node.Mapping(line(start), column(start), entries);
  }

  private IsereException refused(Event event, String reason) {
    return broken(source, event.getStartMark().orElse(null), source.file() + " " + reason);
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static int column(Event event) {
    return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
  }
}
