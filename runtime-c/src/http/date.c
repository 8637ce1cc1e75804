/**
 * @file
 * The Date field (RFC 9110, section 5.6.7: IMF-fixdate), made once a second.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

/** A second until a board without a clock is asked again. */
enum { RETRY_US = 1000000, MS_PER_DAY = 86400000 };

static char *two_digits(char *out, uint32_t value) {
  *out++ = (char)('0' + value / 10);
  *out++ = (char)('0' + value % 10);
  return out;
}

static char *text(char *out, const char *from, size_t len) {
  memcpy(out, from, len);
  return out + len;
}

/**
 * Year, month (1 to 12) and day (1 to 31) of a day counted from 1970-01-01, in the proleptic Gregorian calendar. The
 * year is reckoned from March, so that the leap day is its last (Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms").
 */
static void civil_from_days(uint32_t days, uint32_t *year, uint32_t *month, uint32_t *day) {
  uint32_t shifted = days + 719468;
  uint32_t era = shifted / 146097;
  uint32_t day_of_era = shifted % 146097;
  uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  uint32_t march_month = (5 * day_of_year + 2) / 153;
  *day = day_of_year - (153 * march_month + 2) / 5 + 1;
  *month = march_month < 10 ? march_month + 3 : march_month - 9;
  *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

static void format(char *out, int64_t ms) {
  static const char weekdays[] = "ThuFriSatSunMonTueWed";
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  uint32_t days = (uint32_t)(ms / MS_PER_DAY);
  uint32_t seconds = (uint32_t)(ms % MS_PER_DAY / 1000);
  uint32_t year, month, day;
  civil_from_days(days, &year, &month, &day);
  out = text(out, "Date: ", 6);
  out = text(out, weekdays + days % 7 * 3, 3);
  out = text(out, ", ", 2);
  out = two_digits(out, day);
  *out++ = ' ';
  out = text(out, months + (month - 1) * 3, 3);
  *out++ = ' ';
  out = two_digits(out, year / 100);
  out = two_digits(out, year % 100);
  *out++ = ' ';
  out = two_digits(out, seconds / 3600);
  *out++ = ':';
  out = two_digits(out, seconds / 60 % 60);
  *out++ = ':';
  out = two_digits(out, seconds % 60);
  text(out, " GMT\r\n", 6);
}

isere_str_t isere__date_line(isere_http_t *http) {
  int64_t now_us = isere_loop_now_us(http->loop);
  if (now_us >= http->date_valid_until_us) {
    int64_t ms;
    /* Four digits of year are all that the format has. */
    bool has_clock = isere_port_wall_clock_ms(&ms) == 0 && ms >= 0 && ms < INT64_C(253402300800000);
    http->date_len = has_clock ? ISERE__DATE_BYTES : 0;
    http->date_valid_until_us = now_us + (has_clock ? (1000 - ms % 1000) * 1000 : RETRY_US);
    if (has_clock) format(http->date, ms);
  }
  return (isere_str_t){http->date, http->date_len};
}
