/**
 * @file
 * console.log and its kin: values as text, one log record a call. Printing runs no JavaScript: getters are shown as
 * such, proxies are not asked.
 *
 * A record carries the request id of the call that runs, or whose call or timer led here: after an await that a foreign
 * call has settled it may be that one's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "js/internal.h"

/** %d, %i and %f. Objects are not asked for their value: that would run JavaScript. */
static void put_number(JSContext *ctx, isere__js_text_t *text, JSValueConst value, char form) {
  double number = NAN;
  if (JS_IsBigInt(ctx, value)) {
    isere__js_text_inspect(ctx, text, value);
    return;
  }
  if (!JS_IsObject(value) && !JS_IsSymbol(value) && JS_ToFloat64(ctx, &number, value) < 0) {
    isere__js_clear_exception(ctx);
  }
  if (form == 'i') number = trunc(number);
  JSValue shown = JS_NewFloat64(ctx, number);
  isere__js_text_inspect(ctx, text, shown);
}

/** Puts the argument for one conversion; false when @p form is none. %c takes its argument and shows nothing. */
static bool put_converted(JSContext *ctx, isere__js_text_t *text, char form, JSValueConst value) {
  switch (form) {
    case 's':
      isere__js_text_value(ctx, text, value);
      return true;
    case 'd':
    case 'i':
    case 'f':
      put_number(ctx, text, value, form);
      return true;
    case 'j':
    case 'o':
    case 'O':
      isere__js_text_inspect(ctx, text, value);
      return true;
    case 'c':
      return true;
    default:
      return false;
  }
}

/** Puts a format with its arguments; returns how many of @p values were used. */
static int put_format(JSContext *ctx, isere__js_text_t *text, const char *format, size_t len, int count,
                      JSValueConst *values) {
  int used = 0;
  const char *end = format + len;
  while (format < end) {
    const char *percent = memchr(format, '%', (size_t)(end - format));
    if (percent == NULL || percent + 1 == end) break;
    isere__js_text_put(text, format, (size_t)(percent - format));
    format = percent + 2;
    if (percent[1] == '%') {
      isere__js_text_puts(text, "%");
    } else if (used < count && put_converted(ctx, text, percent[1], values[used])) {
      used++;
    } else {
      isere__js_text_put(text, percent, 2);
    }
  }
  isere__js_text_put(text, format, (size_t)(end - format));
  return used;
}

/** magic: the level. */
static JSValue log_values(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv, int magic) {
  (void)this_value;
  isere_js_t *js = isere__js_of(ctx);
  isere_log_level_t level = (isere_log_level_t)magic;
  if (!isere_log_enabled(level)) return JS_UNDEFINED;
  isere__js_text_t *text = &js->text;
  text->len = js->place_len = 0;
  int next = 0;
  if (argc > 1 && JS_IsString(argv[0])) {
    size_t len;
    const char *format = JS_ToCStringLen(ctx, &len, argv[0]);
    if (format == NULL) return JS_EXCEPTION;
    next = 1 + put_format(ctx, text, format, len, argc - 1, argv + 1);
    JS_FreeCString(ctx, format);
  }
  for (; next < argc; next++) {
    if (next > 0) isere__js_text_puts(text, " ");
    isere__js_text_value(ctx, text, argv[next]);
  }
  char id[ISERE_REQUEST_ID_BYTES];
  isere_log_text(level, isere__js_current_id(js, id), text->ptr, text->len);
  return JS_UNDEFINED;
}

bool isere__js_add_console(JSContext *ctx, JSValueConst global) {
  static const JSCFunctionListEntry functions[] = {
      JS_CFUNC_MAGIC_DEF("log", 0, log_values, ISERE_LOG_INFO),
      JS_CFUNC_MAGIC_DEF("info", 0, log_values, ISERE_LOG_INFO),
      JS_CFUNC_MAGIC_DEF("warn", 0, log_values, ISERE_LOG_WARN),
      JS_CFUNC_MAGIC_DEF("error", 0, log_values, ISERE_LOG_ERROR),
      JS_CFUNC_MAGIC_DEF("debug", 0, log_values, ISERE_LOG_DEBUG),
      JS_CFUNC_MAGIC_DEF("trace", 0, log_values, ISERE_LOG_TRACE),
  };
  JSValue console = JS_NewObject(ctx);
  if (JS_IsException(console)) return false;
  if (JS_SetPropertyFunctionList(ctx, console, functions, sizeof(functions) / sizeof(functions[0])) < 0) {
    JS_FreeValue(ctx, console);
    return false;
  }
  return JS_DefinePropertyValueStr(ctx, global, "console", console, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
}
