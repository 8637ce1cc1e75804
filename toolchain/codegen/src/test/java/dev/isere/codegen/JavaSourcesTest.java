// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles what is generated, with every warning an error, and calls it. */
class JavaSourcesTest {
  @TempDir static Path folder;

  private static URLClassLoader loader;
  private static Class<?> option;
  private static Class<?> options;
  private static Class<?> kind;

  @BeforeAll
  static void compile() throws IOException, ClassNotFoundException {
    loader = load(Sample.options(), folder.resolve("sample"));
    option = loader.loadClass("dev.isere.project.Option");
    options = loader.loadClass("dev.isere.project.Options");
    kind = loader.loadClass("dev.isere.project.PortKind");
  }

  @AfterAll
  static void close() throws IOException {
    loader.close();
  }

  @Test
  void compilesTheProjectsOwnOptions() throws IOException {
    load(Sample.real(), folder.resolve("real")).close();
  }

  @Test
  void findsAnOptionByItsKey() throws ReflectiveOperationException {
    assertEquals(Optional.of(constant("HTTP_MAX_BODY_BYTES")), of("http.max_body_bytes"));
    assertEquals(Optional.empty(), of("http.max_body"));
  }

  @Test
  void knowsWhatAnOptionMayBe() throws ReflectiveOperationException {
    Object body = constant("HTTP_MAX_BODY_BYTES");

    assertEquals(4294967295L, call(body, "max"));
    assertEquals("bytes", call(call(body, "unit"), "id"));
    assertEquals("image", call(call(body, "scope"), "id"));
    assertEquals(List.of("info", "warn"), call(constant("LOG_LEVEL"), "words"));
    assertEquals(Optional.of(50L), defaultFor(body, "PICO2"));
    assertEquals(Optional.empty(), defaultFor(constant("NAME"), "PICO2"));
  }

  @Test
  void complainsAboutValues() throws ReflectiveOperationException {
    assertEquals(Optional.empty(), complaint("HTTP_MAX_BODY_BYTES", 0L));
    assertEquals(
        Optional.of("has to be a whole number from 0 to 4294967295"),
        complaint("HTTP_MAX_BODY_BYTES", 4294967296L));
    assertEquals(
        Optional.of("has to be a whole number from 0 to 4294967295"),
        complaint("HTTP_MAX_BODY_BYTES", "0"));
    assertEquals(Optional.of("has to be true or false"), complaint("LOG_COLOUR", 1L));
    assertEquals(Optional.of("has to be one of info, warn"), complaint("LOG_LEVEL", "debug"));
    assertEquals(Optional.of("has to be text"), complaint("NAME", 3L));
    assertEquals(Optional.of("has to match [a-z]+|[0-9]+"), complaint("NAME", "a1"));
    assertEquals(Optional.empty(), complaint("ENV", Map.of("A", "1")));
    assertEquals(
        Optional.of("has to be names that match [A-Z]+ with texts"),
        complaint("ENV", Map.of("a", "1")));
    assertEquals(
        Optional.of("has to be names that match [A-Z]+ with texts"),
        complaint("ENV", Map.of("A", 1L)));
  }

  @Test
  void joinsWhatWasSetWithTheDefaults() throws ReflectiveOperationException {
    Object joined = resolve("PICO", Map.of(constant("NAME"), "abc", constant("LOG_LEVEL"), "warn"));

    assertEquals(Optional.of("abc"), call(joined, "name"));
    assertEquals(Map.of(), call(joined, "env"));
    assertEquals("warn", call(call(joined, "log"), "level"));
    assertEquals(false, call(call(joined, "log"), "colour"));
    assertEquals(10L, call(call(joined, "http"), "maxBodyBytes"));
    assertEquals(5, ((Map<?, ?>) call(joined, "toMap")).size());
  }

  @Test
  void refusesToJoinABadValue() {
    InvocationTargetException thrown =
        assertThrows(
            InvocationTargetException.class,
            () -> resolve("PICO", Map.of(constant("HTTP_MAX_BODY_BYTES"), -1L)));

    assertEquals(
        "http.max_body_bytes has to be a whole number from 0 to 4294967295",
        thrown.getCause().getMessage());
  }

  private static URLClassLoader load(List<OptionSpec> specs, Path into) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-Xlint:all", "-Werror", "--release", "17", "-d"));
    arguments.add(into.resolve("classes").toString());
    for (Map.Entry<String, String> file : JavaSources.of(specs).entrySet()) {
      Path path = into.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      arguments.add(Files.writeString(path, file.getValue()).toString());
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertTrue(code == 0, "the generated Java has warnings or errors; they stand above");
    return new URLClassLoader(new URL[] {into.resolve("classes").toUri().toURL()});
  }

  private static Object constant(String name) {
    return Arrays.stream(option.getEnumConstants())
        .filter(candidate -> candidate.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Object portKind(String name) {
    return Arrays.stream(kind.getEnumConstants())
        .filter(candidate -> candidate.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  private static Object of(String key) throws ReflectiveOperationException {
    return option.getMethod("of", String.class).invoke(null, key);
  }

  private static Object defaultFor(Object target, String name) throws ReflectiveOperationException {
    return option.getMethod("defaultFor", kind).invoke(target, portKind(name));
  }

  private static Object complaint(String name, Object value) throws ReflectiveOperationException {
    return option.getMethod("complaint", Object.class).invoke(constant(name), value);
  }

  private static Object resolve(String name, Map<Object, Object> set)
      throws ReflectiveOperationException {
    return options.getMethod("of", kind, Map.class).invoke(null, portKind(name), set);
  }
}
