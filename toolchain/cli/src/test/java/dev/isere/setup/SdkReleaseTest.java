/*
 * Tests of what names the compiler's archives.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.SourceText;
import dev.isere.document.TextFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdkReleaseTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static SdkRelease parse(String text) {
    return SdkRelease.parse(new SourceText("sdk.lock", text));
  }

  @Test
  void readsVersionAddressAndArchives() {
    SdkRelease release =
        parse("# c\n[sdk]\nversion = 1.2\nurl = https://h/x\n\n[linux-x86_64]\na.tar = " + HASH);
    assertEquals("zephyr-sdk-1.2", release.folder());
    assertEquals(
        List.of(new SdkRelease.Archive("a.tar", HASH)), release.hosts().get("linux-x86_64"));
  }

  @Test
  void refusesWhatIsNoHashAndWhatCouldLeaveTheFolder() {
    String head = "[sdk]\nversion = 1\nurl = u\n[h]\n";
    assertThrows(IsereException.class, () -> parse(head + "a.tar = 12"));
    assertThrows(IsereException.class, () -> parse(head + "../a.tar = " + HASH));
    assertThrows(IsereException.class, () -> parse(head + "nonsense"));
    assertThrows(IsereException.class, () -> parse("[h]\na.tar = " + HASH));
  }

  @Test
  void theReleaseInTheTemplatesHasTwoArchivesForEachMachine() {
    Path lock = Path.of(System.getProperty("isere.home"), "templates/workspace/sdk.lock");
    SdkRelease release = SdkRelease.parse(TextFiles.read(lock, 1 << 16));
    assertEquals(4, release.hosts().size());
    release
        .hosts()
        .forEach(
            (host, archives) -> {
              assertEquals(2, archives.size(), host);
              assertTrue(archives.get(0).file().startsWith(release.folder() + "_" + host), host);
              assertTrue(archives.get(1).file().startsWith("toolchain_" + host + "_arm"), host);
            });
  }

  @Test
  void namesMachinesAsTheReleaseDoes() {
    assertEquals("linux-x86_64", SdkRelease.host("Linux", "amd64"));
    assertEquals("linux-aarch64", SdkRelease.host("Linux", "aarch64"));
    assertEquals("macos-aarch64", SdkRelease.host("Mac OS X", "aarch64"));
    assertEquals("windows-11-x86_64", SdkRelease.host("Windows 11", "amd64"));
  }
}
