import fc from "fast-check";
import { expect, test } from "vitest";
import { documentedAnswers } from "../support/documented-answers.ts";
import { bodiesOf, type DoorBody } from "../support/door-bodies.ts";
import type { DoorAnswer } from "../support/doors.ts";
import { fuzz, fuzzing, fuzzTimeout } from "../support/fuzzing.ts";
import { expectHolds, type Sent, statementFuzz, today, withOwnPuids } from "../support/statement-fuzz.ts";
import { aroundTheRules } from "../support/statement-mutations.ts";
import { judge } from "../support/statement-reference.ts";
import { anyBody } from "../support/statements.ts";

const path = "/api/v1/statement";
const body = fc.oneof({ weight: 6, arbitrary: aroundTheRules }, { weight: 1, arbitrary: anyBody });

test(
  "POST /api/v1/statement: any body is answered by the contract, and stored is what was answered",
  fuzzTimeout,
  async () => {
    const run = fuzzing(`POST ${path}`);
    await using at = await statementFuzz();
    const documented = documentedAnswers(at.watchfloor.app.apiDocument, "post", path);
    let read = 0;

    await fuzz(run, bodiesOf(withOwnPuids(body)), 512, async (sent: DoorBody) => {
      const answer = await at.postAs(path, at.key, sent.bytes, sent.headers);
      documented(answer);
      if (sent.json === undefined) return void expect(answer.status).toBe(400);
      read++;
      check(answer, sent.json);
    });

    function check({ status, body: answered }: DoorAnswer, sent: unknown): void {
      const verdict = judge(sent, "single", today);
      if ("errors" in verdict) {
        const { errors } = answered as { errors: Sent };
        expect([status, ...Object.keys(errors).sort()]).toEqual([422, ...[...verdict.errors].sort()]);
        return;
      }
      const { kept } = verdict;
      if (status === 422) return void expect(answered).toMatchObject({ existing: { puid: `${kept.puid}` } });
      expect(status).toBe(201);
      at.stored(kept);
      expectHolds(answered, listsForNull(kept));
    }

    expect(at.expected.size).toBeGreaterThan(run.inputs / 10);
    expect(read).toBeGreaterThan(run.inputs / 2);
    await at.expectStored();
    // What nobody could read is on record, too, as one refused item a request.
    const [tally] = await at.rows("select sum(received)::int as received from intake_batch");
    expect(tally).toMatchObject({ received: run.inputs });
  },
);

/** A list given as null is answered as an empty one. */
function listsForNull(kept: Sent): Sent {
  const lists = ["decision_visibility", "category_specification", "territorial_scope"];
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, value === null && lists.includes(name) ? [] : value]),
  );
}
