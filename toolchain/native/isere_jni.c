/*
 * The door from Java: dev.isere.bytecode.NativeCompiler. Copies values in and out; keeps nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jni.h>
#include <stdlib.h>

#include "isere_compile.h"

/* Limits as Java passes them, and the places of the answer. The order is known to NativeCompiler. */
enum { LIMIT_MEMORY, LIMIT_STACK, LIMIT_TIMEOUT, LIMIT_COUNT };
enum { ANSWER_STATUS, ANSWER_LINE, ANSWER_COLUMN, ANSWER_COUNT };

/* The bytes of a Java array with a NUL behind them; NULL when there is no memory. Freed by the caller. */
static char *copy_in(JNIEnv *env, jbyteArray array, jsize len) {
  char *bytes = malloc((size_t)len + 1);
  if (bytes != NULL) {
    (*env)->GetByteArrayRegion(env, array, 0, len, (jbyte *)bytes);
    bytes[len] = '\0';
  }
  return bytes;
}

/* A Java array of some bytes; NULL with an exception pending when there is no memory. */
static jbyteArray copy_out(JNIEnv *env, const void *bytes, size_t len) {
  jbyteArray array = (*env)->NewByteArray(env, (jsize)len);
  if (array != NULL && len > 0) {
    (*env)->SetByteArrayRegion(env, array, 0, (jsize)len, bytes);
  }
  return array;
}

/* The bytecode when answer[ANSWER_STATUS] is 0, else the message. */
static jbyteArray give_answer(JNIEnv *env, const isere_compile_result_t *result, jintArray answer) {
  const jint numbers[ANSWER_COUNT] = {(jint)result->status, (jint)result->line, (jint)result->column};
  (*env)->SetIntArrayRegion(env, answer, 0, ANSWER_COUNT, numbers);
  if (result->status == ISERE_COMPILE_OK) {
    return copy_out(env, result->bytecode, result->bytecode_len);
  }
  size_t len = 0;
  while (result->message != NULL && result->message[len] != '\0') {
    len++;
  }
  return copy_out(env, result->message, len);
}

JNIEXPORT jbyteArray JNICALL Java_dev_isere_bytecode_NativeCompiler_compile(JNIEnv *env, jclass type, jbyteArray source,
                                                                            jbyteArray name, jlongArray limits,
                                                                            jintArray answer) {
  (void)type;
  jlong limit[LIMIT_COUNT];
  jsize source_len = (*env)->GetArrayLength(env, source);
  isere_compile_request_t request = {.source = copy_in(env, source, source_len), .source_len = (size_t)source_len};
  char *display_name = copy_in(env, name, (*env)->GetArrayLength(env, name));
  jbyteArray array = NULL;
  (*env)->GetLongArrayRegion(env, limits, 0, LIMIT_COUNT, limit);
  if (request.source != NULL && display_name != NULL && !(*env)->ExceptionCheck(env)) {
    isere_compile_result_t result;
    request.name = display_name;
    request.memory_bytes = (size_t)limit[LIMIT_MEMORY];
    request.stack_bytes = (size_t)limit[LIMIT_STACK];
    request.timeout_ms = (uint32_t)limit[LIMIT_TIMEOUT];
    isere_compile(&request, &result);
    array = give_answer(env, &result, answer);
    isere_compile_release(&result);
  } else if (!(*env)->ExceptionCheck(env)) {
    (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/OutOfMemoryError"), "native memory for the source");
  }
  free((void *)request.source);
  free(display_name);
  return array;
}

JNIEXPORT jstring JNICALL Java_dev_isere_bytecode_NativeCompiler_engineId(JNIEnv *env, jclass type) {
  (void)type;
  return (*env)->NewStringUTF(env, isere_compile_engine_id());
}

JNIEXPORT jstring JNICALL Java_dev_isere_bytecode_NativeCompiler_engineVersion(JNIEnv *env, jclass type) {
  (void)type;
  return (*env)->NewStringUTF(env, isere_compile_engine_version());
}

JNIEXPORT jlong JNICALL Java_dev_isere_bytecode_NativeCompiler_allocatedBytes(JNIEnv *env, jclass type) {
  (void)env;
  (void)type;
  return (jlong)isere_compile_allocated_bytes();
}

/* Counted up with every change of the functions above, so that an old library is told from a new one. */
JNIEXPORT jint JNICALL Java_dev_isere_bytecode_NativeCompiler_abi(JNIEnv *env, jclass type) {
  (void)env;
  (void)type;
  return 1;
}
