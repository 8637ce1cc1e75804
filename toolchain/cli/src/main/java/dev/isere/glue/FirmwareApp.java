/*
 * The generated Zephyr application.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.glue;

import com.samskivert.mustache.Mustache;
import dev.isere.board.Board;
import dev.isere.board.ZephyrBoard;
import dev.isere.project.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The generated Zephyr application. The same board and options give the same bytes, whatever the
 * function; templates/firmware/README.md explains the variables.
 */
public final class FirmwareApp {
  private static final Mustache.Compiler MUSTACHE =
      Mustache.compiler().escapeHTML(false).strictSections(true);

  /** On a host there is no port below 1024 for everybody; a board has no other programs. */
  private static final long HOST_HTTP_PORT = 8080;

  private static final String MASK = "255.255.255.0";

  /** The wake-up, and reading and writing of the listener. */
  private static final long POLLS_BESIDE_CONNECTIONS = 3;

  /** The listener, the wake-up, the sockets of DHCP and mDNS, Zephyr's own. */
  private static final long SOCKETS_BESIDE_CONNECTIONS = 10;

  /**
   * The listener, DHCP, mDNS, and a connection that is closing; and four that wait for a place, for
   * a browser opens six: the IP stack refuses those beyond.
   */
  private static final long CONTEXTS_BESIDE_CONNECTIONS = 8;

  private final String version;
  private final Board board;
  private final ZephyrBoard zephyr;
  private final Project project;

  /**
   * @param version of isère
   * @param board one that runs Zephyr
   */
  public FirmwareApp(String version, Board board, Project project) {
    this.version = version;
    this.board = board;
    this.zephyr = board.zephyr().orElseThrow();
    this.project = project;
  }

  /** The application's files: text by path with slashes. */
  public SortedMap<String, String> files(AppSources sources) {
    SortedMap<String, String> files = new TreeMap<>();
    Map<String, Object> values = values();
    sources
        .templates()
        .forEach((path, text) -> files.put(path, MUSTACHE.compile(text).execute(values)));
    String origin = "Made by isere " + version + " from boards/" + board.name() + "/";
    String rest = "; not to be edited.";
    files.put("board.conf", "# " + origin + "board.conf" + rest + "\n" + sources.boardConf());
    files.put(
        "board.overlay",
        "/* " + origin + "board.overlay" + rest + " */\n" + sources.boardOverlay());
    return files;
  }

  /** The port that the board listens on. */
  public static long httpPort(ZephyrBoard zephyr, Project project) {
    return zephyr.network().link() == ZephyrBoard.Link.HOST
        ? HOST_HTTP_PORT
        : project.options().http().port();
  }

  /** The board's own address; empty for the sockets of a host. */
  public static String address(ZephyrBoard zephyr, Project project) {
    return switch (zephyr.network().link()) {
      case USB -> project.options().usb().address();
      case ETHERNET -> zephyr.network().address().orElseThrow();
      case HOST -> "";
    };
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("version", version);
    values.put("board", board.name());
    values.put("zephyr_board", zephyr.target());
    values.put("port_kind", board.port().id().toUpperCase(Locale.ROOT));
    values.put("http_port", httpPort(zephyr, project));
    values.put("options", options());
    putCounts(values);
    putNetwork(values);
    return values;
  }

  private List<Map<String, Object>> options() {
    SortedMap<String, Long> symbols = new TreeMap<>();
    project
        .firmwareOptions()
        .forEach(
            (option, value) ->
                symbols.put(
                    "ISERE_" + option.key().replace('.', '_').toUpperCase(Locale.ROOT), value));
    List<Map<String, Object>> options = new ArrayList<>();
    symbols.forEach((symbol, value) -> options.add(Map.of("symbol", symbol, "value", value)));
    return options;
  }

  private void putCounts(Map<String, Object> values) {
    long connections = project.options().http().maxConnections();
    values.put("poll_max", 2 * connections + POLLS_BESIDE_CONNECTIONS);
    values.put("open_max", connections + SOCKETS_BESIDE_CONNECTIONS);
    values.put("net_contexts", connections + CONTEXTS_BESIDE_CONNECTIONS);
  }

  private void putNetwork(Map<String, Object> values) {
    ZephyrBoard.Link link = zephyr.network().link();
    values.put("ip_stack", link != ZephyrBoard.Link.HOST);
    values.put("address", address(zephyr, project));
    values.put("mask", MASK);
    values.put("gateway", zephyr.network().gateway().orElse(""));
    values.put("usb", link == ZephyrBoard.Link.USB);
    values.put("usb_network", project.options().usb().network());
    values.put("usb_vid", project.options().usb().vid());
    values.put("usb_pid", project.options().usb().pid());
    values.put("usb_manufacturer", project.options().usb().manufacturer());
    values.put("usb_product", project.options().usb().product());
  }
}
