// Times that dayjs reads, moves, compares and writes.
// SPDX-License-Identifier: Apache-2.0
import dayjs from 'dayjs'
import relativeTime from 'dayjs/plugin/relativeTime.js'
import utc from 'dayjs/plugin/utc.js'

dayjs.extend(utc)
dayjs.extend(relativeTime)

export const handler = (event) => {
  const time = dayjs.utc(event.query.time)
  if (!time.isValid()) return { statusCode: 400, body: 'no time' }
  return {
    shown: time.format('dddd, D MMMM YYYY, HH:mm:ss.SSS [week of] YYYY'),
    next: time.add(1, 'month').endOf('month').toISOString(),
    days: time.diff(dayjs.utc('2000-01-01'), 'day'),
    since: time.from(dayjs.utc('2026-01-01')),
    unix: time.unix(),
  }
}
