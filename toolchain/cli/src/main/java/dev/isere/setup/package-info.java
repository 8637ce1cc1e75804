/**
 * Makes the workspace that firmware is built in: west in an environment of its own, Zephyr, a
 * compiler. What is fetched is pinned in templates/workspace.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;
