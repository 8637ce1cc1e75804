/**
 * @file
 * Source text to bytecode, with limits that hold: no source, however made, harms the process that compiles it.
 *
 * Every call makes an engine of its own in a thread of its own and throws both away, so calls may overlap and nothing
 * is left behind. Knows nothing of Java.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_COMPILE_H
#define ISERE_COMPILE_H

#include <stddef.h>
#include <stdint.h>

/** What became of a compilation. The values are known to dev.isere.bytecode.CompileException.Kind, in this order. */
typedef enum {
  ISERE_COMPILE_OK = 0,
  ISERE_COMPILE_SYNTAX,    /**< the source is not a module of JavaScript; line and column say where */
  ISERE_COMPILE_ENCODING,  /**< the source is not UTF-8; line and column say where */
  ISERE_COMPILE_IMPORT,    /**< the source imports another module; the message names it */
  ISERE_COMPILE_COMPLEX,   /**< the source nests too deeply or holds more of something than the engine can count */
  ISERE_COMPILE_MEMORY,    /**< compiling takes more memory than memory_bytes */
  ISERE_COMPILE_TIME,      /**< compiling takes longer than timeout_ms */
  ISERE_COMPILE_MACHINE,   /**< the machine gave no thread or no memory */
  ISERE_COMPILE_ARGUMENTS, /**< a limit is out of its range: a mistake of the caller */
} isere_compile_status_t;

/** Ranges of the limits, inclusive. */
#define ISERE_COMPILE_MAX_SOURCE_BYTES ((size_t)64 << 20)
#define ISERE_COMPILE_MIN_MEMORY_BYTES ((size_t)1 << 20)
#define ISERE_COMPILE_MAX_MEMORY_BYTES ((size_t)1 << 30)
#define ISERE_COMPILE_MIN_STACK_BYTES ((size_t)64 << 10)
#define ISERE_COMPILE_MAX_STACK_BYTES ((size_t)64 << 20)

/** What to compile. The pointers stay the caller's and have to live for the duration of the call. */
typedef struct {
  const char *source; /**< UTF-8, may hold NUL bytes; source[source_len] is a NUL that does not count */
  size_t source_len;  /**< bytes, at most ISERE_COMPILE_MAX_SOURCE_BYTES */
  const char *name; /**< the module's display name, NUL-terminated UTF-8; stands in the bytecode and in stack traces */
  size_t memory_bytes; /**< most that the engine may allocate, source not counted */
  size_t stack_bytes;  /**< most stack that the engine may use */
  uint32_t timeout_ms; /**< longest that the engine may run; 0 for no limit */
} isere_compile_request_t;

/** What came of it. Given back with isere_compile_release. */
typedef struct {
  isere_compile_status_t status;
  uint8_t *bytecode;   /**< QuickJS bytecode of one module without source text; NULL unless the status is OK */
  size_t bytecode_len; /**< bytes */
  char *message;       /**< one line of English without a full stop, NUL-terminated; NULL when the status is OK */
  uint32_t line;       /**< counted from 1; 0: unknown */
  uint32_t column;     /**< counted from 1 in code points; 0: unknown */
} isere_compile_result_t;

/**
 * Compiles one module. The same source and name give the same bytecode, whatever the machine and the limits.
 *
 * @param result  filled in whatever happens; release it
 */
void isere_compile(const isere_compile_request_t *request, isere_compile_result_t *result);

/** Frees what @p result points to. */
void isere_compile_release(isere_compile_result_t *result);

/** Bytes of all results that are not yet released. */
size_t isere_compile_allocated_bytes(void);

/** The engine with its patches, such as "quickjs-2025-09-13-1a2b3c4d": what an image with this bytecode requires. */
const char *isere_compile_engine_id(void);

/** The engine's own version, such as "2025-09-13". */
const char *isere_compile_engine_version(void);

#endif
