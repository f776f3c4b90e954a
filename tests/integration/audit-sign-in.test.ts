import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../server/database/transaction.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const operator: Actor = { kind: "operator" };
const service = { actor_kind: "service", actor_id: "sign-in", actor_name: "sign-in service" };

let at: Watchfloor;
beforeAll(async () => {
  at = await startWatchfloor();
});
afterAll(() => at[Symbol.asyncDispose]());

/** What the audit says about this person, oldest first. */
async function deedsAbout(personId: string, columns = "deed, actor_kind, actor_id, actor_name"): Promise<object[]> {
  const query = `select ${columns} from audit_row where subject = $1 order by audit_id`;
  return (await at.database.pool.query(query, [personId])).rows;
}

test("a session's beginning and end are deeds of its person; that it was used is none", async () => {
  const ada = await at.person("Ada", ["viewer"]);
  const { rows } = await at.database.pool.query('select id, token from person_session where "userId" = $1', [ada.id]);
  await at.database.pool.query(
    'update person_session set "updatedAt" = now(), "expiresAt" = now() + interval \'7 days\'',
  );
  await fetch(`${at.url}/api/auth/sign-out`, { method: "POST", headers: { cookie: ada.cookie, origin: at.url } });
  const self = { actor_kind: "person", actor_id: ada.id, actor_name: "Ada" };
  const session = { detail: { person_session: rows[0].id } };
  expect(await deedsAbout(ada.id, "deed, actor_kind, actor_id, actor_name, detail")).toEqual([
    expect.objectContaining({ deed: "person.created", actor_kind: "operator" }),
    { deed: "session.started", ...self, ...session },
    { deed: "session.ended", ...self, ...session },
  ]);
  const all = JSON.stringify(await deedsAbout(ada.id, "*"));
  expect(all).not.toContain(rows[0].token);
});

test("whoever ends another's sessions is named, with the time of the deed", async () => {
  const ben = await at.person("Ben", ["viewer"]);
  const admin: Actor = { kind: "person", personId: "p-admin", name: "Ida Admin", roles: ["admin"] };
  await at.app.identity.endSessions(admin, { personId: ben.id });
  const deeds = await deedsAbout(ben.id, "deed, actor_name, (extract(epoch from at) * 1000)::float8 as at");
  expect(deeds.slice(-2)).toEqual([
    { deed: "session.ended", actor_name: "Ida Admin", at: at.clock.now() },
    { deed: "sessions.ended", actor_name: "Ida Admin", at: at.clock.now() },
  ]);
});

test("what changes at the tables without a verb of ours is the sign-in service's, and holds no value", async () => {
  const { id } = await at.app.identity.createPerson(operator, {
    email: "cleo@example.org",
    name: "Cleo",
    password: "correct horse battery",
    roles: ["viewer"],
  });
  const before = (await deedsAbout(id)).length;
  const run = (statement: string) => at.database.pool.query(statement, [id]);
  await run(`update person_account set password = 'a new hash', "updatedAt" = now() where "userId" = $1`);
  await run(`update person_account set "updatedAt" = now() where "userId" = $1`);
  await run(`update person set email = 'hidden@example.org', name = 'Hidden' where id = $1`);
  await run(`insert into person_account (id, "accountId", "providerId", "userId", "updatedAt")
             values ('account-2', 'x', 'oidc', $1, now())`);
  await run(`delete from person where id = $1`);
  const deeds = (await deedsAbout(id, "deed, actor_kind, actor_id, actor_name, detail")).slice(before);
  expect(deeds).toMatchObject(
    ["password.changed", "email.changed", "person.renamed", "account.added"]
      .concat("person.removed", "account.removed", "account.removed")
      .map((deed) => ({ deed, ...service })),
  );
  expect(JSON.stringify(deeds)).not.toMatch(/hash|idden|example/);
});

test("a person who is put into the table by hand is seen, one whom a verb adds is said once", async () => {
  await at.database.pool.query(
    `insert into person (id, name, email, "emailVerified") values ('by-hand', 'Mallory', 'mallory@example.org', true)`,
  );
  expect(await deedsAbout("by-hand")).toEqual([{ deed: "person.added", ...service }]);
  const dan = await at.person("Dan", ["viewer"]);
  expect((await deedsAbout(dan.id, "deed")).map((row) => Object.values(row)[0])).toEqual([
    "person.created",
    "session.started",
  ]);
});

test("who acted ends with the transaction: a connection that is used again says nothing of it", async () => {
  const { database, clock } = at;
  const together = Promise.withResolvers<void>();
  let begun = 0;
  const transactions = Array.from({ length: 8 }, () =>
    inTransaction({ database, clock }, operator, async () => {
      begun += 1;
      if (begun === 8) together.resolve();
      await together.promise;
    }),
  );
  await Promise.all(transactions);
  const clients = await Promise.all(transactions.map(() => database.pool.connect()));
  for (const client of clients) {
    const { rows } = await client.query("select coalesce(current_setting('watchfloor.acting', true), '') as acting");
    expect(rows).toEqual([{ acting: "" }]);
    client.release();
  }
});
