/** How one field's value is read: pure, table-driven by `validate-statement.ts`. Rules: the EU's submission contract. */
import { identityOf } from "../../counting/counting.ts";
import { statementBounds } from "./contract.ts";

/** What a reader makes of a trimmed, non-null value: the value to keep, or why it is refused. */
type Read = { ok: true; value: string | string[] } | { ok: false; error: string };
export type Reader = (value: unknown) => Read;

const keep = (value: string | string[]): Read => ({ ok: true, value });
const refuse = (error: string): Read => ({ ok: false, error });

/** Trims strings, one level into arrays, and makes blank ones null: before any rule runs. */
export function trimmed(value: unknown): unknown {
  if (typeof value === "string") return value.trim() || null;
  if (Array.isArray(value)) return value.map((item) => (typeof item === "string" ? item.trim() || null : item));
  return value;
}

/** Null, absent or an empty list: nothing was given. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** NUL and lone surrogates: PostgreSQL stores neither in text nor in jsonb. */
function unstorable(text: string): boolean {
  return text.includes("\u0000") || !text.isWellFormed();
}

/** Free text of at most `limit` characters (code points, as the EU counts them). */
export function text(limit: number): Reader {
  return (value) => {
    if (typeof value !== "string") return refuse("must be text");
    if (longerThan(value, limit)) return refuse(`may not be longer than ${limit} characters`);
    if (unstorable(value)) return refuse("contains a character that cannot be stored (NUL or half a surrogate pair)");
    return keep(value);
  };
}

function longerThan(value: string, limit: number): boolean {
  if (value.length <= limit) return false;
  return value.length > 2 * limit || [...value].length > limit;
}

export function oneOf(allowed: ReadonlySet<string>): Reader {
  return (value) =>
    typeof value === "string" && allowed.has(value) ? keep(value) : refuse("is not one of the allowed values");
}

/** A JSON array of allowed values; duplicates and order are the door's business. */
export function listOf(allowed: ReadonlySet<string>): Reader {
  return (value) => {
    if (!Array.isArray(value)) return refuse("must be an array");
    const known = value.every((item): item is string => typeof item === "string" && allowed.has(item));
    return known ? keep(value) : refuse("contains a value that is not allowed");
  };
}

const { latestDate, longestUrl, longestPuid } = statementBounds;

/** A real calendar day, exactly `YYYY-MM-DD`, from `earliest` to 2038-01-01. */
export function date(earliest = "0000-01-01"): Reader {
  return (value) => {
    if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value) || !isCalendarDay(value)) {
      return refuse("must be a date in the form YYYY-MM-DD");
    }
    if (value < earliest) return refuse(`may not be before ${earliest}`);
    return value > latestDate ? refuse(`may not be after ${latestDate}`) : keep(value);
  };
}

function isCalendarDay(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** An http or https address of bounded length. */
export const url: Reader = (value) => {
  const asText = text(longestUrl)(value);
  if (!asText.ok) return asText;
  const wellFormed = typeof value === "string" && /^https?:\/\/[^\s/?#]/i.test(value) && URL.canParse(value);
  return wellFormed ? asText : refuse("must be a web address that begins with http:// or https://");
};

/** Letters, digits, `-` and `_`; a JSON number is taken as its digits where those are exact. */
export const puid: Reader = (value) => {
  const asText = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof asText !== "string") return refuse("must be text or a whole number that JSON keeps exact");
  if (asText.length > longestPuid) return refuse(`may not be longer than ${longestPuid} characters`);
  return /^[A-Za-z0-9_-]+$/.test(asText)
    ? keep(asText)
    : refuse("may hold letters, digits, hyphens and underscores only");
};

/** Thirteen digits; the check digit is not tested, as at the EU. */
export const ean: Reader = (value) =>
  typeof value === "string" && /^\d{13}$/.test(value) ? keep(value) : refuse("must be text of 13 digits");

/** Each value once, in the order of its characters' codes. */
export function sortedUnique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/** The identity of a source's statement: its puid, for ever. */
export function statementIdentity(sourceId: number, puid: string): string {
  return identityOf({ sourceId, door: "sor", cloudEventsSource: "", id: puid });
}

/** How long a statement's text is kept and shown: the EU's window of 180 days, in milliseconds. */
export const statementKeptMs = 180 * 86_400_000;
