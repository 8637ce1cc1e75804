/*
 * One header field.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

/** One header field (RFC 9110, section 5), its value without white space around it. */
record HttpHeader(String name, String value) {}
