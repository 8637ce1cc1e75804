/**
 * @file
 * Rejected promises that nobody handles. A rejection may be handled a moment later, so they are listed, and what is
 * still on the list when no job is left goes to the log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "js/internal.h"

static bool same_object(JSValueConst a, JSValueConst b) {
  return JS_VALUE_GET_PTR(a) == JS_VALUE_GET_PTR(b);
}

void isere__js_rejection_seen(isere_js_t *js, JSValueConst promise) {
  for (uint32_t i = 0; i < js->unhandled_count; i++) {
    if (!same_object(js->unhandled[i], promise)) continue;
    JSValue seen = js->unhandled[i];
    js->unhandled_count--;
    for (uint32_t j = i; j < js->unhandled_count; j++)
      js->unhandled[j] = js->unhandled[j + 1];
    JS_FreeValue(js->ctx, seen);
    return;
  }
  if (js->unhandled_beyond > 0) js->unhandled_beyond--;
}

void isere__js_track_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, JS_BOOL is_handled,
                               void *opaque) {
  (void)reason;
  isere_js_t *js = opaque;
  if (is_handled) {
    isere__js_rejection_seen(js, promise);
  } else if (js->unhandled_count < ISERE__JS_MAX_UNHANDLED) {
    js->unhandled[js->unhandled_count++] = JS_DupValue(ctx, promise);
  } else {
    js->unhandled_beyond++;
  }
}

void isere__js_forget_rejections(isere_js_t *js) {
  for (uint32_t i = 0; i < js->unhandled_count; i++)
    JS_FreeValue(js->ctx, js->unhandled[i]);
  js->unhandled_count = js->unhandled_beyond = 0;
}

void isere__js_report_rejections(isere_js_t *js) {
  for (uint32_t i = 0; i < js->unhandled_count; i++) {
    JSValue reason = JS_PromiseResult(js->ctx, js->unhandled[i]);
    isere__js_log_thrown(js, ISERE_LOG_ERROR, "unhandled rejection", reason);
    JS_FreeValue(js->ctx, reason);
  }
  if (js->unhandled_beyond > 0) {
    char id[ISERE_REQUEST_ID_BYTES];
    isere_log(ISERE_LOG_ERROR, isere__js_current_id(js, id), "%lu further unhandled rejections",
              (unsigned long)js->unhandled_beyond);
  }
  isere__js_forget_rejections(js);
}
