/* Made by isere-codegen from pom.xml; not to be edited.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_VERSION_H
#define ISERE_VERSION_H

/** The version of isère. */
#define ISERE_VERSION "0.1.0"

#endif
