const form = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const longestLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Epoch milliseconds of an RFC 3339 date-time with its offset, cut to milliseconds; undefined for anything else.
 * Only real calendar days; second 60 is taken at minute 59, as the first instant of the next minute.
 */
export function parseDateTime(text: string): number | undefined {
  if (text.length > 45) return undefined;
  const parts = form.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = parts;
  const y = Number(year);
  const m = Number(month);
  const d = Number(day);
  // Date.UTC reads years 0 to 99 as 1900 to 1999.
  if (y < 100) return undefined;
  if (m < 1 || m > 12 || d < 1 || d > (longestLengths[m - 1] ?? 0)) return undefined;
  if (m === 2 && d === 29 && !(y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0))) return undefined;
  const h = Number(hour);
  const min = Number(minute);
  const s = Number(second);
  if (h > 23 || min > 59 || s > (min === 59 ? 60 : 59)) return undefined;
  const ms = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  const local = Date.UTC(y, m - 1, d, h, min, s, ms);
  if (sign === undefined) return local;
  const oh = Number(offsetHour);
  const om = Number(offsetMinute);
  if (oh > 23 || om > 59) return undefined;
  return local - (sign === "+" ? 1 : -1) * (oh * 60 + om) * 60_000;
}
