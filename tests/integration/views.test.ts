import { afterAll, beforeAll, expect, test } from "vitest";
import { type SavedView, viewsAtMost } from "../../server/views/contract.ts";
import { type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

let site: Watchfloor;
let [ada, ben, root, vera]: Person[] = [];

beforeAll(async () => {
  site = await startWatchfloor();
  ada = await site.person("Ada Analyst", ["analyst"]);
  ben = await site.person("Ben Analyst", ["analyst"]);
  root = await site.person("Root Admin", ["admin"]);
  vera = await site.person("Vera Viewer", ["viewer"]);
});
afterAll(() => site[Symbol.asyncDispose]());

const scams = { page: "explore", parameters: { category: "scams_and_fraud", by: "country", range: "7d" } };

async function list(person: Person | undefined): Promise<SavedView[]> {
  const answer = await person?.call("views.list");
  expect(answer?.status).toBe(200);
  return answer?.body.result.data;
}
const names = async (person: Person | undefined) => (await list(person)).map(({ name }) => name);
const save = (person: Person | undefined, name: string, over: object = {}) =>
  person?.call("views.create", { name, shared: false, shown: scams, ...over });

test("a view is its owner's until it is shared, then everybody reads it and only its owner changes it", async () => {
  const saved = (await save(ada, "Scams by country"))?.body.result.data as SavedView;
  expect(saved).toMatchObject({ ...scams, own: true, shared: false, owner: "Ada Analyst", version: 1 });
  expect(await names(ben)).toEqual([]);
  const { id } = saved;
  expect((await ben?.call("views.change", { id, version: 1, name: "Mine" }))?.status, "not told that it is there").toBe(
    404,
  );

  const shared = await ada?.call("views.change", { id, version: 1, shared: true });
  expect(shared?.body.result.data).toMatchObject({ shared: true, version: 2 });
  for (const person of [ben, vera, root]) {
    expect(await list(person)).toMatchObject([{ ...scams, id, own: false, owner: "Ada Analyst" }]);
  }
  expect((await ben?.call("views.change", { id, version: 2, name: "Mine" }))?.status).toBe(403);
  expect((await ben?.call("views.delete", { id }))?.status).toBe(403);
  expect((await root?.call("views.delete", { id }))?.status, "its owner is there").toBe(403);
  expect((await vera?.call("views.delete", { id }))?.status).toBe(403);

  const over = { page: "growth", parameters: { range: "30d", lag: "24" } };
  const changed = await ada?.call("views.change", { id, version: 2, name: "Growth, a month", shown: over });
  expect(changed?.body.result.data).toMatchObject({ name: "Growth, a month", ...over, shared: true, version: 3 });
  expect((await ada?.call("views.change", { id, version: 2, name: "Late" }))?.status).toBe(409);
  expect((await ada?.call("views.change", { id, version: 3, shared: false }))?.status).toBe(200);
  expect(await names(vera)).toEqual([]);
  expect((await ada?.call("views.delete", { id }))?.status).toBe(200);
  expect((await ada?.call("views.delete", { id }))?.status).toBe(404);

  const deeds = await site.database.pool.query(
    "select deed, detail::text from audit_row where deed like 'view.%' and subject = $1 order by audit_id",
    [String(id)],
  );
  expect(deeds.rows.map(({ deed }) => deed)).toEqual([
    "view.created",
    "view.changed",
    "view.changed",
    "view.changed",
    "view.deleted",
  ]);
  expect(JSON.stringify(deeds.rows), "names are in no audit").not.toContain("Scams by country");
  expect(site.logged().join("\n")).not.toContain("Scams by country");
});

test("a name is taken once a person, in whatever case, also when two windows ask at once", async () => {
  expect((await save(ada, "Morning"))?.status).toBe(200);
  const again = await save(ada, "MORNING");
  expect([again?.status, again?.body.error.data.field]).toEqual([409, "name"]);
  expect((await save(ben, "Morning"))?.status).toBe(200);
  const both = await Promise.all([save(ada, "Evening"), save(ada, "evening")]);
  expect(both.map((answer) => answer?.status).sort()).toEqual([200, 409]);
  const evening = (await list(ada)).find(({ name }) => name.toLowerCase() === "evening");
  const renamed = await ada?.call("views.change", { id: evening?.id, version: 1, name: "morning" });
  expect(renamed?.status).toBe(409);
  const recased = await ada?.call("views.change", { id: evening?.id, version: 1, name: "EVENING" });
  expect(recased?.status, "its own name in another case").toBe(200);
});

test("only what a page's address may say is kept, and nothing that it shows anyway", async () => {
  for (const [over, field] of [
    [{ shown: { page: "explore", parameters: { category: "cats" } } }, "shown.parameters.category"],
    [{ shown: { page: "now", parameters: { show: "takedowns" } } }, "shown.parameters.show"],
    [{ shown: { page: "https://evil.example", parameters: {} } }, "shown.page"],
    [{ name: "x".repeat(81) }, "name"],
    [{ address: "/explore" }, "address"],
  ] as const) {
    const answer = await save(ada, "Odd", over);
    expect([answer?.status, answer?.body.error.data.field], JSON.stringify(over)).toEqual([400, field]);
  }
  const usual = { page: "explore", parameters: { range: "24h", show: "takedowns", zone: "local" } };
  const kept = await save(ada, "Usual", { shown: usual });
  expect(kept?.body.result.data.parameters).toEqual({ zone: "local" });
});

test("what a deleted person shared stays for an administrator to delete; what was private goes along", async () => {
  const eve = await site.person("Eve Analyst", ["analyst"]);
  const left = (await save(eve, "Left behind", { shared: true }))?.body.result.data as SavedView;
  await save(eve, "Eve's own");
  await site.database.pool.query("delete from person where id = $1", [eve.id]);
  expect(await list(vera)).toContainEqual(
    expect.objectContaining({ id: left.id, owner: "Eve Analyst", orphaned: true }),
  );
  const { rows } = await site.database.pool.query("select name from saved_view where owner_name = 'Eve Analyst'");
  expect(rows).toEqual([{ name: "Left behind" }]);
  expect((await ada?.call("views.delete", { id: left.id }))?.status).toBe(403);
  expect((await root?.call("views.delete", { id: left.id }))?.status).toBe(200);
  expect(await names(vera)).not.toContain("Left behind");
});

test("one person keeps so many and no more, also when they ask at once", async () => {
  const max = await site.person("Max Analyst", ["analyst"]);
  for (let begun = 0; begun < viewsAtMost - 2; begun += 14) {
    const some = Array.from({ length: Math.min(14, viewsAtMost - 2 - begun) }, (_, index) =>
      save(max, `View ${begun + index}`),
    );
    expect((await Promise.all(some)).every((answer) => answer?.status === 200)).toBe(true);
  }
  const last = await Promise.all(["one", "two", "three", "four"].map((name) => save(max, name)));
  expect(last.map((answer) => answer?.status).sort()).toEqual([200, 200, 409, 409]);
});
