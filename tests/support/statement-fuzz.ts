import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import { startDoors } from "./doors.ts";
import { inOrder } from "./statement-reference.ts";
import { noon } from "./statements.ts";

export type Sent = Record<string, unknown>;

/** The day of receipt in every test of these doors. */
export const today = "2026-05-20";

/** Most statements get a puid of their own, or only the first would be stored; some share a few. */
export function withOwnPuids(bodies: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const puid = fc.oneof({ weight: 15, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constantFrom("k-1", "k-2") });
  return fc.tuple(bodies, puid).map(([body, own]) => {
    if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
    // The server's own list of countries is no rule of the contract's table, which says what is expected.
    const { country: _, ...rest } = body as Sent;
    return rest.puid === "p" ? { ...rest, puid: own } : rest;
  });
}

/** A statement as the table says that it is stored: lists in order, each value once. */
const asStored = (kept: Sent): Sent =>
  Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, Array.isArray(value) ? inOrder(value) : value]),
  );

/** A running Watchfloor with a source of statements, and what it has to hold by what it answered. */
export async function statementFuzz() {
  const doors = await startDoors(noon, { connections: 128 });
  const { key } = await doors.watchfloor.source("Moderation", ["statements"]);
  const expected = new Map<string, Sent>();
  return {
    ...doors,
    key,
    expected,
    /** The server answered that it stored this. */
    stored(kept: Sent): void {
      const puid = `${kept.puid}`;
      if (expected.has(puid)) throw new Error(`${puid} was answered as stored twice`);
      expected.set(puid, asStored(kept));
    },
    /** What was answered as stored is stored and counted once, and nothing else is. */
    async expectStored(): Promise<void> {
      const rows = await doors.rows("select puid, body from statement");
      expect(rows.length).toBe(expected.size);
      for (const { puid, body } of rows) {
        const known = expected.get(`${puid}`);
        if (!isDeepStrictEqual(body, known)) expect(body, `stored as ${puid}`).toEqual(known);
      }
      const tally = await doors.rows(`
        select (select count(*) from raw_event)::int as counted, (select count(*) from event_identity)::int as identities,
               (select sum(accepted) from intake_batch)::int as accepted`);
      const n = expected.size;
      expect(tally).toEqual([{ counted: n, identities: n, accepted: n }]);
      expect(await doors.watchfloor.reconcile()).toMatchObject({ events: n, counted: n, differences: [] });
    },
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

/** `actual` holds everything of `wanted`, which is quicker to see than to print. */
export function expectHolds(actual: unknown, wanted: Sent): void {
  const given = actual as Sent;
  if (Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(given[name], value))) return;
  expect(actual).toMatchObject(wanted);
}
