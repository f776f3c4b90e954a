import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { documentedAnswers } from "../support/documented-answers.ts";
import { bodiesOf } from "../support/door-bodies.ts";
import type { DoorAnswer } from "../support/doors.ts";
import { fuzz, fuzzing, fuzzTimeout } from "../support/fuzzing.ts";
import { expectHolds, type Sent, statementFuzz, today, withOwnPuids } from "../support/statement-fuzz.ts";
import { aroundTheRules } from "../support/statement-mutations.ts";
import { judge } from "../support/statement-reference.ts";
import { anyBody, minimalStatement } from "../support/statements.ts";

const path = "/api/v1/statements";
const any = withOwnPuids(fc.oneof({ weight: 3, arbitrary: aroundTheRules }, { weight: 1, arbitrary: anyBody }));
const good = withOwnPuids(aroundTheRules.filter((body) => "kept" in judge(body, "batch", today)));
const few = { maxLength: 7 };
const calls = fc.oneof(
  { weight: 20, arbitrary: fc.array(good, { minLength: 1, maxLength: 12 }) },
  { weight: 20, arbitrary: fc.array(fc.oneof(any, good, good, good), few) },
  { weight: 2, arbitrary: fc.array(fc.jsonValue({ maxDepth: 2 }), few) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(99, 100, 101, 150), fc.uuid(), fc.boolean())
      .map(([n, puid, same]) =>
        Array.from({ length: n }, (_, i) => minimalStatement({ puid: same ? puid : puid + i })),
      ),
  },
);
const body = fc.oneof(
  { weight: 30, arbitrary: calls.map((statements) => ({ statements })) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((statements) => ({ statements })) },
);

const texts = z.array(z.string().min(1)).min(1);
const itemErrors = z.strictObject({ errors: z.record(z.string(), z.record(z.string(), texts)) });
const callError = z.strictObject({ message: z.string(), errors: z.strictObject({ statements: texts }) });
const clash = z.strictObject({
  message: z.string(),
  errors: z.strictObject({ puid: texts, existing_puids: z.array(z.string()).min(1) }),
});
const created = z.strictObject({ statements: z.array(z.looseObject({ puid: z.string() })) });

test(
  "POST /api/v1/statements: all or nothing, by the first check that fails; stored is what was answered",
  fuzzTimeout,
  async () => {
    const run = fuzzing(`POST ${path}`);
    await using at = await statementFuzz();
    const documented = documentedAnswers(at.watchfloor.app.apiDocument, "post", path);
    let items = 0;

    // An input is a statement: a call holds four and more.
    await fuzz({ ...run, inputs: Math.ceil(run.inputs / 4) }, bodiesOf(body), 128, async (sent) => {
      const answer = await at.postAs(path, at.key, sent.bytes, sent.headers);
      documented(answer);
      if (sent.json === undefined) return void expect(answer.status).toBe(400);
      const { statements } = { ...(sent.json as { statements?: unknown }) };
      if (Array.isArray(statements)) items += statements.length;
      if (Array.isArray(statements) && statements.length >= 1 && statements.length <= 100) check(answer, statements);
      else {
        expect(answer.status).toBe(422);
        callError.parse(answer.body);
      }
    });

    function check({ status, body: answered }: DoorAnswer, statements: unknown[]): void {
      const verdicts = statements.map((one) => judge(one, "batch", today));
      const wrong = verdicts.flatMap((verdict, index) =>
        "errors" in verdict ? [[`statement_${index}`, ...[...verdict.errors].sort()]] : [],
      );
      if (wrong.length > 0) {
        expect(status).toBe(422);
        const { errors } = itemErrors.parse(answered);
        return void expect(Object.entries(errors).map(([item, one]) => [item, ...Object.keys(one).sort()])).toEqual(
          wrong,
        );
      }
      const kept = verdicts.flatMap((verdict) => ("kept" in verdict ? [verdict.kept] : []));
      const puids = kept.map(({ puid }) => `${puid}`);
      const repeated = [...new Set(puids.filter((puid, index) => puids.indexOf(puid) !== index))];
      if (status === 422) {
        const { existing_puids } = clash.parse(answered).errors;
        if (repeated.length > 0) return void expect(existing_puids.sort()).toEqual(repeated.sort());
        return void expect(puids).toEqual(expect.arrayContaining(existing_puids));
      }
      expect([status, ...repeated]).toEqual([201]);
      const shown = created.parse(answered).statements;
      expect(shown.map(({ puid }) => puid)).toEqual(puids);
      for (const [index, one] of kept.entries()) {
        at.stored(one);
        expect(shown[index]).not.toHaveProperty("id");
        expectHolds(shown[index], withEveryList(one));
      }
    }

    expect(items).toBeGreaterThanOrEqual(run.inputs);
    expect(at.expected.size).toBeGreaterThan(run.inputs / 10);
    await at.expectStored();
  },
);

/** The batch answers any list that is null or was left out as an empty one. */
function withEveryList(kept: Sent): Sent {
  const { decision_visibility, category_addition, category_specification, territorial_scope } = kept;
  const lists = { decision_visibility, category_addition, category_specification, territorial_scope };
  return { ...kept, ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list ?? []])) };
}
