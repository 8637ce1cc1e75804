/*
 * The texts that an application is made of.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.glue;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The texts that an application is made of.
 *
 * @param templates Mustache templates (templates/firmware) by their path with slashes
 * @param boardConf the board's Kconfig fragment, board.conf
 * @param boardOverlay the board's part of the devicetree, board.overlay
 */
public record AppSources(
    SortedMap<String, String> templates, String boardConf, String boardOverlay) {
  public AppSources {
    templates = Collections.unmodifiableSortedMap(new TreeMap<>(templates));
  }
}
