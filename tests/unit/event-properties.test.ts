import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountsSchema, audienceSchema } from "../../server/growth/contract.ts";
import { decisionSchema } from "../../server/takedowns/contract.ts";
import { readDecision } from "../../server/takedowns/read-decision.ts";
import { anyLine, mutatedDecision } from "../support/cloud-events.ts";
import { parseEventLines } from "../support/event-lines.ts";
import { noon } from "../support/statements.ts";

const from = { sourceId: 7, receivedAt: noon };
const fields = new Set([
  ...["line", "specversion", "id", "source", "type", "time", "data"],
  ...Object.keys(decisionSchema.shape).map((key) => `data.${key}`),
  ...Object.keys(accountsSchema.shape).map((key) => `data.${key}`),
  ...Object.keys(audienceSchema.shape).map((key) => `data.${key}`),
]);
const runs = { numRuns: 10_000 };

describe("any line at the events' door", () => {
  test("is taken, or refused by a known field; never throws", () => {
    let taken = 0;
    fc.assert(
      fc.property(anyLine(), (line) => {
        const parsed = parseEventLines(line, from);
        const { events, gauges, rejected, received } = parsed;
        expect(events.length + gauges.length + rejected.length).toBe(received);
        taken += events.length + gauges.length;
        for (const { field, error, index } of rejected) {
          expect(fields).toContain(field.replace(/(data\.\w+).*/, "$1"));
          expect(error.length).toBeGreaterThan(0);
          expect(index).toBe(0);
        }
      }),
      runs,
    );
    expect(taken).toBeGreaterThan(3_000);
    expect(taken).toBeLessThan(9_000);
  });

  test("a bad line never affects another: the request answers as its lines do alone", () => {
    fc.assert(
      fc.property(fc.array(anyLine(), { maxLength: 8 }), fc.boolean(), (lines, asBytes) => {
        // Half a surrogate pair cannot travel as bytes, and a leading byte order mark is no part of a line.
        const whole = lines.map((line) => line.toWellFormed().replaceAll("\ufeff", ""));
        const text = whole.join("\n");
        const together = parseEventLines(asBytes ? Buffer.from(text) : text, from);
        const alone = whole.map((line) => parseEventLines(line, from));
        expect(together.events).toEqual(alone.flatMap(({ events }) => events));
        expect(together.gauges).toEqual(alone.flatMap(({ gauges }) => gauges));
        const faults = (parsed: typeof together) => parsed.rejected.map(({ index: _, ...fault }) => fault);
        expect(faults(together)).toEqual(alone.flatMap(faults));
        expect(together.nothingParsed).toBe(alone.every(({ nothingParsed }) => nothingParsed));
      }),
      { numRuns: 2_000 },
    );
  });

  test("any bytes are taken for lines", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { events, rejected, received } = parseEventLines(Buffer.from(bytes), from);
        expect(events.length + rejected.length).toBe(received);
      }),
      runs,
    );
  });
});

test("the decision read by hand and the schema give the same answers", () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(mutatedDecision, fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))), (data) => {
      const read = readDecision(data);
      const parsed = decisionSchema.safeParse(data);
      expect(read.ok).toBe(parsed.success);
      if (read.ok) {
        const { unknown: _, ...known } = data;
        expect(parsed.data).toEqual(known);
        return;
      }
      refused++;
      expect(parsed.error?.issues.map((issue) => issue.path[0])).toContain(read.field);
    }),
    runs,
  );
  expect(refused).toBeGreaterThan(1_000);
});
