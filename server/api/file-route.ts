import type { IncomingMessage, ServerResponse } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Session } from "../identity/identity.ts";
import { isRefusal, Refusal, type RefusalCode } from "../kernel/refusal.ts";

/** Files that one person may fetch a minute. */
const filesAMinute = 20;
const statuses: Partial<Record<RefusalCode, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
};

export interface CsvFile {
  /** Name under which a browser keeps it. */
  name: string;
  text: string;
}

/** A route that answers a GET of a person with a file; refusals as problem+json. */
export function createFileRoute(context: {
  readSession(req: IncomingMessage): Promise<Session | null>;
  write(session: Session, query: URLSearchParams): Promise<CsvFile>;
}) {
  const limiter = new RateLimiterMemory({ points: filesAMinute, duration: 60 });
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    try {
      // A link on another site must not make a signed-in browser fetch files.
      if (req.headers["sec-fetch-site"] === "cross-site")
        throw new Refusal("forbidden", "Open the page and export there.");
      const session = await context.readSession(req);
      if (!session) throw new Refusal("unauthenticated", "Sign in first.");
      await limiter.consume(session.personId).catch((used: { msBeforeNext: number }) => {
        const seconds = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
        throw new Refusal("too_many", `Too many files in a minute; try again in ${seconds} s.`, undefined, seconds);
      });
      const { name, text } = await context.write(session, new URL(req.url ?? "/", "http://localhost").searchParams);
      res.writeHead(200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
      });
      res.end(text);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const status = statuses[error.code] ?? 400;
      res.writeHead(status, {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        ...(error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) }),
      });
      res.end(JSON.stringify({ type: "about:blank", status, detail: error.message, field: error.field }));
    }
  };
}

/** The parameter `zone`, an IANA name. @throws Refusal `invalid` for another text. */
export function zoneOf(query: URLSearchParams): string | null {
  const zone = query.get("zone");
  if (zone !== null && !isZone(zone))
    throw new Refusal("invalid", "zone: not a time zone, such as Europe/Paris", "zone");
  return zone;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** ISO 8601 in UTC, to the second. */
export const isoOf = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** ISO 8601 in a zone, with its distance to UTC: 2026-11-20T10:00:00+01:00. */
export function localTimes(zone: string): (time: number) => string {
  const two = "2-digit";
  const clock = { hour: two, minute: two, second: two, hourCycle: "h23", timeZoneName: "longOffset" } as const;
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: two, day: two, ...clock });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const offset = (parts.timeZoneName ?? "").replace("GMT", "") || "+00:00";
    return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}${offset}`;
  };
}
