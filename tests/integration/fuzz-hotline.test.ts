import fc from "fast-check";
import { expect, test } from "vitest";
import { documentedAnswers } from "../support/documented-answers.ts";
import { bodiesOf } from "../support/door-bodies.ts";
import { startDoors } from "../support/doors.ts";
import { fuzz, fuzzing, fuzzTimeout } from "../support/fuzzing.ts";
import { hostile, noon } from "../support/statements.ts";

const path = "/api/v1/hotline/cases";
/** What the contract lets a case have. */
const mostBytes = 16 * 1024;
const urgencies = ["threat_to_life", "urgent", "standard"];
const threats = ["terrorism", "child_abuse", "violence", "self_harm", "abduction", "other"];

const characters = fc.constantFrom(..."aZ9 ._:/#-", "é", "Ж", "ق", "字", "𝒜", "e\u0301", "½");
const spoiled = fc.constantFrom("\u0000", "\n", "<", "'", "😀", "\ud800", "%", "(", "\u200b");
const reference = fc.oneof(
  { weight: 6, arbitrary: fc.uuid().map((id) => `FR ${id}`) },
  { weight: 2, arbitrary: fc.array(characters, { maxLength: 20 }).map((all) => all.join("")) },
  {
    weight: 1,
    arbitrary: fc.array(fc.oneof(characters, characters, spoiled), { maxLength: 12 }).map((all) => all.join("")),
  },
  { weight: 1, arbitrary: fc.tuple(characters, fc.constantFrom(99, 100, 101)).map(([one, n]) => one.repeat(n)) },
  { weight: 1, arbitrary: fc.constantFrom("again-1", " again-1\t", "\ufeffagain-2", "again-2", "Again-2") },
  { weight: 1, arbitrary: hostile },
);
const valid = fc.record({ reference, urgency: fc.constantFrom(...urgencies), threat: fc.constantFrom(...threats) });
const changes = fc.array(
  fc.tuple(
    fc.constantFrom("reference", "urgency", "threat", "number", "__proto__", "constructor", "case_id", "\ud800"),
    fc.oneof(hostile, fc.constant(undefined), fc.constantFrom<unknown>(...urgencies, ...threats, "URGENT", ["urgent"])),
  ),
  { minLength: 1, maxLength: 2 },
);
const changed = fc.tuple(valid, changes).map(([raised, all]) => {
  const body: Record<string, unknown> = { ...raised };
  for (const [name, value] of all) Object.defineProperty(body, name, { value, enumerable: true, configurable: true });
  return body;
});
const body = fc.oneof(
  { weight: 1, arbitrary: valid },
  { weight: 10, arbitrary: changed },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** The case that the body raises, by the words of the contract; undefined for one that it refuses. */
function raisedBy(body: unknown): { reference: string; urgency: string; threat: string } | undefined {
  if (typeof body !== "object" || body === null || Object.keys(body).sort().join() !== "reference,threat,urgency")
    return;
  const { reference: given, urgency, threat } = body as Record<string, unknown>;
  if (typeof given !== "string" || typeof urgency !== "string" || typeof threat !== "string") return;
  const kept = [...given.trim()];
  if (kept.length < 1 || kept.length > 100 || !kept.every((one) => /^[\p{L}\p{M}\p{N} ._:/#-]$/u.test(one))) return;
  return urgencies.includes(urgency) && threats.includes(threat)
    ? { reference: kept.join(""), urgency, threat }
    : undefined;
}

test(
  "POST /api/v1/hotline/cases: a case a reference, whatever is sent; stored is what was answered",
  fuzzTimeout,
  async () => {
    const run = fuzzing(`POST ${path}`);
    await using at = await startDoors(noon, { connections: 128 });
    const { key } = await at.watchfloor.source("Police of Utopia", ["hotline"]);
    const documented = documentedAnswers(at.watchfloor.app.apiDocument, "post", path);
    const cases = new Map<string, unknown>();
    const again: [string, unknown][] = [];

    await fuzz(run, bodiesOf(body), 512, async (sent) => {
      const answer = await at.postAs(path, key, sent.bytes, sent.headers);
      documented(answer);
      // Two of the longest values in one body are more than the door reads.
      if (sent.unpacked > mostBytes) return void expect(answer.status).toBe(413);
      const raised = raisedBy(sent.json);
      if (!raised) return void expect(answer.status).toBe(sent.json === undefined ? 400 : 422);
      const seen = answer.body as { reference: string };
      expect(seen.reference).toBe(raised.reference);
      if (answer.status === 200) return void again.push([raised.reference, seen]);
      expect([answer.status, seen]).toMatchObject([201, { ...raised, raisedBy: "Police of Utopia", receivedAt: noon }]);
      expect(cases.has(raised.reference), "one reference is one case").toBe(false);
      cases.set(raised.reference, seen);
    });

    for (const [reference, seen] of again) expect(seen).toEqual(cases.get(reference));
    expect(cases.size).toBeGreaterThan(run.inputs / 30);
    const stored = await at.rows(
      "select reference, urgency, threat, 'HC-' || number as number, case_id as id from hotline_case",
    );
    expect(stored.length).toBe(cases.size);
    for (const row of stored) expect(cases.get(`${row.reference}`)).toMatchObject(row);
    expect(await at.rows("select count(*)::int as n, max(cursor)::int as last from hotline_event")).toEqual([
      { n: cases.size, last: cases.size },
    ]);
  },
);
