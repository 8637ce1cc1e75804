/*
 * Tests of the generated application. tests/app holds whole ones.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.glue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.samskivert.mustache.MustacheException;
import dev.isere.board.Board;
import dev.isere.board.Flash;
import dev.isere.board.ZephyrBoard;
import dev.isere.project.Option;
import dev.isere.project.Options;
import dev.isere.project.PortKind;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FirmwareAppTest {
  private static Board board(ZephyrBoard.Link link, String address) {
    Flash flash =
        new Flash(
            0,
            0x400000,
            Optional.empty(),
            new Flash.Partition(0x200000, 0x80000),
            new Flash.Partition(0x280000, 0x80000));
    ZephyrBoard zephyr =
        new ZephyrBoard(
            "acme/lab",
            Optional.empty(),
            Optional.empty(),
            flash,
            Optional.empty(),
            new ZephyrBoard.Network(
                link, Optional.of(address).filter(a -> !a.isEmpty()), Optional.empty()),
            Optional.empty(),
            Optional.empty());
    return new Board(
        "lab",
        "d",
        PortKind.PICO2,
        Board.Build.ZEPHYR,
        Optional.of(zephyr),
        Optional.empty(),
        Path.of("lab"));
  }

  private static Project project(String name, Map<Option, Object> set) {
    return new Project(Path.of("/p/" + name + ".js"), name, Options.of(PortKind.PICO2, set), set);
  }

  private static String render(String template, Board board, Map<Option, Object> set) {
    AppSources sources = new AppSources(new TreeMap<>(Map.of("a/b", template)), "C\n", "O\n");
    return new FirmwareApp("9.9", board, project("p", set)).files(sources).get("a/b");
  }

  @Test
  void copiesTheBoardsFilesAndSaysSo() {
    var files =
        new FirmwareApp("9.9", board(ZephyrBoard.Link.USB, ""), project("p", Map.of()))
            .files(new AppSources(new TreeMap<>(), "C\n", "O\n"));
    assertEquals(
        "# Made by isere 9.9 from boards/lab/board.conf; not to be edited.\nC\n",
        files.get("board.conf"));
    assertEquals(
        "/* Made by isere 9.9 from boards/lab/board.overlay; not to be edited. */\nO\n",
        files.get("board.overlay"));
  }

  @Test
  void sortsOptionsOfScopeFirmwareBySymbolAndLeavesTheOthersOut() {
    Map<Option, Object> set =
        Map.of(
            Option.HTTP_MAX_HEADERS, 40L,
            Option.FUNCTION_MAX_TIMERS, 5L,
            Option.FUNCTION_TIMEOUT_MS, 100L,
            Option.USB_VID, "0x1234",
            Option.NAME, "x");
    assertEquals(
        "ISERE_FUNCTION_MAX_TIMERS=5 ISERE_HTTP_MAX_HEADERS=40 0x1234",
        render(
            "{{#options}}{{symbol}}={{value}} {{/options}}{{usb_vid}}",
            board(ZephyrBoard.Link.USB, ""),
            set));
  }

  @Test
  void derivesCountsFromTheConnections() {
    assertEquals(
        "23 20 18",
        render(
            "{{poll_max}} {{open_max}} {{net_contexts}}",
            board(ZephyrBoard.Link.USB, ""),
            Map.of(Option.HTTP_MAX_CONNECTIONS, 10L)));
  }

  @Test
  void takesTheAddressFromWhereverItIsSet() {
    String template = "{{http_port}} {{address}} {{#ip_stack}}ip{{/ip_stack}}{{#usb}} usb{{/usb}}";
    Map<Option, Object> set = Map.of(Option.USB_ADDRESS, "10.1.2.3", Option.HTTP_PORT, 81L);
    assertEquals("81 10.1.2.3 ip usb", render(template, board(ZephyrBoard.Link.USB, ""), set));
    assertEquals(
        "81 10.0.2.15 ip", render(template, board(ZephyrBoard.Link.ETHERNET, "10.0.2.15"), set));
    assertEquals("8080  ", render(template, board(ZephyrBoard.Link.HOST, ""), set));
  }

  @Test
  void dependsOnNothingOfTheFunction() {
    AppSources sources = new AppSources(new TreeMap<>(Map.of("a", "{{board}}")), "", "");
    Board board = board(ZephyrBoard.Link.USB, "");
    assertEquals(
        new FirmwareApp("1", board, project("one", Map.of(Option.NAME, "one"))).files(sources),
        new FirmwareApp("1", board, project("two", Map.of())).files(sources));
  }

  @Test
  void refusesATemplateWithAnUnknownVariable() {
    Board board = board(ZephyrBoard.Link.USB, "");
    assertThrows(MustacheException.class, () -> render("{{boards}}", board, Map.of()));
    assertThrows(MustacheException.class, () -> render("{{#x}}{{/x}}", board, Map.of()));
  }
}
