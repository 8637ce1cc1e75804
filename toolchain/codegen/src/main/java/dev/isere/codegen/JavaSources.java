// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the Java of package dev.isere.project that follows from the options. */
final class JavaSources {
  static final String PACKAGE = "dev.isere.project";

  private JavaSources() {}

  /** Path below the folder of sources, content. */
  static Map<String, String> of(List<OptionSpec> options) {
    Map<String, String> files = new LinkedHashMap<>();
    List<TypeSpec> types =
        List.of(PortKindSource.type(), OptionSource.type(options), OptionsSource.type(options));
    for (TypeSpec type : types) {
      JavaFile file =
          JavaFile.builder(PACKAGE, type)
              .addFileComment(
                  "Made by isere-codegen from runtime-c/options.yaml; not to be edited.\n")
              .addFileComment("SPDX-License-Identifier: Apache-2.0")
              .indent("  ")
              .skipJavaLangImports(true)
              .build();
      files.put("dev/isere/project/" + type.name() + ".java", file.toString());
    }
    return files;
  }
}
