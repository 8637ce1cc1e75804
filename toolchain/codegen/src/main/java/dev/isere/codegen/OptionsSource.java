// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** The generated record {@code Options}: a value for every option, one nested record a group. */
final class OptionsSource {
  static final ClassName NAME = ClassName.get(JavaSources.PACKAGE, "Options");

  private static final TypeName VALUES =
      ParameterizedTypeName.get(
          ClassName.get(Map.class), OptionSource.NAME, ClassName.get(Object.class));
  private static final TypeName TEXTS =
      ParameterizedTypeName.get(Map.class, String.class, String.class);
  private static final TypeName NUMBERS =
      ParameterizedTypeName.get(Map.class, String.class, Long.class);
  private static final TypeName MAYBE_TEXT =
      ParameterizedTypeName.get(Optional.class, String.class);

  private OptionsSource() {}

  static TypeSpec type(List<OptionSpec> options) {
    TypeSpec.Builder type =
        TypeSpec.recordBuilder(NAME)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc(
                "A value for every option: what was set, and the defaults of a kind of port.\n\n");
    MethodSpec.Builder components = MethodSpec.constructorBuilder();
    List<CodeBlock> arguments = new ArrayList<>();
    byGroup(options)
        .forEach(
            (group, members) -> {
              if (group.isEmpty()) {
                members.forEach(m -> addComponent(type, components, m));
                members.forEach(m -> arguments.add(value(m)));
              } else {
                ClassName name = NAME.nestedClass(capital(OptionsFile.camel(group)));
                type.addType(groupType(name, group, members));
                type.addJavadoc(
                    "@param $1L what stands below {@code $2L:}\n", OptionsFile.camel(group), group);
                components.addParameter(name, OptionsFile.camel(group));
                arguments.add(groupValue(name, members));
              }
            });
    return type.recordConstructor(components.build())
        .addMethod(of(arguments))
        .addMethod(toMap(options))
        .addMethod(resolve())
        .addMethods(readers(options))
        .build();
  }

  private static Map<String, List<OptionSpec>> byGroup(List<OptionSpec> options) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    options.forEach(o -> groups.computeIfAbsent(o.group(), g -> new ArrayList<>()).add(o));
    return groups;
  }

  private static TypeSpec groupType(ClassName name, String group, List<OptionSpec> members) {
    TypeSpec.Builder type =
        TypeSpec.recordBuilder(name)
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addJavadoc("What stands below {@code $L:}.\n\n", group);
    MethodSpec.Builder components = MethodSpec.constructorBuilder();
    members.forEach(m -> addComponent(type, components, m));
    return type.recordConstructor(components.build()).build();
  }

  private static void addComponent(
      TypeSpec.Builder type, MethodSpec.Builder components, OptionSpec option) {
    String name = OptionsFile.camel(option.name());
    String unit = option.unit() == Unit.NONE ? "" : " Unit: " + option.unit().id() + ".";
    String range = option.range().map(r -> " " + r.min() + " to " + r.max() + ".").orElse("");
    type.addJavadoc("@param $L $L$L$L\n", name, OptionSource.javadoc(option.doc()), unit, range);
    components.addParameter(ParameterSpec.builder(typeOf(option), name).build());
  }

  private static TypeName typeOf(OptionSpec option) {
    return switch (option.type()) {
      case INT -> TypeName.LONG;
      case BOOL -> TypeName.BOOLEAN;
      case ENUM, STRING -> option.defaults().isEmpty() ? MAYBE_TEXT : ClassName.get(String.class);
      case MAP -> TEXTS;
      case COUNTS -> NUMBERS;
    };
  }

  /** The name of the helper that takes a value out of the map. */
  private static String reader(OptionSpec option) {
    return switch (option.type()) {
      case INT -> "number";
      case BOOL -> "flag";
      case ENUM, STRING -> option.defaults().isEmpty() ? "maybeText" : "text";
      case MAP -> "texts";
      case COUNTS -> "numbers";
    };
  }

  private static CodeBlock value(OptionSpec option) {
    return CodeBlock.of("$L(all, $T.$L)", reader(option), OptionSource.NAME, option.constant());
  }

  private static CodeBlock groupValue(ClassName name, List<OptionSpec> members) {
    return CodeBlock.builder()
        .add("new $T($>$>\n", name)
        .add(members.stream().map(OptionsSource::value).collect(CodeBlock.joining(",\n")))
        .add(")$<$<")
        .build();
  }

  private static MethodSpec of(List<CodeBlock> arguments) {
    return MethodSpec.methodBuilder("of")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addJavadoc(
            """
            Joins what was set and the defaults of a kind of port.

            @param set a Long, Boolean, String, Map of String to String or to Long for each option that was
              set
            @throws IllegalArgumentException for a value that {@link Option#complaint} complains about
            """)
        .addParameter(PortKindSource.NAME, "kind")
        .addParameter(VALUES, "set")
        .returns(NAME)
        .addStatement("$T all = resolve(kind, set)", VALUES)
        .addStatement(
            CodeBlock.builder()
                .add("return new $T($>$>\n", NAME)
                .add(CodeBlock.join(arguments, ",\n"))
                .add(")$<$<")
                .build())
        .build();
  }

  private static MethodSpec toMap(List<OptionSpec> options) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder("toMap")
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("Every option that has a value, in the order of {@link Option}.\n")
            .returns(VALUES)
            .addStatement("$T all = new $T<>($T.class)", VALUES, EnumMap.class, OptionSource.NAME);
    for (OptionSpec option : options) {
      String group = option.group().isEmpty() ? "" : OptionsFile.camel(option.group()) + ".";
      String path = group + OptionsFile.camel(option.name());
      if (typeOf(option).equals(MAYBE_TEXT)) {
        method.addStatement(
            "$L.ifPresent(v -> all.put($T.$L, v))", path, OptionSource.NAME, option.constant());
      } else {
        method.addStatement("all.put($T.$L, $L)", OptionSource.NAME, option.constant(), path);
      }
    }
    return method.addStatement("return $T.unmodifiableMap(all)", Collections.class).build();
  }

  private static MethodSpec resolve() {
    return MethodSpec.methodBuilder("resolve")
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(PortKindSource.NAME, "kind")
        .addParameter(VALUES, "set")
        .returns(VALUES)
        .addStatement("$T all = new $T<>($T.class)", VALUES, EnumMap.class, OptionSource.NAME)
        .beginControlFlow("for ($1T option : $1T.values())", OptionSource.NAME)
        .addStatement("option.defaultFor(kind).ifPresent(v -> all.put(option, v))")
        .beginControlFlow("if (set.containsKey(option))")
        .addStatement("Object value = set.get(option)")
        .addStatement(
            "option.complaint(value).ifPresent(c -> {\n  throw new $T(option.key() + \" \" + c);\n})",
            IllegalArgumentException.class)
        .addStatement("all.put(option, value)")
        .endControlFlow()
        .endControlFlow()
        .addStatement("return all")
        .build();
  }

  private static List<MethodSpec> readers(List<OptionSpec> options) {
    List<String> used = options.stream().map(OptionsSource::reader).distinct().toList();
    return List.of(
            reader("number", TypeName.LONG, CodeBlock.of("(Long) all.get(option)")),
            reader("flag", TypeName.BOOLEAN, CodeBlock.of("(Boolean) all.get(option)")),
            reader("text", ClassName.get(String.class), CodeBlock.of("(String) all.get(option)")),
            reader(
                "maybeText",
                MAYBE_TEXT,
                CodeBlock.of("$T.ofNullable((String) all.get(option))", Optional.class)),
            copied("texts", TEXTS, String.class),
            copied("numbers", NUMBERS, Long.class))
        .stream()
        .filter(method -> used.contains(method.name()))
        .toList();
  }

  /** A copy in the order of the file; complaint() has seen every key and value. */
  private static MethodSpec copied(String name, TypeName type, Class<?> value) {
    return MethodSpec.methodBuilder(name)
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(VALUES, "all")
        .addParameter(OptionSource.NAME, "option")
        .returns(type)
        .addStatement("$T copy = new $T<>()", type, LinkedHashMap.class)
        .beginControlFlow("if (all.get(option) instanceof $T<?, ?> map)", Map.class)
        .addStatement("map.forEach((k, v) -> copy.put((String) k, ($T) v))", value)
        .endControlFlow()
        .addStatement("return $T.unmodifiableMap(copy)", Collections.class)
        .build();
  }

  private static MethodSpec reader(String name, TypeName type, CodeBlock value) {
    return MethodSpec.methodBuilder(name)
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(VALUES, "all")
        .addParameter(OptionSource.NAME, "option")
        .returns(type)
        .addStatement("return $L", value)
        .build();
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
