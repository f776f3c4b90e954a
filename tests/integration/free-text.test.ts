import { expect, test } from "vitest";
import type { View } from "../../server/realtime/contract.ts";
import { startDoors } from "../support/doors.ts";
import { gateTo } from "../support/gate.ts";
import { openRawRequest } from "../support/raw-request.ts";
import { minimalStatement, noon } from "../support/statements.ts";

const secret = "Zq7-the-text-of-a-person";
/** Every field that takes text, chosen so that none of it is dropped unread. */
const texts = {
  decision_visibility: ["DECISION_VISIBILITY_OTHER"],
  decision_visibility_other: secret,
  decision_monetary: "DECISION_MONETARY_OTHER",
  decision_monetary_other: secret,
  decision_ground: "DECISION_GROUND_ILLEGAL_CONTENT",
  illegal_content_legal_ground: secret,
  illegal_content_explanation: secret,
  content_type: ["CONTENT_TYPE_OTHER"],
  content_type_other: secret,
  category_specification: ["KEYWORD_OTHER"],
  category_specification_other: secret,
  decision_facts: secret,
  source_type: "SOURCE_ARTICLE_16",
  source_identity: secret,
  decision_ground_reference_url: `https://example.org/${secret}`,
};
const marked = (over: Record<string, unknown> = {}) => minimalStatement({ ...texts, ...over });
const single = "/api/v1/statement";
const batch = "/api/v1/statements";
const view: View = { kind: "takedowns", measure: "decisions", breakdowns: ["category"], filter: {}, grain: "10s" };
/** Fails every statement as a database may, and quotes what it holds. */
const breakStatements = `
  create function quote_the_row() returns trigger language plpgsql as $$
    begin raise exception 'a row is wrong' using detail = new.body::text, errcode = '23514'; end $$;
  create trigger quoting before insert on statement for each row execute function quote_the_row()`;

/** A server behind a gate, a source of statements and a person who watches; what was seen beside the answers. */
async function setUp(environment: object = {}) {
  const closing = new AsyncDisposableStack();
  const gates: Awaited<ReturnType<typeof gateTo>>[] = [];
  const doors = await startDoors(noon, {
    environment,
    async reach(address) {
      const gate = closing.use(await gateTo(address));
      gates.push(gate);
      return gate.reached;
    },
  });
  const { id, key } = await doors.watchfloor.source("Moderation", ["statements"]);
  const lead = await doors.watchfloor.person("Ada", ["viewer", "admin"]);
  const live = await lead.live();
  const frames: unknown[] = [];
  live.socket.onAny((...event: unknown[]) => frames.push(event));
  const joined = await live.join(view);
  return {
    ...doors,
    key,
    gate: gates[0],
    frames,
    send: (path: string, body: unknown, as = key, type = "application/json") =>
      doors.post(path, as, typeof body === "string" ? body : JSON.stringify(body), type),
    /** Everything that is kept or shown of a request beside the statement and the answer to it. */
    async seen() {
      const tables = await doors.rows("select to_jsonb(rejection) as row from rejection");
      const batches = await doors.rows("select to_jsonb(intake_batch) as row from intake_batch");
      const audit = await doors.rows("select to_jsonb(audit_row) as row from audit_row");
      const metrics = (await doors.ask("GET", "/metrics")).body;
      const input = encodeURIComponent(JSON.stringify({ sourceId: id }));
      const shown = await lead.call(`sources.rejections?input=${input}`);
      const log = doors.watchfloor.logged();
      return { log, frames, joined, tables, batches, audit, metrics, shown };
    },
    async [Symbol.asyncDispose]() {
      await live[Symbol.asyncDispose]();
      await doors[Symbol.asyncDispose]();
      await closing.disposeAsync();
    },
  };
}

test("text of a statement stands in the statement and in the answer that stored it, and nowhere else", async () => {
  await using at = await setUp();
  expect(await at.send(single, marked({ puid: "known" }))).toMatchObject({
    status: 201,
    body: { decision_facts: secret },
  });

  const wrong = { category: secret };
  const refusals: [status: number, Promise<{ status: number; body: unknown }>][] = [
    // The fault is in the text, in another field, or in a field that is itself free text where a choice belongs.
    [422, at.send(single, marked({ decision_facts: `${secret}\u0000` }))],
    [422, at.send(single, marked({ decision_facts: secret.repeat(500) }))],
    [422, at.send(single, marked({ decision_facts: { [secret]: secret } }))],
    [422, at.send(single, marked(wrong))],
    [422, at.send(single, marked({ puid: `${secret} with blanks` }))],
    [422, at.send(single, marked({ application_date: secret, content_id: { [secret]: secret } }))],
    [422, at.send(single, marked({ territorial_scope: [secret], country: secret, subject: secret }))],
    [422, at.send(single, marked({ decision_ground_reference_url: secret }))],
    [422, at.send(single, marked({ puid: "known", decision_facts: `${secret} again` }))],
    [422, at.send(batch, { statements: [marked({ puid: "a" }), marked({ puid: "b", ...wrong })] })],
    [422, at.send(batch, { statements: [marked({ puid: "a" }), marked({ puid: "a" })] })],
    [422, at.send(batch, { statements: [marked({ puid: "known" }), marked({ puid: "a" })] })],
    [422, at.send(batch, { statements: secret })],
    [422, at.send(batch, { statements: [secret, [secret], { [secret]: secret }] })],
    [400, at.send(single, JSON.stringify(marked()).slice(0, -1))],
    [400, at.send(batch, `${JSON.stringify({ statements: [marked()] })}${secret}`)],
    [413, at.send(single, JSON.stringify(marked({ decision_facts: secret.repeat(400_000) })))],
    [415, at.send(single, marked(), at.key, "text/plain")],
    [415, at.send(single, marked(), at.key, "application/json; charset=iso-8859-1")],
    [401, at.send(single, marked(), "wf_unknown")],
    [403, at.send(single, marked(), (await at.watchfloor.source("Events", ["events"])).key)],
    [405, at.ask("PUT", single, at.key)],
  ];
  for (const [n, [status, sent]] of refusals.entries()) {
    const answer = await sent;
    expect([n, answer.status]).toEqual([n, status]);
    expect(JSON.stringify(answer.body), `refusal ${n}`).not.toContain(secret);
  }

  const seen = await at.seen();
  expect(seen.log.length).toBeGreaterThan(refusals.length);
  expect(seen.shown.status).toBe(200);
  expect(seen.tables.length).toBeGreaterThan(8);
  await expect.poll(() => at.frames.length).toBeGreaterThan(0);
  expect(JSON.stringify(seen)).not.toContain(secret);
});

test("text of a statement is not told when it fails on our side, comes slowly or too fast", async () => {
  await using at = await setUp({ REQUEST_BODY_SECONDS: "1", KEY_REQUESTS_PER_SECOND: "4" });
  const answers: { status: number; body: unknown }[] = [];
  await at.rows(breakStatements);
  answers.push(await at.send(single, marked({ puid: "broken" })));
  answers.push(await at.send(batch, { statements: [marked({ puid: "broken-2" })] }));
  at.watchfloor.expectLogged("a machine door failed");

  const body = JSON.stringify(marked());
  const head = [`authorization: Bearer ${at.key}`, "content-type: application/json"];
  const slow = openRawRequest(at.watchfloor.url, single, [...head, `content-length: ${body.length}`]);
  slow.send(body.slice(0, -1));
  const late = await slow.answer();
  expect(late).toMatch(/^HTTP\/1.1 408 /);
  expect(late).not.toContain(secret);

  const burst = await Promise.all(Array.from({ length: 10 }, () => at.send(single, marked({ puid: "burst" }))));
  answers.push(...burst.filter(({ status }) => status === 429).slice(0, 1));
  const before = await at.seen();

  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await at.gate?.close();
  answers.push(await at.send(single, marked({ puid: "away" })));
  await at.gate?.open();
  at.watchfloor.expectLogged(/could not (be )?(read|checked)|queue failed/);

  expect(answers.map(({ status }) => status)).toEqual([500, 500, 429, 503]);
  expect(JSON.stringify(answers)).not.toContain(secret);
  expect(before.log.some((line) => line.includes("a row is wrong"))).toBe(true);
  expect(JSON.stringify([before, at.watchfloor.logged(), at.frames])).not.toContain(secret);
});
