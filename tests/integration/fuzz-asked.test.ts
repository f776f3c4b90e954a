import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { documentedAnswers } from "../support/documented-answers.ts";
import { startDoors } from "../support/doors.ts";
import { fuzz, fuzzing, fuzzTimeout } from "../support/fuzzing.ts";
import { minimalStatement, noon } from "../support/statements.ts";

/** What a path may hold: every character that HTTP lets through, and percent-encodings good and bad. */
const pathText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(..."aZ09_-p.") },
      { weight: 2, arbitrary: fc.constantFrom("%00", "%", "%zz", "%2F", "%41", "%C3%A9", "%ED%A0%80", "%F0%9F%98%80") },
      { weight: 1, arbitrary: fc.constantFrom("%25", "%0D%0A", "%2e%2e%2f", "/", "..", "./", "//", "?", "?puid=p") },
      { weight: 2, arbitrary: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) },
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
/** The same text, some of its characters by their codes. */
const encoded = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: 40, maxLength: 40 })
    .map((which) => [...text].map((one, at) => (which[at % 40] ? `%${one.charCodeAt(0).toString(16)}` : one)).join(""));
const decoded = (part: string) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
const created = z.looseObject({ uuid: z.string() });

async function setUp() {
  const doors = await startDoors(noon, { connections: 128 });
  const { key } = await doors.watchfloor.source("Moderation", ["statements"]);
  const other = (await doors.watchfloor.source("Another", ["statements"])).key;
  const store = async (puid: string, as: string) =>
    created.parse((await doors.post("/api/v1/statement", as, JSON.stringify(minimalStatement({ puid })))).body);
  return { ...doors, key, other, store, [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose]() };
}
const written = `select (select count(*) from statement)::int as statements, count(*)::int as batches from intake_batch`;

test("GET existing-puid: 302 for what this source has stored, 404 for all else", fuzzTimeout, async () => {
  const run = fuzzing("GET /api/v1/statement/existing-puid/{puid}");
  await using at = await setUp();
  const documented = documentedAnswers(at.watchfloor.app.apiDocument, "get", "/api/v1/statement/existing-puid/{puid}");
  const puids = ["p", "a", "-", "_", "0", "aa", "p-0", "Z", "p".repeat(500)];
  for (const puid of puids) await at.store(puid, at.key);
  for (const puid of ["theirs", "pp", "A"]) await at.store(puid, at.other);
  const before = await at.rows(written);
  const used = new Set(puids);
  const known = fc.constantFrom(...puids);
  const asked = fc.oneof(
    { weight: 4, arbitrary: pathText },
    { weight: 2, arbitrary: known },
    { weight: 2, arbitrary: known.chain(encoded) },
    { weight: 1, arbitrary: fc.constantFrom(...puids, "theirs", "A").map((puid) => `${puid}?x=../%00`) },
    { weight: 1, arbitrary: fc.integer({ min: 400, max: 1_000 }).map((length) => "p".repeat(length)) },
  );
  let found = 0;
  await fuzz(run, asked, 512, async (one) => {
    const answer = await at.ask("GET", `/api/v1/statement/existing-puid/${one}`, at.key);
    documented(answer);
    const puid = decoded(one.split("?", 1)[0] ?? "");
    const { headers, ...seen } = answer;
    if (used.has(puid)) found++;
    const message = `statement of reason ${used.has(puid) ? "" : "not "}found`;
    expect(seen).toEqual({ status: used.has(puid) ? 302 : 404, body: { message, puid } });
    expect(headers).not.toHaveProperty("location");
  });
  expect(found).toBeGreaterThan(run.inputs / 10);
  expect(await at.rows(written)).toEqual(before);
});

test("GET statement: 200 for one of this source's own, 404 for all else; another method 405", fuzzTimeout, async () => {
  const run = fuzzing("GET /api/v1/statement/{uuid}");
  await using at = await setUp();
  const documented = documentedAnswers(at.watchfloor.app.apiDocument, "get", "/api/v1/statement/{uuid}");
  const own = new Map<string, object>();
  const theirs: string[] = [];
  for (let n = 0; n < 20; n++) {
    const { id: _, puid: __, ...shown } = await at.store(`p-${n}`, at.key);
    own.set(shown.uuid, shown);
    theirs.push((await at.store(`p-${n}`, at.other)).uuid);
  }
  const before = await at.rows(written);
  const uuid = fc.constantFrom(...own.keys());
  const part = fc.oneof(
    { weight: 3, arbitrary: uuid },
    { weight: 1, arbitrary: uuid.map((one) => one.toUpperCase()) },
    { weight: 1, arbitrary: uuid.chain(encoded) },
    { weight: 1, arbitrary: fc.constantFrom(...theirs) },
    { weight: 1, arbitrary: fc.uuid() },
    {
      weight: 2,
      arbitrary: fc
        .tuple(uuid, fc.nat(35), fc.constantFrom(..."0fg-%/Z"))
        .map(([one, place, put]) => one.slice(0, place) + put + one.slice(place + 1)),
    },
    { weight: 3, arbitrary: pathText.filter((text) => !text.startsWith("existing-puid/")) },
  );
  let found = 0;
  await fuzz(
    run,
    fc.tuple(fc.constantFrom("GET", "GET", "GET", "HEAD", "DELETE"), part),
    512,
    async ([method, one]) => {
      const answer = await at.ask(method, `/api/v1/statement/${one}`, at.key);
      const { status, headers, body } = answer;
      if (method === "DELETE") {
        expect([status, headers.allow, body]).toEqual([405, "GET, HEAD", { message: "Use GET or HEAD." }]);
        return;
      }
      const mine = own.get(decoded(one.split("?", 1)[0] ?? "").toLowerCase());
      expect(status).toBe(mine ? 200 : 404);
      if (mine) found++;
      if (method === "HEAD") return void expect(body).toBe("");
      documented(answer);
      if (mine) expect(body).toEqual(mine);
    },
  );
  expect(found).toBeGreaterThan(run.inputs / 10);
  expect(await at.rows(written)).toEqual(before);
});
