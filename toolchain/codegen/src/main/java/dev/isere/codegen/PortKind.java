// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

/** The kinds of port that have defaults of their own, in the order in which they are written. */
enum PortKind {
  LAPTOP("laptop", "laptop, server"),
  PICO2("pico2", "Pico 2"),
  PICO("pico", "Pico");

  private final String id;
  private final String title;

  PortKind(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** As it stands in options.yaml. */
  String id() {
    return id;
  }

  /** As people read it. */
  String title() {
    return title;
  }
}
