import fc from "fast-check";
import { expect, test } from "vitest";
import { errorFields, validateStatement } from "../../server/takedowns/statement/validate-statement.ts";
import { fuzzing } from "../support/fuzzing.ts";
import { aroundTheRules } from "../support/statement-mutations.ts";
import { judge, table } from "../support/statement-reference.ts";
import { anyBody, noon } from "../support/statements.ts";

const today = "2026-05-20";
/** The server's own list of countries is no rule of the EU's. */
const withoutCountry = ([name]: [string, unknown]) => name !== "country";

test.each(["single", "batch"] as const)("%s: the server and the contract's table say the same of any body", (door) => {
  const { inputs, seed } = fuzzing(`rules of the ${door} endpoint`);
  const bodies = fc.oneof({ weight: 9, arbitrary: aroundTheRules }, { weight: 1, arbitrary: anyBody });
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(bodies, (body) => {
      const expected = judge(body, door, today);
      const validated = validateStatement(body, door, noon);
      if (!validated.ok) {
        const fields = Object.keys(validated.errors).filter((name) => name !== "country");
        expect(fields.sort(), JSON.stringify(body)).toEqual("errors" in expected ? [...expected.errors].sort() : []);
        for (const field of fields) count(`error ${field}`);
        count("refused");
        return;
      }
      expect("errors" in expected ? [...expected.errors] : []).toEqual([]);
      if (!("kept" in expected)) return;
      expect(Object.fromEntries(Object.entries(validated.statement).filter(withoutCountry))).toEqual(expected.kept);
      for (const name of Object.keys(expected.kept)) count(`kept ${name}`);
      const sent = typeof body === "object" && body !== null ? Object.keys(body) : [];
      for (const name of sent) if (name in table && !Object.hasOwn(expected.kept, name)) count(`dropped ${name}`);
      count("taken");
    }),
    { numRuns: inputs, seed },
  );

  // Both sides of every rule were reached, or agreement would say nothing of it.
  if (inputs < 30_000) return;
  const reached = (what: string) => seen.get(what) ?? 0;
  expect(reached("taken")).toBeGreaterThan(inputs / 5);
  expect(reached("refused")).toBeGreaterThan(inputs / 5);
  const ours = door === "batch" ? ["country", "content_id_ean"] : ["country"];
  const refusable = errorFields.filter((name) => !ours.includes(name));
  expect(refusable.filter((name) => reached(`error ${name}`) < 20)).toEqual([]);
  expect(Object.keys(table).filter((name) => reached(`kept ${name}`) < 20)).toEqual([]);
  const droppable = Object.entries(table).filter(
    ([, { iff, onlyWith, batchOnlyWith, droppedWith, ignoredByBatch }]) =>
      iff || onlyWith || droppedWith || (door === "batch" && (batchOnlyWith || ignoredByBatch)),
  );
  expect(droppable.map(([name]) => name).filter((name) => reached(`dropped ${name}`) < 20)).toEqual([]);
});
