import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAnnotations } from "../../server/annotations/annotations.ts";
import type { Annotation, WrittenAnnotation } from "../../server/annotations/contract.ts";
import { type Person, type Source, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const at = Date.UTC(2026, 10, 24, 14, 0, 0);
const minute = 60_000;
let site: Watchfloor;
let [ada, ben, root, vera]: Person[] = [];

beforeAll(async () => {
  site = await startWatchfloor({ startAt: at });
  ada = await site.person("Ada Analyst", ["analyst"]);
  ben = await site.person("Ben Analyst", ["analyst"]);
  root = await site.person("Root Admin", ["admin"]);
  vera = await site.person("Vera Viewer", ["viewer"]);
});
afterAll(() => site[Symbol.asyncDispose]());

const policy = {
  kind: "policy",
  text: "Crypto adverts are scams from today",
  from: at - 10 * minute,
  to: null,
  link: "/explore?category=scams_and_fraud",
  filter: { category: "scams_and_fraud" },
};

async function read(person: Person | undefined, from = at - 60 * minute, to = at + 60 * minute): Promise<Annotation[]> {
  const input = encodeURIComponent(JSON.stringify({ from, to }));
  const answer = await person?.call(`annotations.read?input=${input}`);
  expect(answer?.status).toBe(200);
  return answer?.body.result.data;
}
const written = async (person: Person | undefined) =>
  (await read(person)).filter((one): one is WrittenAnnotation => one.origin === "person");

async function write(over: object = {}): Promise<WrittenAnnotation> {
  const answer = await ada?.call("annotations.create", { ...policy, ...over });
  expect(answer?.status, JSON.stringify(answer?.body)).toBe(200);
  return answer?.body.result.data;
}

test("what an analyst writes, everybody reads; the audit holds that it was written and not what", async () => {
  const { id } = await write();
  expect(await written(vera)).toMatchObject([{ ...policy, id, author: "Ada Analyst", version: 1 }]);
  const { rows } = await site.database.pool.query(
    "select actor_name, subject, detail from audit_row where deed = 'annotation.created'",
  );
  expect(rows).toEqual([
    { actor_name: "Ada Analyst", subject: String(id), detail: { kind: "policy", from: policy.from, to: null } },
  ]);
  expect(site.logged().join("\n"), "no log holds the text").not.toContain("Crypto adverts");
  expect((await read(vera, at - 9 * minute, at)).length, "of an instant before the window").toBe(0);
  expect((await vera?.call("annotations.create", policy))?.status).toBe(403);
  expect((await root?.call("annotations.create", policy))?.status, "an administrator writes none").toBe(403);
});

test("its author changes it, an administrator too, nobody else; who is second is told who was first", async () => {
  const { id, version } = await write({ text: "First words" });
  const next = { ...policy, id, version, text: "Second words", to: at };
  const refused = await ben?.call("annotations.change", next);
  expect([refused?.status, refused?.body.error.message]).toEqual([
    403,
    "Only Ada Analyst or an administrator changes this annotation.",
  ]);
  expect((await vera?.call("annotations.change", next))?.status).toBe(403);
  const changed = await ada?.call("annotations.change", next);
  expect(changed?.body.result.data).toMatchObject({ id, text: "Second words", to: at, version: 2 });
  const late = await root?.call("annotations.change", { ...next, text: "Third words" });
  expect(late?.status).toBe(409);
  expect(late?.body.error.message).toMatch(/^It was changed by Ada Analyst at \d\d:\d\d UTC on 2026-11-24\./);
  const admins = await root?.call("annotations.change", { ...next, version: 2, text: "Third words" });
  expect(admins?.body.result.data).toMatchObject({ author: "Ada Analyst", changedBy: "Root Admin", version: 3 });

  const gone = { id, version: 3 };
  expect((await ben?.call("annotations.delete", gone))?.status).toBe(403);
  expect((await ada?.call("annotations.delete", gone))?.status).toBe(200);
  const again = await root?.call("annotations.delete", gone);
  expect([again?.status, again?.body.error.message]).toEqual([
    409,
    expect.stringMatching(/^It was deleted by Ada Analyst at/),
  ]);
  expect((await written(vera)).some((one) => one.id === id)).toBe(false);
  const kept = await site.database.pool.query("select text, link, filter from annotation where annotation_id = $1", [
    id,
  ]);
  expect(kept.rows, "what it said is forgotten").toEqual([{ text: "", link: null, filter: {} }]);
  expect((await ada?.call("annotations.delete", { id: 2_000_000, version: 1 }))?.status).toBe(404);
});

test("two who change the same version at once: one does, the other is told", async () => {
  const { id, version } = await write({ text: "Raced for" });
  const change = (who: Person | undefined, text: string) =>
    who?.call("annotations.change", { ...policy, id, version, text });
  const answers = await Promise.all([change(ada, "Ada's"), change(root, "Root's")]);
  expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 409]);
});

test("bad input names its field and is never an error of ours", async () => {
  for (const [over, field] of [
    [{ text: "" }, "text"],
    [{ text: "see www.example.org" }, "text"],
    [{ kind: "party" }, "kind"],
    [{ link: "//evil.example" }, "link"],
    [{ to: policy.from }, "to"],
    [{ from: at + 400 * 86_400_000 }, "from"],
    [{ filter: { category: "cats" } }, "filter.category"],
    [{ extra: 1 }, "extra"],
  ] as const) {
    const answer = await ada?.call("annotations.create", { ...policy, ...over });
    expect([answer?.status, answer?.body.error.data.field], JSON.stringify(over)).toEqual([400, field]);
  }
  const backwards = encodeURIComponent(JSON.stringify({ from: 2, to: 1 }));
  expect((await ada?.call(`annotations.read?input=${backwards}`))?.status).toBe(400);
});

test("when its author is deleted it stays, and an administrator sees to it", async () => {
  const eve = await site.person("Eve Analyst", ["analyst"]);
  const { body } = await eve.call("annotations.create", { ...policy, text: "Left behind" });
  const { id, version } = body.result.data;
  await site.database.pool.query("delete from person where id = $1", [eve.id]);
  expect(await written(vera)).toContainEqual(expect.objectContaining({ id, author: "Eve Analyst", authorId: null }));
  expect((await ada?.call("annotations.delete", { id, version }))?.status).toBe(403);
  expect((await root?.call("annotations.delete", { id, version }))?.status).toBe(200);
});

/** Posts a removal that happens now. */
async function post(source: Source): Promise<void> {
  const data = {
    category: "STATEMENT_CATEGORY_VIOLENCE",
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
  };
  const time = new Date(site.clock.now()).toISOString();
  const event = { specversion: "1.0", id: randomUUID(), source: "/x", type: "decision.made", time, data };
  expect((await source.events([event])).body).toMatchObject({ accepted: 1 });
}

test("a source that falls silent marks itself, and a voiding does", async () => {
  const tool = await site.source("Moderation tool");
  const outages = async () =>
    (await read(vera, at - 60 * minute, at + 180 * minute)).filter(({ origin }) => origin === "source");
  for (let sent = 0; sent < 4; sent++) {
    await post(tool);
    site.clock.advance(10_000);
  }
  const newest = site.clock.now() - 10_000;
  await site.runChores();
  expect(await outages(), "ten seconds are no outage").toEqual([]);
  site.clock.advance(5 * minute);
  await site.runChores();
  await site.runChores();
  const open = {
    origin: "source",
    kind: "outage",
    filter: { source: tool.id },
    sourceName: "Moderation tool",
    from: newest,
  };
  expect(await outages()).toEqual([expect.objectContaining({ ...open, to: null, ongoing: true })]);
  await post(tool);
  const back = site.clock.now();
  await site.runChores();
  expect(await outages()).toEqual([expect.objectContaining({ ...open, to: back, ongoing: false })]);

  await site.app.counting.voidEvents(
    { kind: "operator" },
    { scope: { sourceId: tool.id }, reason: "a test run of it" },
  );
  const voided = (await read(vera)).filter(({ origin }) => origin === "voiding");
  expect(voided).toMatchObject([
    {
      kind: "restatement",
      filter: { source: tool.id },
      from: at,
      to: back + 1,
      voiding: { reason: "a test run of it" },
    },
  ]);
});

test("what a silent source sends later fills the gap: then there was none", async () => {
  const queued = await site.source("Queueing tool");
  for (let sent = 0; sent < 3; sent++) {
    await post(queued);
    site.clock.advance(10_000);
  }
  const fell = site.clock.now();
  site.clock.advance(6 * minute);
  await site.runChores();
  const own = async () =>
    (await read(vera, at, site.clock.now() + minute)).filter(
      (one) => one.origin === "source" && one.sourceId === queued.id,
    );
  expect(await own()).toHaveLength(1);
  // The first of what had waited is of the moment at which it fell silent.
  const back = site.clock.now() - fell;
  site.clock.advance(-back);
  await post(queued);
  site.clock.advance(back);
  await post(queued);
  await site.runChores();
  expect(await own()).toEqual([]);
});

test("a version marks itself at its first start, and the very first does not", async () => {
  const versions = async () => (await read(vera, 0, at + 86_400_000)).filter(({ origin }) => origin === "version");
  expect(await versions(), "the one that made this database").toEqual([]);
  const nothing = async () => [];
  const later = createAnnotations({
    database: site.database,
    clock: site.clock,
    readVoidings: nothing,
    readOutages: nothing,
  });
  site.clock.advance(minute);
  const started = site.clock.now();
  await later.recordVersion("0.2.0");
  site.clock.advance(minute);
  await later.recordVersion("0.2.0");
  await later.recordVersion(site.app.version);
  expect(await versions()).toMatchObject([{ kind: "release", version: "0.2.0", from: started, to: null, filter: {} }]);
});
