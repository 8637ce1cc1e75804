/**
 * @file
 * isere-image-check: reads paths from standard input, one a line, and prints for each "ok" or the sentence that
 * isere_image_open refuses it with. tests/image holds it against the Java reader.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isere/image.h"

#define MAX_PATH_BYTES 4096
#define MAX_FILE_BYTES (1 << 20)

/** Reads a file into memory of exactly its size, so that AddressSanitizer sees the first byte too many. */
static void *read_file(const char *path, size_t *len) {
  static uint8_t buffer[MAX_FILE_BYTES];
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  *len = fread(buffer, 1, sizeof(buffer), file);
  (void)fclose(file);
  void *exact = malloc(*len == 0 ? 1 : *len);
  if (exact != NULL && *len != 0) memcpy(exact, buffer, *len);
  return exact;
}

int main(void) {
  char path[MAX_PATH_BYTES];
  while (fgets(path, sizeof(path), stdin) != NULL) {
    path[strcspn(path, "\n")] = 0;
    size_t len = 0;
    void *bytes = read_file(path, &len);
    if (bytes == NULL) {
      (void)fprintf(stderr, "error: cannot read %s\n", path);
      return 1;
    }
    isere_image_t image;
    isere_image_error_t error;
    int result = isere_image_open(&image, bytes, len, false, &error);
    printf("%s\n", result == 0 ? "ok" : error.reason);
    free(bytes);
  }
  return 0;
}
