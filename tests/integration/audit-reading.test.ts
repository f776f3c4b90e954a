import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordDeed } from "../../server/audit/audit.ts";
import type { AuditEntry, AuditPage } from "../../server/audit/contract.ts";
import { sealRows } from "../../server/audit/seal-rows.ts";
import { inTransaction } from "../../server/database/transaction.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

let at: Watchfloor;
let auditor: Person;
const ida: Actor = { kind: "person", personId: "p-ida", name: "Ida Admin", roles: ["admin"] };
const odd: Actor = { kind: "person", personId: "p-odd", name: "100%_\\ Odd", roles: ["admin"] };
const hour = 3_600_000;

beforeAll(async () => {
  at = await startWatchfloor();
  auditor = await at.person("Aude Auditor", ["auditor"]);
  const deed = (actor: Actor, name: string, subject: string, detail: Record<string, string | number> = {}) =>
    inTransaction(at, actor, (write) => recordDeed(write, { name, subject, detail }));
  at.clock.advance(hour);
  await deed(ida, "source.created", "7", { scopes: "events" });
  await deed(ida, "key.rotated", "abc");
  at.clock.advance(hour);
  await deed(odd, "source.revoked", "7");
  await deed({ kind: "chore", name: "seal-raw-events" }, "partition.sealed", "2026-01-01", { rows: 3 });
  await deed(ida, "sessions.ended", "p-odd", { ended: 1 });
});
afterAll(() => at[Symbol.asyncDispose]());

async function rows(query: object = {}): Promise<AuditPage> {
  const answer = await auditor.call(`audit.rows?input=${encodeURIComponent(JSON.stringify(query))}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.result.data;
}
const named = (page: AuditPage) => page.rows.map(({ deed, subject }) => `${deed} ${subject}`);

describe("the list", () => {
  test("is newest first, page by page, and says what is sealed", async () => {
    const all = await rows({ limit: 200 });
    expect(named(all).slice(0, 5)).toEqual([
      "sessions.ended p-odd",
      "partition.sealed 2026-01-01",
      "source.revoked 7",
      "key.rotated abc",
      "source.created 7",
    ]);
    expect(all.nextCursor).toBeNull();
    const paged: AuditEntry[] = [];
    expect(all.rows.slice(0, 2).map(({ subjectName }) => subjectName)).toEqual(["100%_\\ Odd", null]);
    for (let cursor: number | null | undefined; cursor !== null; ) {
      const page: AuditPage = await rows({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.rows.length).toBeGreaterThan(0);
      paged.push(...page.rows);
      cursor = page.nextCursor;
    }
    expect(paged.map(({ id }) => id)).toEqual(all.rows.map(({ id }) => id));
    const sequences = async () => {
      await sealRows(at);
      return (await rows()).rows.map(({ seal }) => seal?.sequence);
    };
    const expected = all.rows.map((_, index) => all.rows.length - index);
    await expect.poll(sequences, { timeout: 30_000 }).toEqual(expected);
    expect((await rows({ limit: 1 })).rows[0]?.seal?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    [{ person: "ida" }, ["sessions.ended p-odd", "key.rotated abc", "source.created 7"]],
    [{ person: "p-ida" }, ["sessions.ended p-odd", "key.rotated abc", "source.created 7"]],
    // By name also what was done to them: their name is known from what they did.
    [{ person: "100%_\\" }, ["sessions.ended p-odd", "source.revoked 7"]],
    [{ person: "%" }, ["sessions.ended p-odd", "source.revoked 7"]],
    [{ person: "seal-raw-events" }, ["partition.sealed 2026-01-01"]],
    [{ deed: "source" }, ["source.revoked 7", "source.created 7"]],
    [{ deed: "source.created" }, ["source.created 7"]],
    [{ deed: "sourc" }, []],
    [{ deed: "%" }, []],
    [{ subject: "7" }, ["source.revoked 7", "source.created 7"]],
    [{ subject: "7", person: "Ida" }, ["source.created 7"]],
    [{ person: "' or true --" }, []],
  ])("searched by %j", async (query, expected) => {
    expect(named(await rows(query))).toEqual(expected);
  });

  test("by time: its beginning included, its end not", async () => {
    const now = at.clock.now();
    expect(named(await rows({ from: now }))).toHaveLength(3);
    expect(named(await rows({ from: now - hour, to: now }))).toEqual(["key.rotated abc", "source.created 7"]);
    expect(named(await rows({ to: now - 2 * hour }))).toEqual([]);
  });

  test("what it may be asked for is parsed", async () => {
    const texts = ["\0", "\ud800", "a\nb", "x".repeat(201)].map((person) => ({ person }));
    for (const query of [
      ...texts,
      { from: -1 },
      { from: 1e300 },
      { person: "" },
      { cursor: 0 },
      { limit: 201 },
      { other: 1 },
    ]) {
      const answer = await auditor.call(`audit.rows?input=${encodeURIComponent(JSON.stringify(query))}`);
      expect(answer.status, JSON.stringify(query)).toBe(400);
    }
  });

  test("the names of deeds are each there once, sorted", async () => {
    const { body } = await auditor.call("audit.deeds");
    const names: string[] = body.result.data;
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(["key.rotated", "partition.sealed", "person.created"]));
  });
});

describe("the file", () => {
  const file = (query: string, cookie = auditor.cookie, headers = {}) =>
    fetch(`${at.url}/export/audit.csv?${query}`, { headers: { cookie, ...headers } });

  test("holds what the filter lets through, and that it was taken out is a deed", async () => {
    const answer = await file("deed=source&zone=Europe/Paris");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="watchfloor-audit-[\d-]{10}\.csv"$/,
    );
    const [header, revoked, created, ...rest] = (await answer.text()).split("\r\n");
    expect(header).toBe(
      "time_utc,time Europe/Paris,actor_kind,actor_id,actor_name,deed,subject,detail,seal_sequence,seal_hash",
    );
    const time = new Date(at.clock.now()).toISOString().slice(0, 19);
    expect(revoked).toMatch(new RegExp(`^${time}Z,[^,]+,person,p-odd,100%_\\\\ Odd,source.revoked,7,\\{\\},`));
    expect(created).toContain(',person,p-ida,Ida Admin,source.created,7,"{""scopes"":""events""}",');
    expect(rest).toEqual([""]);
    const [entry] = (await rows({ limit: 1 })).rows;
    expect(entry).toMatchObject({
      actorName: "Aude Auditor",
      deed: "audit.exported",
      detail: { rows: 2, filtered: "deed" },
    });
  });

  test("defuses what a spreadsheet would calculate", async () => {
    const evil: Actor = { kind: "person", personId: "p-evil", name: "=HYPERLINK(1)", roles: [] };
    await inTransaction(at, evil, (write) => recordDeed(write, { name: "source.created", subject: "+1" }));
    const text = await (await file("person=p-evil")).text();
    expect(text).toContain(`"'=HYPERLINK(1)",source.created,"'+1"`);
  });

  test("is refused in words, without a trace in the audit", async () => {
    const before = (await rows({ deed: "audit.exported" })).rows.length;
    const viewer = await at.person("Vera Viewer", ["viewer"]);
    const refused = [
      [await file("", "no cookie"), 401],
      [await file("", viewer.cookie), 403],
      [await file("", auditor.cookie, { "sec-fetch-site": "cross-site" }), 403],
      [await file("zone=Mars/Olympus"), 400],
      [await file("from=yesterday"), 400],
      [await file("person="), 400],
    ] as const;
    for (const [answer, status] of refused) expect(answer.status).toBe(status);
    expect((await rows({ deed: "audit.exported" })).rows).toHaveLength(before);
  });
});
