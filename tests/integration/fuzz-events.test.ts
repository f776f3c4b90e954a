import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import type { ParsedEvents } from "../../server/ingest/events.ts";
import { anyLine } from "../support/cloud-events.ts";
import { documentedAnswers } from "../support/documented-answers.ts";
import { asJson } from "../support/door-bodies.ts";
import { startDoors } from "../support/doors.ts";
import { parseEventLines } from "../support/event-lines.ts";
import { fuzz, fuzzing, fuzzTimeout } from "../support/fuzzing.ts";
import { noon } from "../support/statements.ts";

const path = "/api/v1/events";

/** One request: the texts that stand for events in it, and how they are put together. */
interface EventRequest {
  format: "lines" | "batch" | "structured" | "binary";
  items: string[];
  packed: boolean;
}
const many = fc.oneof(
  { weight: 1, arbitrary: fc.array(anyLine(), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(anyLine(), { minLength: 40, maxLength: 100 }) },
);
/** An array of what is JSON; with one text that is none the whole of it says something else, or nothing. */
const batch = fc.oneof(
  { weight: 8, arbitrary: many.map((items) => items.filter((one) => asJson(Buffer.from(one)) !== undefined)) },
  { weight: 1, arbitrary: fc.array(anyLine(), { maxLength: 6 }) },
);
const one = anyLine().map((item) => [item]);
const requestOf = (format: EventRequest["format"], items: fc.Arbitrary<string[]>) =>
  fc.record({ format: fc.constant(format), items, packed: fc.integer({ max: 3, min: 0 }).map((n) => n === 0) });
const request: fc.Arbitrary<EventRequest> = fc.oneof(
  { weight: 1, arbitrary: requestOf("lines", many) },
  { weight: 1, arbitrary: requestOf("batch", batch) },
  { weight: 4, arbitrary: requestOf("structured", one) },
  { weight: 4, arbitrary: requestOf("binary", one) },
);
const typeOf = {
  lines: "application/x-ndjson",
  batch: "application/cloudevents-batch+json",
  structured: "application/cloudevents+json; charset=utf-8",
  binary: "application/json",
};

interface OnTheWire {
  body: string;
  headers: Record<string, string>;
  /** The same as lines of JSON, which is what the door has to make of it; undefined where only the shape is known. */
  lines: string | undefined;
}

function written({ format, items }: EventRequest): OnTheWire {
  const [item = ""] = items;
  if (format === "lines") return { body: items.join("\n"), headers: {}, lines: items.join("\n") };
  if (format === "batch") {
    const readable = items.every((text) => asJson(Buffer.from(text)) !== undefined);
    return { body: `[${items.join(",")}]`, headers: {}, lines: readable ? items.join("\n") : undefined };
  }
  const value = asJson(Buffer.from(item));
  if (format === "structured") return { body: item, headers: {}, lines: value === undefined ? "" : item };
  return binary(value);
}

/** Attributes as headers, percent-encoded; what is no event is sent as the data of an event without attributes. */
function binary(value: unknown): OnTheWire {
  const isEvent = typeof value === "object" && value !== null && !Array.isArray(value) && "specversion" in value;
  const { data, ...rest } = isEvent ? (value as Record<string, unknown>) : { data: value };
  const attributes = Object.entries(rest).flatMap(([name, given]) => {
    const text = (typeof given === "string" ? given : `${JSON.stringify(given)}`).slice(0, 260).toWellFormed();
    return /^[a-z0-9]{1,40}$/.test(name) ? [[name, text] as const] : [];
  });
  const headers = Object.fromEntries(attributes.map(([name, text]) => [`ce-${name}`, encodeURIComponent(text)]));
  const event = { ...Object.fromEntries(attributes), ...(data === undefined ? {} : { data }) };
  const some = attributes.length > 0 ? headers : { "ce-specversion": "0.3" };
  const seen = attributes.length > 0 ? event : { specversion: "0.3", data };
  return { body: data === undefined ? "" : JSON.stringify(data), headers: some, lines: JSON.stringify(seen) };
}

const answerSchema = z.strictObject({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.unknown()),
});

test(
  "POST /api/v1/events: the same events in all four formats; never a failure of ours, stored is what was answered",
  fuzzTimeout,
  async () => {
    const run = fuzzing(`POST ${path}`);
    await using at = await startDoors(noon, { connections: 128 });
    const { id, key } = await at.watchfloor.source("Classifier", ["events"]);
    const documented = documentedAnswers(at.watchfloor.app.apiDocument, "post", path);
    const inputs = { lines: 0, batch: 0, structured: 0, binary: 0 };
    let accepted = 0;
    let packed = 0;

    // An input is an event or what stands in its place: ten requests hold more than fifty.
    await fuzz({ ...run, inputs: Math.ceil(run.inputs / 4) }, request, 128, async (sent) => {
      const { body, headers, lines } = written(sent);
      const bytes = sent.packed ? gzipSync(body, { level: 1 }) : Buffer.from(body);
      const coding: Record<string, string> = sent.packed ? { "content-encoding": "gzip" } : {};
      if (sent.packed) packed++;
      inputs[sent.format] += sent.items.length;
      const type = { "content-type": typeOf[sent.format] };
      const answer = await at.postAs(path, key, bytes, { ...type, ...coding, ...headers });
      documented(answer);
      const counts = answerSchema.safeParse(answer.body).data;
      accepted += counts?.accepted ?? 0;
      if (lines === undefined) return;
      const rules: ParsedEvents = parseEventLines(Buffer.from(lines), { sourceId: id, receivedAt: noon });
      const unread = sent.format === "lines" ? rules.nothingParsed : rules.received === 0;
      if (unread) return void expect(answer.status).toBe(400);
      expect(counts?.rejected).toEqual(rules.rejected);
      const good = rules.events.length + rules.gauges.length;
      expect((counts?.accepted ?? 0) + (counts?.duplicates ?? 0)).toBe(good);
      expect(answer.status).toBe(good > 0 ? 200 : 422);
    });

    for (const [format, n] of Object.entries(inputs)) expect(n, format).toBeGreaterThan(run.inputs / 20);
    expect(Object.values(inputs).reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual(run.inputs);
    expect(packed).toBeGreaterThan(run.inputs / 40);
    expect(accepted).toBeGreaterThan(run.inputs / 5);
    const stored = "select (select count(*) from raw_event)::int + (select count(*) from gauge_measurement)::int as n";
    expect(await at.rows(stored)).toEqual([{ n: accepted }]);
    expect(await at.rows("select sum(accepted)::int as n from intake_batch")).toEqual([{ n: accepted }]);
  },
);
