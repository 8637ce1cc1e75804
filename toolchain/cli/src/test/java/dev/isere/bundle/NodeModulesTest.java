/*
 * Tests of the modules of Node.js that a function can import.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeModulesTest {
  @TempDir private Path folder;

  /** What the people are told a module has is what its file exports. */
  @Test
  void eachModuleExportsWhatIsSaid() throws IOException {
    for (Map.Entry<String, List<String>> module : NodeModules.EXPORTS.entrySet()) {
      String imports = String.join(", ", module.getValue());
      assertEquals(
          List.of(), problems("import { " + imports + " } from '" + module.getKey() + "'"));
      assertEquals(List.of(), problems("import x from '" + module.getKey() + "'"));
      assertEquals(
          module.getValue(), new ArrayList<>(new TreeSet<>(exported(module.getKey()))), "sorted");
    }
  }

  private List<String> exported(String name) throws IOException {
    EsbuildResult result = build("export * from '" + name + "'");
    return Metafile.parse(result.metafile()).exports();
  }

  private List<String> problems(String source) throws IOException {
    return build(source).messages().stream().map(EsbuildMessage::text).toList();
  }

  private EsbuildResult build(String source) throws IOException {
    Files.writeString(folder.resolve("h.js"), source);
    Path executable = EsbuildBinary.ofThisMachine().locate();
    try (EsbuildService service =
        EsbuildService.start(executable, "./h.js", folder, EsbuildFlags.flags())) {
      return service.build();
    }
  }

  @Test
  void whatIsNotUsedIsNotInTheBundle() throws IOException {
    String bundle =
        new String(
            build("import { env } from 'node:process'\nimport 'node:url'\nexport default env")
                .bundle(),
            UTF_8);
    assertTrue(bundle.contains("process"), bundle);
    assertTrue(!bundle.contains("URL"), bundle);
  }

  @Test
  void aModuleIsNoFile() throws IOException {
    EsbuildResult result = build("export { env } from 'node:process'");
    List<Metafile.Input> inputs = Metafile.parse(result.metafile()).inputs();
    assertEquals(
        List.of("h.js true", "node:process false"),
        inputs.stream().map(i -> i.name() + " " + i.isFile()).sorted().toList());
  }
}
