// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes docs/isere.schema.json, a JSON Schema (draft 2020-12) of isere.yaml. */
final class SchemaText {
  private static final long MAX_UINT32 = (1L << 32) - 1;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SchemaText() {}

  static String of(List<OptionSpec> options) {
    ObjectNode schema = JSON.objectNode();
    schema.put(
        "$comment",
        "Made by isere-codegen from runtime-c/options.yaml; not to be edited. After a change there:"
            + " ./check --fix-generated. SPDX-License-Identifier: Apache-2.0");
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "isere.yaml");
    schema.put("description", "The options of an isère project.");
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    Map<String, ObjectNode> groups = new LinkedHashMap<>();
    for (OptionSpec option : options) {
      ObjectNode parent =
          option.group().isEmpty()
              ? properties
              : groups.computeIfAbsent(option.group(), name -> addGroup(properties, name));
      parent.set(option.name(), property(option));
    }
    return print(schema);
  }

  private static ObjectNode addGroup(ObjectNode properties, String name) {
    ObjectNode group = properties.putObject(name);
    group.put("type", "object");
    group.put("additionalProperties", false);
    return group.putObject("properties");
  }

  private static ObjectNode property(OptionSpec option) {
    ObjectNode property = JSON.objectNode();
    property.put("description", description(option));
    switch (option.type()) {
      case INT -> {
        property.put("type", "integer");
        option.range().ifPresent(r -> property.put("minimum", r.min()).put("maximum", r.max()));
      }
      case BOOL -> property.put("type", "boolean");
      case ENUM -> option.values().forEach(property.putArray("enum")::add);
      case STRING -> {
        property.put("type", "string");
        option.pattern().ifPresent(p -> property.put("pattern", whole(p)));
      }
      case MAP -> {
        property.put("type", "object");
        option
            .pattern()
            .ifPresent(p -> property.putObject("propertyNames").put("pattern", whole(p)));
        property.putObject("additionalProperties").put("type", "string");
      }
      case COUNTS -> {
        property.put("type", "object");
        option
            .pattern()
            .ifPresent(p -> property.putObject("propertyNames").put("pattern", whole(p)));
        ObjectNode number = property.putObject("additionalProperties").put("type", "integer");
        number.put("minimum", 1).put("maximum", MAX_UINT32);
      }
    }
    if (option.hasOneDefault()) {
      property.putPOJO("default", option.defaults().get(PortKind.LAPTOP));
    }
    return property;
  }

  /** JSON Schema looks for a pattern anywhere in a text. */
  private static String whole(String pattern) {
    return "^(?:" + pattern + ")$";
  }

  private static String description(OptionSpec option) {
    String unit = option.unit() == Unit.NONE ? "" : " Unit: " + option.unit().id() + ".";
    String defaults =
        option.defaults().isEmpty() || option.hasOneDefault()
            ? ""
            : option.defaults().entrySet().stream()
                .map(e -> e.getValue() + " (" + e.getKey().id() + ")")
                .collect(Collectors.joining(", ", " Default: ", "."));
    return option.doc() + unit + defaults + " Scope: " + option.scope().id() + ".";
  }

  private static String print(ObjectNode schema) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter()
            .withSeparators(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
