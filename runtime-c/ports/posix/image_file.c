/**
 * @file
 * Reading the function image from a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posix.h"

/** Reads exactly @p len bytes: 0, or -1 with errno (0 when the file ends early). */
static int read_all(int fd, char *out, size_t len) {
  while (len > 0) {
    ssize_t count = read(fd, out, len);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      if (count == 0) errno = 0;
      return -1;
    }
    out += count;
    len -= (size_t)count;
  }
  return 0;
}

static int read_open_file(const char *path, int fd, void **bytes, size_t *len) {
  struct stat status;
  if (fstat(fd, &status) != 0) {
    isere_posix_print_error(NULL, "cannot read %s: %s", path, strerror(errno));
    return -1;
  }
  if (!S_ISREG(status.st_mode)) {
    isere_posix_print_error("a function image is made by: isere build", "%s is not a file", path);
    return -1;
  }
  if (status.st_size > (off_t)ISERE_POSIX_MAX_IMAGE_BYTES) {
    isere_posix_print_error("is it a function image? isere inspect shows one", "%s is larger than %u bytes", path,
                            ISERE_POSIX_MAX_IMAGE_BYTES);
    return -1;
  }
  *len = (size_t)status.st_size;
  *bytes = isere_port_reserve(*len);
  if (*bytes == NULL) {
    isere_posix_print_error(NULL, "no memory for the %zu bytes of %s", *len, path);
    return -1;
  }
  if (read_all(fd, *bytes, *len) == 0) return 0;
  isere_posix_print_error(NULL, "cannot read %s: %s", path,
                          errno != 0 ? strerror(errno) : "it became shorter meanwhile");
  return -1;
}

int isere_posix_read_image(const char *path, void **bytes, size_t *len) {
  /* O_NONBLOCK: opening a FIFO must not wait for its writer. */
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    const char *help = errno == ENOENT ? "a function image is made by: isere build" : NULL;
    isere_posix_print_error(help, "cannot open %s: %s", path, strerror(errno));
    return -1;
  }
  int result = read_open_file(path, fd, bytes, len);
  close(fd);
  return result;
}
