import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Statement } from "../../server/takedowns/statement/contract.ts";
import { errorFields, validateStatement } from "../../server/takedowns/statement/validate-statement.ts";
import { anyBody, noon, validStatement } from "../support/statements.ts";

const runs = { numRuns: 10_000 };
const allowed = new Set(errorFields);
const sorted = (list: readonly string[]) => [...new Set(list)].sort();

describe("any body at a statement door", () => {
  test.each(["single", "batch"] as const)("%s: is taken, or refused by known fields; never throws", (door) => {
    let taken = 0;
    fc.assert(
      fc.property(anyBody, (body) => {
        const before = JSON.stringify(body);
        const validated = validateStatement(body, door, noon);
        expect(JSON.stringify(body)).toBe(before);
        if (validated.ok) {
          taken++;
          expect(validated.statement.puid).toMatch(/^[A-Za-z0-9_-]{1,500}$/);
          expect(JSON.stringify(validated.statement).isWellFormed()).toBe(true);
          expect(JSON.stringify(validated.statement)).not.toContain("\\u0000");
          return;
        }
        const named = Object.entries(validated.errors);
        expect(named.length).toBeGreaterThan(0);
        for (const [field, texts] of named) {
          expect(allowed).toContain(field);
          expect(texts.length).toBeGreaterThan(0);
          for (const text of texts) expect(text).toContain(field);
        }
      }),
      runs,
    );
    // The generator must reach both sides, or the property says nothing.
    expect(taken).toBeGreaterThan(1_000);
    expect(taken).toBeLessThan(9_000);
  });

  test.each(["single", "batch"] as const)("%s: what was taken is taken again unchanged", (door) => {
    fc.assert(
      fc.property(validStatement, (body) => {
        const once = accepted(validateStatement(body, door, noon));
        const { content_id_ean, ...rest } = once;
        const again = content_id_ean ? { ...rest, content_id: { "EAN-13": content_id_ean } } : rest;
        expect(accepted(validateStatement(again, door, noon))).toEqual(once);
      }),
      runs,
    );
  });

  test("the batch answers each item as the single endpoint does, but for the documented differences", () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const single = validateStatement(body, "single", noon);
        const batch = validateStatement(body, "batch", noon);
        if (!single.ok || !batch.ok) {
          const singleOnly = ["category_specification_other", "content_id_ean"];
          const errors = (validated: typeof single) =>
            validated.ok ? [] : Object.keys(validated.errors).filter((field) => !singleOnly.includes(field));
          expect(errors(batch)).toEqual(errors(single));
          return;
        }
        expect(asSingle(batch.statement, single.statement)).toEqual(single.statement);
      }),
      runs,
    );
  });
});

function accepted(validated: ReturnType<typeof validateStatement>): Statement {
  if (!validated.ok) throw new Error(JSON.stringify(validated.errors));
  return validated.statement;
}

/** Applies the differences of the contract's sections 2 and 9 to the batch's reading. */
function asSingle(batch: Statement, single: Statement): Statement {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(batch)) out[name] = Array.isArray(value) ? sorted(value) : value;
  if (Array.isArray(out.category_addition)) {
    out.category_addition =
      batch.category_addition && sorted(batch.category_addition).filter((c) => c !== batch.category);
  }
  for (const name of ["category_specification_other", "content_id_ean"] as const) {
    if (Object.hasOwn(single, name)) out[name] = single[name];
  }
  return out as unknown as Statement;
}
