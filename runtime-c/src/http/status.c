/**
 * @file
 * Reason phrases (RFC 9110, section 15; RFC 4918, 6585, 7725, 8470).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/internal.h"

isere_str_t isere__reason_phrase(uint16_t status) {
  switch (status) {
#define PHRASE(code, text) \
  case code:               \
    return ISERE_STR(text);
    PHRASE(200, "OK")
    PHRASE(201, "Created")
    PHRASE(202, "Accepted")
    PHRASE(203, "Non-Authoritative Information")
    PHRASE(204, "No Content")
    PHRASE(205, "Reset Content")
    PHRASE(206, "Partial Content")
    PHRASE(207, "Multi-Status")
    PHRASE(300, "Multiple Choices")
    PHRASE(301, "Moved Permanently")
    PHRASE(302, "Found")
    PHRASE(303, "See Other")
    PHRASE(304, "Not Modified")
    PHRASE(305, "Use Proxy")
    PHRASE(307, "Temporary Redirect")
    PHRASE(308, "Permanent Redirect")
    PHRASE(400, "Bad Request")
    PHRASE(401, "Unauthorized")
    PHRASE(402, "Payment Required")
    PHRASE(403, "Forbidden")
    PHRASE(404, "Not Found")
    PHRASE(405, "Method Not Allowed")
    PHRASE(406, "Not Acceptable")
    PHRASE(407, "Proxy Authentication Required")
    PHRASE(408, "Request Timeout")
    PHRASE(409, "Conflict")
    PHRASE(410, "Gone")
    PHRASE(411, "Length Required")
    PHRASE(412, "Precondition Failed")
    PHRASE(413, "Content Too Large")
    PHRASE(414, "URI Too Long")
    PHRASE(415, "Unsupported Media Type")
    PHRASE(416, "Range Not Satisfiable")
    PHRASE(417, "Expectation Failed")
    PHRASE(418, "I'm a Teapot")
    PHRASE(421, "Misdirected Request")
    PHRASE(422, "Unprocessable Content")
    PHRASE(423, "Locked")
    PHRASE(424, "Failed Dependency")
    PHRASE(425, "Too Early")
    PHRASE(426, "Upgrade Required")
    PHRASE(428, "Precondition Required")
    PHRASE(429, "Too Many Requests")
    PHRASE(431, "Request Header Fields Too Large")
    PHRASE(451, "Unavailable For Legal Reasons")
    PHRASE(500, "Internal Server Error")
    PHRASE(501, "Not Implemented")
    PHRASE(502, "Bad Gateway")
    PHRASE(503, "Service Unavailable")
    PHRASE(504, "Gateway Timeout")
    PHRASE(505, "HTTP Version Not Supported")
    PHRASE(507, "Insufficient Storage")
    PHRASE(511, "Network Authentication Required")
#undef PHRASE
    default:
      return (isere_str_t){"", 0};
  }
}
