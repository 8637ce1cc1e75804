/**
 * @file
 * The command line of isere-runtime.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isere/js.h"
#include "isere/options.h"
#include "isere/server.h"
#include "posix.h"

static const char help_text[] =
    "Usage: isere-runtime FUNCTION.isere [options]\n"
    "\n"
    "Serves a function image over HTTP until SIGINT or SIGTERM. Prints one line on stdout\n"
    "when it is ready: listening on http://HOST:PORT. The log goes to stderr.\n"
    "\n"
    "  --host ADDRESS       address to listen on (default 127.0.0.1)\n"
    "  --port NUMBER        port to listen on; 0 picks a free one (default 8080)\n"
    "  --option KEY=NUMBER  set an option of scope firmware or image, see below\n"
    "  --log-level LEVEL    error, warn, info, debug or trace (default info)\n"
    "  --log-format FORMAT  text or json (default text)\n"
    "  --log-requests       log a line for each response\n"
    "  --exit-with-stdin    stop when stdin ends\n"
    "  --control            take control messages from stdin; stop when it ends\n"
    "  --version            print the version\n"
    "  --help               print this\n"
    "\n"
    "Options:\n";

void isere_posix_print_error(const char *help, const char *message, ...) {
  va_list arguments;
  va_start(arguments, message);
  fputs("error: ", stderr);
  vfprintf(stderr, message, arguments);
  fputs("\n", stderr);
  va_end(arguments);
  if (help != NULL) fprintf(stderr, "help: %s\n", help);
}

static int wrong(const char *message, const char *value) {
  isere_posix_print_error("isere-runtime --help", message, value);
  return ISERE_EXIT_USAGE;
}

static int print_help(void) {
  fputs(help_text, stdout);
  const char *key;
  for (size_t i = 0; (key = isere_options_key(i)) != NULL; i++)
    printf("  %s\n", key);
  return ISERE_EXIT_DONE;
}

static int print_version(void) {
  printf("isere-runtime %s (%s)\n", ISERE_VERSION, isere_js_engine_id());
  return ISERE_EXIT_DONE;
}

/** Reads a decimal number that is nothing else. */
static bool read_number(const char *text, uint64_t *out) {
  if (*text < '0' || *text > '9') return false;
  char *end;
  errno = 0;
  *out = strtoull(text, &end, 10);
  return errno == 0 && *end == '\0';
}

/* --- one function for each argument that has a value: -1, or an exit code ------------------------------------- */

static int set_host(isere_posix_arguments_t *out, const char *value) {
  out->host = strcmp(value, "localhost") == 0 ? "127.0.0.1" : value;
  return -1;
}

static int set_port(isere_posix_arguments_t *out, const char *value) {
  uint64_t port;
  if (!read_number(value, &port) || port > 65535) return wrong("`%s` is no port: a number from 0 to 65535 is", value);
  out->port = (uint16_t)port;
  return -1;
}

static int set_option(isere_posix_arguments_t *out, const char *value) {
  const char *equals = strchr(value, '=');
  uint64_t number;
  if (equals == NULL || !read_number(equals + 1, &number)) return wrong("`%s` is not of the form KEY=NUMBER", value);
  int result = isere_options_set(&out->options, value, (size_t)(equals - value), number, false);
  if (result == ISERE_ENOENT) return wrong("there is no option of the name in `%s`", value);
  if (result < 0) return wrong("`%s` is outside of the option's range", value);
  return -1;
}

static int set_log_level(isere_posix_arguments_t *out, const char *value) {
  (void)out;
  for (int level = ISERE_LOG_ERROR; level <= ISERE_LOG_TRACE; level++) {
    if (strcmp(value, isere_log_level_name((isere_log_level_t)level)) != 0) continue;
    isere_log_set_level((isere_log_level_t)level);
    return -1;
  }
  return wrong("`%s` is no log level: error, warn, info, debug and trace are", value);
}

static int set_log_format(isere_posix_arguments_t *out, const char *value) {
  (void)out;
  bool is_json = strcmp(value, "json") == 0;
  if (!is_json && strcmp(value, "text") != 0) return wrong("`%s` is no log format: text and json are", value);
  isere_posix_log_format(is_json ? ISERE_POSIX_LOG_JSON : ISERE_POSIX_LOG_TEXT);
  return -1;
}

typedef struct {
  const char *name;
  int (*set)(isere_posix_arguments_t *out, const char *value);
} argument_t;

static const argument_t known[] = {
    {"--host", set_host},
    {"--port", set_port},
    {"--option", set_option},
    {"--log-level", set_log_level},
    {"--log-format", set_log_format},
};

/** Finds the argument that @p text names, alone or with "=value" behind it; *value is NULL when it stands alone. */
static const argument_t *find(const char *text, const char **value) {
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    size_t len = strlen(known[i].name);
    if (strncmp(text, known[i].name, len) != 0 || (text[len] != '\0' && text[len] != '=')) continue;
    *value = text[len] == '=' ? text + len + 1 : NULL;
    return &known[i];
  }
  return NULL;
}

/** Finds the flag that @p text names: what it sets, or NULL. */
static bool *find_flag(const char *text, isere_posix_arguments_t *out) {
  if (strcmp(text, "--exit-with-stdin") == 0) return &out->exit_with_stdin;
  if (strcmp(text, "--control") == 0) return &out->control;
  if (strcmp(text, "--log-requests") == 0) return &out->log_requests;
  return NULL;
}

/** Reads one argument and its value; *at is the index of the last one that was used. */
static int read_one(int count, char **values, int *at, isere_posix_arguments_t *out) {
  const char *text = values[*at];
  const char *value;
  const argument_t *argument = find(text, &value);
  if (argument != NULL) {
    if (value == NULL && ++*at == count) return wrong("%s wants a value", text);
    return argument->set(out, value != NULL ? value : values[*at]);
  }
  if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) return print_help();
  if (strcmp(text, "--version") == 0) return print_version();
  bool *flag = find_flag(text, out);
  if (flag != NULL) {
    *flag = true;
    return -1;
  }
  if (text[0] == '-' && text[1] != '\0') return wrong("unknown argument `%s`", text);
  if (out->image != NULL) return wrong("one function image is enough; what is `%s`?", text);
  out->image = text;
  return -1;
}

int isere_posix_read_arguments(int count, char **values, isere_posix_arguments_t *out) {
  memset(out, 0, sizeof *out);
  out->host = "127.0.0.1";
  out->port = 8080;
  isere_options_defaults(&out->options);
  for (int i = 1; i < count; i++) {
    int result = read_one(count, values, &i, out);
    if (result >= 0) return result;
  }
  return out->image != NULL ? -1 : wrong("which function? Give the %s of one", "function image");
}
