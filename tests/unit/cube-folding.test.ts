import fc from "fast-check";
import { expect, test } from "vitest";
import {
  autoDecisions,
  autoDetections,
  type CountableEvent,
  categories,
  effects,
  keywordClasses,
  kinds,
  none,
  origins,
  subjects,
  timings,
  unstatedCountry,
} from "../../server/counting/contract.ts";
import { cellsOf, cubes, foldEvents, type PlacedEvent, valuesOf } from "../../server/counting/cube/rules.ts";
import { bucketOf, grainMs } from "../../server/kernel/grains.ts";

const start = Date.UTC(2026, 10, 23, 21, 59, 30);

const event: fc.Arbitrary<CountableEvent> = fc.record({
  identity: fc.uuid(),
  kind: fc.constantFrom(...kinds),
  eventTime: fc.integer({ min: start, max: start + 3 * 3_600_000 }),
  timing: fc.constantFrom(...timings),
  count: fc.integer({ min: 1, max: 1_000_000 }),
  category: fc.constantFrom(none, ...categories),
  subject: fc.constantFrom(none, ...subjects),
  effect: fc.constantFrom(none, ...effects),
  origin: fc.constantFrom(none, ...origins),
  autoDetected: fc.constantFrom(none, ...autoDetections),
  autoDecided: fc.constantFrom(none, ...autoDecisions),
  country: fc.constantFrom(unstatedCountry, "AD", "IN", "ZW"),
  keywordClass: fc.constantFrom(...keywordClasses),
});
const placed: fc.Arbitrary<PlacedEvent> = fc
  .record({ sourceId: fc.integer({ min: 1, max: 3 }), event })
  .map(({ sourceId, event: one }) => ({ sourceId, event: one, cells: cellsOf(one) }));

test("a cell says which combination it stands for, in every cube", () => {
  fc.assert(
    fc.property(event, (e) => {
      const cells = cellsOf(e);
      expect(valuesOf(cubes.content, cells.content)).toEqual([
        e.kind,
        e.timing,
        e.category,
        e.subject,
        e.effect,
        e.keywordClass,
      ]);
      expect(valuesOf(cubes.method, cells.method)).toEqual([
        e.kind,
        e.timing,
        e.category,
        e.effect,
        e.origin,
        e.autoDetected,
        e.autoDecided,
      ]);
      expect(valuesOf(cubes.place, cells.place)).toEqual([e.kind, e.timing, e.effect, e.country]);
    }),
    { numRuns: 5_000 },
  );
});

test("every grain of every cube holds every event once, in its bucket, and the rows come in one order", () => {
  fc.assert(
    fc.property(fc.array(placed, { maxLength: 60 }), (events) => {
      for (const name of ["content", "method", "place"] as const) {
        const rows = foldEvents(name, events);
        for (const grain of ["minute", "hour", "day"] as const) {
          const expected = new Map<string, { events: number; n: number }>();
          for (const { sourceId, event: e, cells } of events) {
            const key = `${sourceId} ${bucketOf(e.eventTime, grain)} ${cells[name]}`;
            const sum = expected.get(key) ?? { events: 0, n: 0 };
            expected.set(key, { events: sum.events + 1, n: sum.n + e.count });
          }
          const found = rows.filter((row) => row.grain === grain);
          expect(
            new Map(
              found.map((row) => [`${row.sourceId} ${row.bucket} ${row.cell}`, { events: row.events, n: row.n }]),
            ),
          ).toEqual(expected);
          expect(found).toHaveLength(expected.size);
        }
        const order = rows.map((row) => [row.sourceId, grainMs[row.grain], row.bucket, row.cell]);
        const sorted = [...order].sort((a, b) => a.map((part, i) => part - (b[i] ?? 0)).find((d) => d !== 0) ?? 0);
        expect(order).toEqual(sorted);
      }
    }),
    { numRuns: 500 },
  );
});
