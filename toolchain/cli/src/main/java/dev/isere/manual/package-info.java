/**
 * What follows from the model of the commands: manual pages, a page of Markdown, completion for
 * shells. Values in, text out.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.manual;
