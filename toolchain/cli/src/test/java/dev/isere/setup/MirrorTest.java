/*
 * Tests of mirrors and proxies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
  @TempDir private Path folder;

  @Test
  void makesGitFetchFromItWhatTheManifestNames() throws IOException {
    Map<String, String> git = Mirror.of("https://host/zephyr/").gitEnvironment(Map.of());
    assertEquals("1", git.get("GIT_CONFIG_COUNT"));
    assertEquals("url.https://host/zephyr/.insteadOf", git.get("GIT_CONFIG_KEY_0"));
    Path manifest = Path.of(System.getProperty("isere.home"), "templates/workspace/west.yml");
    String base = git.get("GIT_CONFIG_VALUE_0").replaceFirst("/$", "");
    assertTrue(Files.readString(manifest).contains("url-base: " + base + "\n"));
  }

  @Test
  void keepsTheGitSettingsOfTheEnvironment() {
    Map<String, String> git =
        Mirror.of("https://host/z").gitEnvironment(Map.of("GIT_CONFIG_COUNT", "2"));
    assertEquals("3", git.get("GIT_CONFIG_COUNT"));
    assertTrue(git.containsKey("GIT_CONFIG_KEY_2"));
  }

  @Test
  void takesPythonPackagesFromAFolderThatHasThem() throws IOException {
    Mirror mirror = Mirror.of(folder.toUri().toString().replaceFirst("^file:/+", "file:///"));
    assertEquals(Optional.empty(), mirror.python());
    Files.createDirectory(folder.resolve("python"));
    assertEquals(Optional.of(folder.resolve("python")), mirror.python());
    assertEquals(Optional.empty(), Mirror.of("https://host/z").python());
  }

  @Test
  void refusesWhatIsNoUrlOfAFolder() {
    for (String text : List.of("", "host/z", "ftp://host/z", "https://", "file:z", "a b")) {
      IsereException e = assertThrows(IsereException.class, () -> Mirror.of(text), text);
      assertEquals(ExitCode.USAGE, e.exitCode(), text);
    }
    IsereException e = assertThrows(IsereException.class, () -> Mirror.of("file:///there/is/none"));
    assertEquals(ExitCode.MACHINE, e.exitCode());
  }

  @Test
  void goesThroughTheProxyThatTheEnvironmentNames() {
    Map<String, String> environment =
        Map.of("https_proxy", "http://proxy:3128", "NO_PROXY", "inside.example,.corp");
    Proxy proxy = ProxySetting.of(environment, URI.create("https://host/x"));
    assertEquals(InetSocketAddress.createUnresolved("proxy", 3128), proxy.address());
    for (String direct :
        List.of("http://host/x", "https://a.inside.example/", "https://b.corp/", "file:///x")) {
      assertEquals(Proxy.NO_PROXY, ProxySetting.of(environment, URI.create(direct)), direct);
    }
  }
}
