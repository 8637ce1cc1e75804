/*
 * The compiler: what it gives for good sources, and that no source harms the process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <time.h>

#include "isere_compile.h"
#include "isere_test.h"
#include "text.h"

#define NESTED 100000
#define LISTED 10000

/** Milliseconds that no compilation here needs, however busy the machine is. */
#define NO_HURRY 1200000

static isere_compile_result_t compile_with(const char *source, size_t len, size_t memory_bytes, uint32_t timeout_ms) {
  isere_compile_result_t result;
  isere_compile_request_t request = {.source = source,
                                     .source_len = len,
                                     .name = "handler.js",
                                     .memory_bytes = memory_bytes,
                                     .stack_bytes = (size_t)8 << 20,
                                     .timeout_ms = timeout_ms};
  isere_compile(&request, &result);
  return result;
}

static isere_compile_result_t compile_bytes(const char *source, size_t len) {
  return compile_with(source, len, (size_t)512 << 20, NO_HURRY);
}

static isere_compile_result_t compile(const char *source) {
  return compile_bytes(source, strlen(source));
}

/* Compiles and frees the source; leaves only the status. */
static int status_of(text_t source, uint32_t timeout_ms) {
  isere_compile_result_t result = compile_with(source.ptr, source.len, (size_t)512 << 20, timeout_ms);
  int status = result.status;
  isere_compile_release(&result);
  text_free(&source);
  return status;
}

#define CHECK_FAILURE(source, wanted_status, wanted_message, wanted_line, wanted_column)  \
  do {                                                                                    \
    isere_compile_result_t result = compile(source);                                      \
    int status = result.status, line = (int)result.line, column = (int)result.column;     \
    char message[200] = "";                                                               \
    if (result.message != NULL) snprintf(message, sizeof(message), "%s", result.message); \
    isere_compile_release(&result);                                                       \
    CHECK_INT(status, wanted_status);                                                     \
    CHECK_STR(message, wanted_message);                                                   \
    CHECK_INT(line, wanted_line);                                                         \
    CHECK_INT(column, wanted_column);                                                     \
  } while (0)

static void gives_the_same_bytes_for_the_same_source(void) {
  const char *source =
      "export const handler = async (e) => { /* c */ return { n: 1.5, r: /a(b)/u, b: 10n, t: `x${e}` } }";
  isere_compile_result_t first = compile(source), second = compile_with(source, strlen(source), (size_t)4 << 20, 0);
  int same = first.status == ISERE_COMPILE_OK && first.bytecode_len > 0 && first.bytecode_len == second.bytecode_len &&
             memcmp(first.bytecode, second.bytecode, first.bytecode_len) == 0;
  isere_compile_release(&first);
  isere_compile_release(&second);
  CHECK(same);
}

static void keeps_the_name_and_not_the_source(void) {
  isere_compile_result_t result =
      compile("export const handler = () => { const mark = 1; return 'kept' } // dropped text");
  int has_name = memmem(result.bytecode, result.bytecode_len, "handler.js", 10) != NULL;
  int has_string = memmem(result.bytecode, result.bytecode_len, "kept", 4) != NULL;
  int has_source = memmem(result.bytecode, result.bytecode_len, "dropped", 7) != NULL;
  isere_compile_release(&result);
  CHECK(has_name);
  CHECK(has_string);
  CHECK(!has_source);
}

static void compiles_an_empty_source(void) {
  isere_compile_result_t result = compile("");
  int status = result.status;
  isere_compile_release(&result);
  CHECK_INT(status, ISERE_COMPILE_OK);
}

static void says_where_a_syntax_error_is(void) {
  CHECK_FAILURE("let a\nlet é = 'é' +\n  )", ISERE_COMPILE_SYNTAX, "unexpected token in expression: ')'", 3, 3);
  CHECK_FAILURE("export const handler = () => {\n", ISERE_COMPILE_SYNTAX, "unexpected end of the source", 2, 1);
  CHECK_FAILURE("f(", ISERE_COMPILE_SYNTAX, "unexpected end of the source", 1, 3);
  CHECK_FAILURE("with (a) {}", ISERE_COMPILE_SYNTAX, "invalid keyword: with", 1, 1);
  CHECK_FAILURE("export { handler }", ISERE_COMPILE_SYNTAX, "exported variable 'handler' does not exist", 0, 0);
}

static void refuses_what_is_not_utf8(void) {
  CHECK_FAILURE("let a\n// \xc3\xa9 \xff", ISERE_COMPILE_ENCODING, "invalid UTF-8: byte 0xff", 2, 6);
  CHECK_FAILURE("'\xc0\xaf'", ISERE_COMPILE_ENCODING, "invalid UTF-8: byte 0xc0", 1, 2);     /* overlong */
  CHECK_FAILURE("'\xed\xa0\x80'", ISERE_COMPILE_ENCODING, "invalid UTF-8: byte 0xed", 1, 2); /* a surrogate */
  CHECK_FAILURE("'\xf4\x90\x80\x80'", ISERE_COMPILE_ENCODING, "invalid UTF-8: byte 0xf4", 1, 2);
  CHECK_FAILURE("//\xe2\x82", ISERE_COMPILE_ENCODING, "invalid UTF-8: byte 0xe2", 1, 3); /* cut short */
}

static void takes_nul_bytes_as_javascript_does(void) {
  isere_compile_result_t string = compile_bytes("export let a = 'x\0y' /* \0 */", 28);
  isere_compile_result_t token = compile_bytes("a = \0", 5);
  int string_status = string.status, token_status = token.status;
  int says_nul = token.message != NULL && strcmp(token.message, "unexpected NUL character") == 0;
  isere_compile_release(&string);
  isere_compile_release(&token);
  CHECK_INT(string_status, ISERE_COMPILE_OK);
  CHECK_INT(token_status, ISERE_COMPILE_SYNTAX);
  CHECK(says_nul);
}

static void refuses_imports_by_name(void) {
  CHECK_FAILURE("import fs from 'fs'", ISERE_COMPILE_IMPORT, "cannot import `fs`: it is not part of the bundle", 0, 0);
  CHECK_FAILURE("export * from './b.js'", ISERE_COMPILE_IMPORT, "cannot import `./b.js`: it is not part of the bundle",
                0, 0);
}

static void refuses_limits_out_of_range(void) {
  isere_compile_result_t small = compile_with("", 0, 1000, 0), large = compile_with("", 0, (size_t)2 << 30, 0);
  int small_status = small.status, large_status = large.status;
  isere_compile_release(&small);
  isere_compile_release(&large);
  CHECK_INT(small_status, ISERE_COMPILE_ARGUMENTS);
  CHECK_INT(large_status, ISERE_COMPILE_ARGUMENTS);
}

static void stops_at_the_memory_limit(void) {
  text_t source = text_listed("", "a%;", "", 50000);
  isere_compile_result_t result = compile_with(source.ptr, source.len, (size_t)2 << 20, NO_HURRY);
  int status = result.status;
  int says_so =
      result.message != NULL && strcmp(result.message, "compiling the source takes more than 2 MB of memory") == 0;
  isere_compile_release(&result);
  text_free(&source);
  CHECK_INT(status, ISERE_COMPILE_MEMORY);
  CHECK(says_so);
}

/* Every memory limit ends somewhere else in the engine; none may end badly. */
static void survives_the_memory_limit_anywhere(void) {
  text_t source = text_listed(
      "export class A {",
      "#p% = [/a%/, `${a%}`]; m%(x = () => ({ a%, ...x })) { for (let i of x) try { i?.y } catch {} }", "}", 300);
  int last = -1;
  for (size_t limit = (size_t)1 << 20; limit < (size_t)8 << 20; limit += 65521) {
    isere_compile_result_t result = compile_with(source.ptr, source.len, limit, NO_HURRY);
    last = result.status;
    isere_compile_release(&result);
    if (last == ISERE_COMPILE_OK) {
      break;
    }
    CHECK_INT(last, ISERE_COMPILE_MEMORY);
  }
  text_free(&source);
  CHECK_INT(last, ISERE_COMPILE_OK);
}

static void compiling_ends_in_time(void) {
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  CHECK_INT(status_of(text_listed("", "a?b:c;", "", 400000), 200), ISERE_COMPILE_TIME);
  CHECK_INT(status_of(text_listed("", "l%:", ";", 400000), 200), ISERE_COMPILE_TIME);
  CHECK_INT(status_of(text_listed("(", "a%=a,", "z)=>0", 60000), 200), ISERE_COMPILE_TIME);
  CHECK_INT(status_of(text_listed("()=>()=>{", "a%+=1;", "}", 60000), 200), ISERE_COMPILE_TIME);
  CHECK_INT(status_of(text_listed("/", "a|", "/", 1000000), 200), ISERE_COMPILE_TIME);
  CHECK_INT(status_of(text_listed("/(?<=", "a", ")/", 1000000), 200), ISERE_COMPILE_TIME);
  clock_gettime(CLOCK_MONOTONIC, &after);
  CHECK(after.tv_sec - before.tv_sec < 60);
}

static void too_many_identifiers(void) {
  CHECK_INT(status_of(text_listed("", "a%;", "", 70000), NO_HURRY), ISERE_COMPILE_COMPLEX);
  CHECK_INT(status_of(text_listed("()=>{", "a%=1;", "}", 70000), NO_HURRY), ISERE_COMPILE_COMPLEX);
}

static void too_many_scopes(void) {
  CHECK_INT(status_of(text_listed("", "{;}", "", 70000), NO_HURRY), ISERE_COMPILE_COMPLEX);
  CHECK_INT(status_of(text_listed("", "{;}", "", 65000), NO_HURRY), ISERE_COMPILE_OK);
}

static void too_many_captures(void) {
  text_t source = text_listed("(function(z", ",a%", "){var ", 40000);
  text_repeat(&source, "b%,", 40000);
  text_add(&source, "c;eval('')})");
  CHECK_INT(status_of(source, NO_HURRY), ISERE_COMPILE_COMPLEX);
}

static void deep_nesting_is_called_so(void) {
  CHECK_INT(status_of(text_nested("function f(){", "", "}", NESTED), NO_HURRY), ISERE_COMPILE_COMPLEX);
  CHECK_INT(status_of(text_nested("[", "", "", 4000000), NO_HURRY), ISERE_COMPILE_COMPLEX);
}

static void survives_any_nesting(void) {
  static const char *const nests[][3] = {
      {"[", "", ""},
      {"(", "", ""},
      {"{", "", ""},
      {"`${", "", ""},
      {"[", "", "]"},
      {"(", "0", ")"},
      {"{", "", "}"},
      {"({a:", "0", "})"},
      {"({[", "0", "]:0})"},
      {"function f(){", "", "}"},
      {"()=>{", "", "}"},
      {"x=>", "0", ""},
      {"(a=", "0", ")=>0"},
      {"async()=>{await ", "0", "}"},
      {"class A{m(){", "", "}}"},
      {"(class extends ", "A", "{})"},
      {"(class{x=", "0", "})"},
      {"(class{static{", "", "}})"},
      {"`${", "0", "}`"},
      {"!", "0", ""},
      {"- ", "0", ""},
      {"typeof ", "0", ""},
      {"await ", "0", ""},
      {"new ", "a", ""},
      {"new ", "a", "()"},
      {"a=", "0", ""},
      {"a?", "b", ":c"},
      {"a**", "b", ""},
      {"if(1)", ";", ""},
      {"if(1);else ", ";", ""},
      {"for(;;)", ";", ""},
      {"for(x of y)", ";", ""},
      {"for(let x of y)", ";", ""},
      {"while(0)", ";", ""},
      {"do ", ";", "while(0);"},
      {"try{", "", "}catch{}"},
      {"try{", "", "}finally{}"},
      {"try{}catch(e){", "", "}"},
      {"switch(0){case 0:", "", "}"},
      {"[...", "a", "]"},
      {"let [", "a", "]=0"},
      {"f(", "", ")"},
      {"a[", "0", "]"},
      {"import(", "0", ")"},
      {"@a ", "class A{}", ""},
      {"a?.[", "0", "]"},
  };
  for (size_t i = 0; i < sizeof(nests) / sizeof(nests[0]); i++) {
    int status = status_of(text_nested(nests[i][0], nests[i][1], nests[i][2], NESTED), 2000);
    if (status > ISERE_COMPILE_TIME) FAIL("`%s` gives status %d", nests[i][0], status);
  }
}

static void survives_any_nesting_in_a_regexp(void) {
  static const char *const nests[][2] = {{"(", ")"},        {"(?:", ")"}, {"(?=", ")"}, {"(?<=", ")"},
                                         {"(?:", "){2,9}"}, {"[", "]"},   {"[", ""},    {"(", ""}};
  for (size_t i = 0; i < sizeof(nests) / sizeof(nests[0]); i++) {
    text_t source = text_nested(nests[i][0], "a", nests[i][1], NESTED), whole = text_listed("/", source.ptr, "/v", 1);
    text_free(&source);
    int status = status_of(whole, 2000);
    if (status > ISERE_COMPILE_TIME) FAIL("`%s` gives status %d", nests[i][0], status);
  }
}

static void survives_any_length(void) {
  static const char *const lists[][3] = {
      {"a", ".b", ""},
      {"a", "[0]", ""},
      {"a", "()", ""},
      {"a", "?.b", ""},
      {"a", "+b", ""},
      {"a", ",a", ""},
      {"a", "&&b", ""},
      {"a", "??b", ""},
      {"f", "``", ""},
      {"", "l%:", ";"},
      {"switch(0){", "case %:", "}"},
      {"", "var a%;", ""},
      {"", "let a%;", ""},
      {"()=>{", "let a%;()=>a%;", "}"},
      {"f(", "0,", ")"},
      {"new f(", "0,", ")"},
      {"[", "a,", "]"},
      {"[", ",", "]"},
      {"({", "a%:0,", "})"},
      {"({", "m(){},", "})"},
      {"({", "[a]:0,", "})"},
      {"`", "${a}", "`"},
      {"f`", "${a}", "`"},
      {"", "function f%(){}", ""},
      {"", "()=>0;", ""},
      {"", "(class{});", ""},
      {"class A{", "x%=1;", "}"},
      {"class A{", "#x%=1;", "}"},
      {"class A{", "static{}", "}"},
      {"class A{", "[a]=1;", "}"},
      {"()=>{", "{let a;()=>a}", "}"},
      {"", "for(let i of a)()=>i;", ""},
      {"", "try{a}finally{b}", ""},
      {"", "if(a)b;else c;", ""},
      {"", "a?b:c;", ""},
      {"", "switch(a){case b:}", ""},
      {"", "export let a%;", ""},
      {"let a;export{", "a as b%,", "}"},
      {"({", "a%=1,", "z}={})=>0"},
      {"([", "a%=1,", "z]=[])=>0"},
      {"()=>{", "eval();", "}"},
      {"", "/a/;", ""},
      {"/", "a{1,2}", "/"},
      {"/", "\\\\1", "/"},
      {"", "(function*(){yield});", ""},
      {"", "import('x');", ""},
      {"0x", "f", "n"},
      {"", "9", "n"},
      {"0.", "9", ""},
      {"'", "\\u{10ffff}", "'"},
      {"", "\\u0061", ""},
      {"", "a", ""},
      {"/*", "*", "/"},
      {"", "\n", ""},
      {"", ";", ""},
      {"", "\\", ""},
      {"", "#", ""},
  };
  for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
    int status = status_of(text_listed(lists[i][0], lists[i][1], lists[i][2], LISTED), 1000);
    if (status > ISERE_COMPILE_TIME) FAIL("`%s%s` gives status %d", lists[i][0], lists[i][1], status);
  }
}

static void *compile_often(void *good) {
  for (int i = 0; i < 100; i++) {
    isere_compile_result_t result = compile(i % 2 == 0 ? "export let a = 1" : "export let a = ");
    *(int *)good += result.status == (i % 2 == 0 ? ISERE_COMPILE_OK : ISERE_COMPILE_SYNTAX);
    isere_compile_release(&result);
  }
  return NULL;
}

static void may_run_several_times_at_once(void) {
  pthread_t threads[4];
  int good[4] = {0};
  for (int i = 0; i < 4; i++) {
    pthread_create(&threads[i], NULL, compile_often, &good[i]);
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(threads[i], NULL);
  }
  CHECK_INT(good[0] + good[1] + good[2] + good[3], 400);
}

/* The sanitizer, at exit, counts what the engines left; this counts what the results did. */
static void leaves_no_memory_behind(void) {
  static const char *const sources[] = {"export let a = () => 1", "let", "import 'x'", "\xff", "/(/", "let a; let a"};
  for (int i = 0; i < 3000; i++) {
    isere_compile_result_t result = compile(sources[i % 6]);
    isere_compile_release(&result);
  }
  CHECK_INT(isere_compile_allocated_bytes(), 0);
}

int main(void) {
  RUN(gives_the_same_bytes_for_the_same_source);
  RUN(keeps_the_name_and_not_the_source);
  RUN(compiles_an_empty_source);
  RUN(says_where_a_syntax_error_is);
  RUN(refuses_what_is_not_utf8);
  RUN(takes_nul_bytes_as_javascript_does);
  RUN(refuses_imports_by_name);
  RUN(refuses_limits_out_of_range);
  RUN(stops_at_the_memory_limit);
  RUN(survives_the_memory_limit_anywhere);
  RUN(compiling_ends_in_time);
  RUN(too_many_identifiers);
  RUN(too_many_scopes);
  RUN(too_many_captures);
  RUN(deep_nesting_is_called_so);
  RUN(survives_any_nesting);
  RUN(survives_any_nesting_in_a_regexp);
  RUN(survives_any_length);
  RUN(may_run_several_times_at_once);
  RUN(leaves_no_memory_behind);
  return isere_test_finish();
}
