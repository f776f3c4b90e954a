import type { IncomingMessage, ServerResponse } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Counting } from "../counting/counting.ts";
import type { OneSeries, OtherSeries, SeriesAnswer } from "../counting/series/contract.ts";
import type { Session } from "../identity/identity.ts";
import { type CsvCell, csvOf } from "../kernel/csv.ts";
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

/**
 * Answers GET /export/series.csv: what `series.read` answers, one line a point and key. Parameters: measure, grain, from,
 * to (epoch ms), breakdowns (joined by commas), compare, filter.<dimension>, zone (IANA name), mark=1 for Excel.
 */
export function createSeriesFile(context: {
  counting: Pick<Counting, "readSeries">;
  readSession(req: IncomingMessage): Promise<Session | null>;
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
      const { zone, mark, input } = parametersOf(new URL(req.url ?? "/", "http://localhost").searchParams);
      const answer = await context.counting.readSeries(session.actor, input);
      const text = csvOf(headerOf(input, answer, zone), linesOf(input, answer, zone), mark);
      const name = `watchfloor-${String(input.measure)}-by-${answer.grain}-${isoOf(answer.from).slice(0, 10)}.csv`;
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

interface Input {
  measure: string | null;
  breakdowns: string[];
  [field: string]: unknown;
}

/** The verb parses what it is given; here text only becomes the shapes that it knows. */
function parametersOf(query: URLSearchParams): { zone: string | null; mark: boolean; input: Input } {
  const filter: Record<string, unknown> = {};
  for (const [name, value] of query) {
    if (!name.startsWith("filter.")) continue;
    const dimension = name.slice("filter.".length);
    filter[dimension] = dimension === "source" ? Number(value) : value;
  }
  const compare = query.get("compare");
  const zone = query.get("zone");
  if (zone !== null && !isZone(zone))
    throw new Refusal("invalid", "zone: not a time zone, such as Europe/Paris", "zone");
  const input = {
    measure: query.get("measure"),
    breakdowns: (query.get("breakdowns") ?? "").split(",").filter((dimension) => dimension !== ""),
    filter,
    grain: query.get("grain"),
    from: Number(query.get("from") ?? Number.NaN),
    to: Number(query.get("to") ?? Number.NaN),
    ...(compare === null ? {} : { compare }),
  };
  return { zone, mark: query.get("mark") === "1", input };
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

function headerOf(input: Input, { compared }: SeriesAnswer, zone: string | null): string[] {
  const times = ["time_utc", ...(zone === null ? [] : [`time ${zone}`])];
  return [...times, ...input.breakdowns, String(input.measure), ...(compared ? ["compared_time_utc", "compared"] : [])];
}

function* linesOf(input: Input, answer: SeriesAnswer, zone: string | null): Generator<CsvCell[]> {
  const { times, series, other, compared } = answer;
  const local = zone === null ? null : localTimes(zone);
  const lines: [string[], OneSeries | OtherSeries][] = series.map((one) => [[...one.values], one]);
  if (other) lines.push([input.breakdowns.map((_, i) => (i === 0 ? `other (${other.keys} more)` : "other")), other]);
  for (const [i, time] of times.entries()) {
    for (const [values, { points, comparedPoints }] of lines) {
      const then = compared?.times[i];
      yield [
        isoOf(time),
        ...(local ? [local(time)] : []),
        ...values,
        points[i] ?? null,
        ...(then === undefined ? [] : [isoOf(then), comparedPoints?.[i] ?? null]),
      ];
    }
  }
}

const isoOf = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** ISO 8601 in a zone, with its distance to UTC: 2026-11-20T10:00:00+01:00. */
function localTimes(zone: string): (time: number) => string {
  const two = "2-digit";
  const clock = { hour: two, minute: two, second: two, hourCycle: "h23", timeZoneName: "longOffset" } as const;
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: two, day: two, ...clock });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const offset = (parts.timeZoneName ?? "").replace("GMT", "") || "+00:00";
    return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}${offset}`;
  };
}
