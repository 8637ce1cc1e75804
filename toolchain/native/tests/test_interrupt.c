/*
 * The engine interrupted while it compiles (patches quickjs-0003 and quickjs-0004): wherever that happens, it says so,
 * and engine and context can be taken apart. AddressSanitizer counts what would be lost.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere_test.h"
#include "quickjs.h"
#include "text.h"

static long polls_left;

static int interrupt(JSRuntime *runtime, void *opaque) {
  (void)runtime;
  (void)opaque;
  return polls_left-- <= 0;
}

/* Compiles with an interrupt at the given poll. 0: compiled; 1: interrupted; 2: something else. */
static int compile_until(const text_t *source, long poll) {
  int outcome = 0;
  polls_left = poll;
  JSRuntime *runtime = JS_NewRuntime();
  JS_SetInterruptHandler(runtime, interrupt, NULL);
  JSContext *ctx = JS_NewContext(runtime);
  JSValue module = JS_Eval(ctx, source->ptr, source->len, "m", JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  polls_left = 1000000;
  if (JS_IsException(module)) {
    JSValue error = JS_GetException(ctx);
    const char *text = JS_ToCString(ctx, error);
    outcome = text != NULL && strstr(text, "interrupted") != NULL ? 1 : 2;
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, error);
  }
  JS_FreeValue(ctx, module);
  JS_FreeContext(ctx);
  JS_FreeRuntime(runtime);
  return outcome;
}

/* Interrupts at poll 0, 1, 2 and so on with growing steps, until the source compiles. Returns how often it was. */
static int interrupt_everywhere(text_t source) {
  int outcome = 1, times = 0;
  for (long poll = 0; outcome == 1; poll += 1 + poll / 10) {
    outcome = compile_until(&source, poll);
    times += outcome == 1;
  }
  text_free(&source);
  return outcome == 0 ? times : -1;
}

static void stops_anywhere_in_the_parser(void) {
  CHECK(interrupt_everywhere(text_listed("()=>{", "let a%;(()=>a%)(a%);", "}", 5000)) >= 4);
}

static void stops_anywhere_in_the_variables(void) {
  CHECK(interrupt_everywhere(text_listed("(function(z", ",a%", "){var b;eval('')})", 5000)) >= 1);
  CHECK(interrupt_everywhere(text_listed("()=>()=>{", "a%+=typeof b%;", "}", 5000)) >= 4);
}

static void stops_anywhere_in_the_labels(void) {
  CHECK(interrupt_everywhere(text_listed("", "a?b:c;", "", 3000)) >= 5);
  CHECK(interrupt_everywhere(text_listed("", "if(a.b)c.d%;else try{e}finally{f}", "", 3000)) >= 5);
}

static void stops_anywhere_in_a_regexp(void) {
  CHECK(interrupt_everywhere(text_listed("/", "a(?:b)|", "/", 500)) >= 20);
}

int main(void) {
  RUN(stops_anywhere_in_the_parser);
  RUN(stops_anywhere_in_the_variables);
  RUN(stops_anywhere_in_the_labels);
  RUN(stops_anywhere_in_a_regexp);
  return isere_test_finish();
}
