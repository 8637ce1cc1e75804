/**
 * @file
 * Compiles a script to the engine's bytecode, without names of variables and places: source text on standard input,
 * bytecode on standard output. For embed.py.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "quickjs.h"

enum { MAX_SOURCE_BYTES = 1 << 20 };

static int fail(JSContext *ctx) {
  JSValue error = JS_GetException(ctx);
  const char *text = JS_ToCString(ctx, error);
  (void)fprintf(stderr, "error: %s\n", text != NULL ? text : "out of memory");
  return EXIT_FAILURE;
}

int main(void) {
  static char source[MAX_SOURCE_BYTES + 1];
  size_t len = fread(source, 1, MAX_SOURCE_BYTES, stdin);
  JSRuntime *runtime = JS_NewRuntime();
  JS_SetStripInfo(runtime, JS_STRIP_DEBUG);
  JSContext *ctx = JS_NewContext(runtime);
  JSValue script = JS_Eval(ctx, source, len, "isere", JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY);
  if (JS_IsException(script)) return fail(ctx);
  const uint8_t *bytecode = JS_WriteObject(ctx, &len, script, JS_WRITE_OBJ_BYTECODE);
  if (bytecode == NULL) return fail(ctx);
  return fwrite(bytecode, 1, len, stdout) == len && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
