// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** The generated enum {@code Option}: the catalogue of all options. */
final class OptionSource {
  static final ClassName NAME = ClassName.get(JavaSources.PACKAGE, "Option");

  private static final ClassName TYPE = NAME.nestedClass("Type");
  private static final ClassName UNIT = NAME.nestedClass("Unit");
  private static final ClassName SCOPE = NAME.nestedClass("Scope");
  private static final TypeName STRING = ClassName.get(String.class);
  private static final TypeName STRINGS =
      ParameterizedTypeName.get(ClassName.get(List.class), STRING);
  private static final TypeName OBJECTS = ParameterizedTypeName.get(List.class, Object.class);

  private OptionSource() {}

  static TypeSpec type(List<OptionSpec> options) {
    TypeSpec.Builder type =
        TypeSpec.enumBuilder(NAME)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("Every option of isere.yaml, in the order of runtime-c/options.yaml.\n");
    for (OptionSpec option : options) {
      type.addEnumConstant(
          option.constant(),
          TypeSpec.anonymousClassBuilder(arguments(option))
              .addJavadoc("{@code $L}: $L\n", option.key(), javadoc(option.doc()))
              .build());
    }
    addData(type);
    return type.addMethod(defaultFor())
        .addMethod(complaint())
        .addMethod(byKey())
        .addType(PortKindSource.nested(TYPE, "The type of a value.", OptionType.values()))
        .addType(PortKindSource.nested(UNIT, "What an int counts.", Unit.values()))
        .addType(PortKindSource.nested(SCOPE, "What a change of the option costs.", Scope.values()))
        .build();
  }

  /** Text that Javadoc takes as it is. */
  static String javadoc(String doc) {
    String escaped = doc.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;");
    return escaped.replaceAll("`([^`{}]*)`", "{@code $1}");
  }

  private static CodeBlock arguments(OptionSpec option) {
    CodeBlock values =
        option.values().stream()
            .map(value -> CodeBlock.of("$S", value))
            .collect(CodeBlock.joining(", "));
    CodeBlock defaults =
        option.defaults().values().stream()
            .map(OptionSource::literal)
            .collect(CodeBlock.joining(", "));
    return CodeBlock.builder()
        .add(
            "\n$S, $T.$L, $T.$L, $T.$L,\n",
            option.key(),
            TYPE,
            option.type(),
            UNIT,
            option.unit(),
            SCOPE,
            option.scope())
        .add("$LL, $LL, $S,\n", min(option), max(option), option.pattern().orElse(""))
        .add("$T.of($L), $T.of($L),\n", List.class, values, List.class, defaults)
        .add("$S", option.doc())
        .build();
  }

  private static long min(OptionSpec option) {
    return option.range().map(OptionSpec.Range::min).orElse(0L);
  }

  private static long max(OptionSpec option) {
    return option.range().map(OptionSpec.Range::max).orElse(0L);
  }

  private static CodeBlock literal(Object value) {
    if (value instanceof Long number) {
      return CodeBlock.of("$LL", number);
    }
    return value instanceof Boolean on ? CodeBlock.of("$L", on) : CodeBlock.of("$S", value);
  }

  /** A field, its constructor parameter and its accessor, which all have one name. */
  private record Datum(TypeName type, String name, String doc) {}

  private static void addData(TypeSpec.Builder type) {
    List<Datum> data =
        List.of(
            new Datum(STRING, "key", "As in isere.yaml: {@code name} or {@code group.name}."),
            new Datum(TYPE, "type", "The type of its values."),
            new Datum(UNIT, "unit", "What an int counts; NONE for every other type."),
            new Datum(SCOPE, "scope", "What a change costs."),
            new Datum(TypeName.LONG, "min", "The smallest int, inclusive; 0 for every other type."),
            new Datum(TypeName.LONG, "max", "The largest int, inclusive; 0 for every other type."),
            new Datum(
                STRING,
                "pattern",
                "The regular expression that a whole string, or each name of a map, matches; may be empty."),
            new Datum(STRINGS, "words", "The words of an enum; empty for every other type."),
            new Datum(OBJECTS, "defaults", ""),
            new Datum(STRING, "doc", "What it is, in sentences."));
    MethodSpec.Builder constructor = MethodSpec.constructorBuilder();
    for (Datum datum : data) {
      type.addField(
          FieldSpec.builder(datum.type(), datum.name(), Modifier.PRIVATE, Modifier.FINAL).build());
      constructor.addParameter(datum.type(), datum.name());
      constructor.addStatement("this.$1L = $1L", datum.name());
      if (!datum.doc().isEmpty()) {
        type.addMethod(
            MethodSpec.methodBuilder(datum.name())
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("$L\n", datum.doc())
                .returns(datum.type())
                .addStatement("return $L", datum.name())
                .build());
      }
    }
    type.addMethod(constructor.build());
  }

  private static MethodSpec defaultFor() {
    return MethodSpec.methodBuilder("defaultFor")
        .addModifiers(Modifier.PUBLIC)
        .addJavadoc(
            "The value when nothing is said: a Long, Boolean or String; empty where there is none.\n")
        .addParameter(PortKindSource.NAME, "kind")
        .returns(ParameterizedTypeName.get(Optional.class, Object.class))
        .addStatement(
            "return defaults.isEmpty() ? $1T.empty() : $1T.of(defaults.get(kind.ordinal()))",
            Optional.class)
        .build();
  }

  private static MethodSpec complaint() {
    return MethodSpec.methodBuilder("complaint")
        .addModifiers(Modifier.PUBLIC)
        .addJavadoc(
            """
            What is wrong with a value, as in {@code has to be a whole number from 1 to 64}; empty when \
            nothing is.

            @param value a Long, Boolean, String, Map of String to String or to Long, as the type says
            """)
        .addParameter(Object.class, "value")
        .returns(ParameterizedTypeName.get(Optional.class, String.class))
        .addStatement(
            CodeBlock.builder()
                .add("return switch (type) {$>\n")
                .add("case INT -> value instanceof Long n && n >= min && n <= max$>$>\n")
                .add("? $T.empty()\n", Optional.class)
                .add(
                    ": $T.of(\"has to be a whole number from \" + min + \" to \" + max);$<$<\n",
                    Optional.class)
                .add("case BOOL -> value instanceof Boolean$>$>\n")
                .add("? $1T.empty()\n: $1T.of(\"has to be true or false\");$<$<\n", Optional.class)
                .add("case ENUM -> value instanceof String s && words.contains(s)$>$>\n")
                .add(
                    "? $1T.empty()\n: $1T.of(\"has to be one of \" + String.join(\", \", words));$<$<\n",
                    Optional.class)
                .add("case STRING -> !(value instanceof String s)$>$>\n")
                .add("? $T.of(\"has to be text\")\n", Optional.class)
                .add(": pattern.isEmpty() || s.matches(pattern)\n")
                .add("? $1T.empty()\n: $1T.of(\"has to match \" + pattern);$<$<\n", Optional.class)
                .add("case MAP -> value instanceof $T<?, ?> m$>$>\n", Map.class)
                .add("&& m.keySet().stream()$>$>\n")
                .add(
                    ".allMatch(k -> k instanceof String s && (pattern.isEmpty() || s.matches(pattern)))$<$<\n")
                .add("&& m.values().stream().allMatch(v -> v instanceof String)\n")
                .add(
                    "? $1T.empty()\n: $1T.of(\"has to be names\" + (pattern.isEmpty() ? \"\" : \" that match \" + pattern) + \" with texts\");$<$<\n",
                    Optional.class)
                .add("case COUNTS -> value instanceof $T<?, ?> m$>$>\n", Map.class)
                .add("&& m.keySet().stream()$>$>\n")
                .add(
                    ".allMatch(k -> k instanceof String s && (pattern.isEmpty() || s.matches(pattern)))$<$<\n")
                .add(
                    "&& m.values().stream().allMatch(v -> v instanceof Long n && n >= 1 && n <= 4294967295L)\n")
                .add(
                    "? $1T.empty()\n: $1T.of(\"has to be names\" + (pattern.isEmpty() ? \"\" : \" that match \" + pattern) + \" with whole numbers from 1\");$<$<\n$<",
                    Optional.class)
                .add("}")
                .build())
        .build();
  }

  private static MethodSpec byKey() {
    return MethodSpec.methodBuilder("of")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addJavadoc("Finds an option by its key.\n")
        .addParameter(String.class, "key")
        .returns(ParameterizedTypeName.get(ClassName.get(Optional.class), NAME))
        .beginControlFlow("for ($T option : values())", NAME)
        .beginControlFlow("if (option.key.equals(key))")
        .addStatement("return $T.of(option)", Optional.class)
        .endControlFlow()
        .endControlFlow()
        .addStatement("return $T.empty()", Optional.class)
        .build();
  }
}
