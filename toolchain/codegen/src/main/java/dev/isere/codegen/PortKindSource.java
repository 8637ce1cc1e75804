// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** Enums whose constants have an id, as they stand in YAML. */
final class PortKindSource {
  static final ClassName NAME = ClassName.get(JavaSources.PACKAGE, "PortKind");

  private PortKindSource() {}

  static TypeSpec type() {
    TypeSpec.Builder type =
        withId(
            TypeSpec.enumBuilder(NAME)
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("The kinds of port that have defaults of their own.\n"));
    for (PortKind kind : PortKind.values()) {
      type.addEnumConstant(
          kind.name(),
          TypeSpec.anonymousClassBuilder("$S", kind.id())
              .addJavadoc("$L.\n", kind.title())
              .build());
    }
    return type.addMethod(byId(NAME)).build();
  }

  /** A nested enum of lower-case words. */
  static TypeSpec nested(ClassName name, String doc, Enum<?>... words) {
    TypeSpec.Builder type =
        withId(
            TypeSpec.enumBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc(doc + "\n"));
    for (Enum<?> word : words) {
      String id = word.name().toLowerCase(java.util.Locale.ROOT);
      type.addEnumConstant(word.name(), TypeSpec.anonymousClassBuilder("$S", id).build());
    }
    return type.build();
  }

  private static TypeSpec.Builder withId(TypeSpec.Builder type) {
    return type.addField(
            FieldSpec.builder(String.class, "id", Modifier.PRIVATE, Modifier.FINAL).build())
        .addMethod(
            MethodSpec.constructorBuilder()
                .addParameter(String.class, "id")
                .addStatement("this.id = id")
                .build())
        .addMethod(
            MethodSpec.methodBuilder("id")
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("As it stands in YAML.\n")
                .returns(String.class)
                .addStatement("return id")
                .build());
  }

  private static MethodSpec byId(ClassName self) {
    TypeName optional = ParameterizedTypeName.get(ClassName.get(Optional.class), self);
    return MethodSpec.methodBuilder("of")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addJavadoc("Finds a constant by its id.\n")
        .addParameter(String.class, "id")
        .returns(optional)
        .beginControlFlow("for ($T candidate : values())", self)
        .beginControlFlow("if (candidate.id.equals(id))")
        .addStatement("return $T.of(candidate)", Optional.class)
        .endControlFlow()
        .endControlFlow()
        .addStatement("return $T.empty()", Optional.class)
        .build();
  }
}
