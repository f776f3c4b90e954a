import type { IncomingMessage } from "node:http";
import type { Counting } from "../counting/counting.ts";
import type { OneSeries, OtherSeries, SeriesAnswer } from "../counting/series/contract.ts";
import type { Session } from "../identity/identity.ts";
import { type CsvCell, csvOf } from "../kernel/csv.ts";
import { createFileRoute, isoOf, localTimes, zoneOf } from "./file-route.ts";

/**
 * Answers GET /export/series.csv: what `series.read` answers, one line a point and key. Parameters: measure, grain, from,
 * to (epoch ms), breakdowns (joined by commas), compare, filter.<dimension>, zone (IANA name), mark=1 for Excel.
 */
export function createSeriesFile(context: {
  counting: Pick<Counting, "readSeries">;
  readSession(req: IncomingMessage): Promise<Session | null>;
}) {
  return createFileRoute({
    readSession: context.readSession,
    async write({ actor }, query) {
      const zone = zoneOf(query);
      const input = inputOf(query);
      const answer = await context.counting.readSeries(actor, input);
      return {
        name: `watchfloor-${String(input.measure)}-by-${answer.grain}-${isoOf(answer.from).slice(0, 10)}.csv`,
        text: csvOf(headerOf(input, answer, zone), linesOf(input, answer, zone), query.get("mark") === "1"),
      };
    },
  });
}

interface Input {
  measure: string | null;
  breakdowns: string[];
  [field: string]: unknown;
}

/** The verb parses what it is given; here text only becomes the shapes that it knows. */
function inputOf(query: URLSearchParams): Input {
  const filter: Record<string, unknown> = {};
  for (const [name, value] of query) {
    if (!name.startsWith("filter.")) continue;
    const dimension = name.slice("filter.".length);
    filter[dimension] = dimension === "source" ? Number(value) : value;
  }
  const compare = query.get("compare");
  return {
    measure: query.get("measure"),
    breakdowns: (query.get("breakdowns") ?? "").split(",").filter((dimension) => dimension !== ""),
    filter,
    grain: query.get("grain"),
    from: Number(query.get("from") ?? Number.NaN),
    to: Number(query.get("to") ?? Number.NaN),
    ...(compare === null ? {} : { compare }),
  };
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
