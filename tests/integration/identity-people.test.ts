import { getMigrations } from "better-auth/db/migration";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { configureSignIn } from "../../server/identity/configure-sign-in.ts";
import { createIdentity } from "../../server/identity/identity.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { movingClock } from "../support/moving-clock.ts";

const operator: Actor = { kind: "operator" };
const password = "correct horse battery";
const publicUrl = "https://floor.example.org";

function people(database: TestDatabase) {
  const clock = movingClock();
  const log = { warn: () => {}, error: () => {} };
  const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
  return { clock, identity: createIdentity({ database, clock, publicUrl, secret, log }) };
}

async function everythingStored(database: TestDatabase): Promise<string> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws('', (select string_agg(person_account::text, '') from person_account),
      (select string_agg(audit_row::text, '') from audit_row),
      (select string_agg(first_admin_link::text, '') from first_admin_link)) as line`.execute(database.query);
  return rows[0]?.line ?? "";
}

async function roleRows(database: TestDatabase) {
  const { rows } = await sql<{ name: string; role: string }>`
    select p.name, r.role from person p join person_role r on r.person_id = p.id order by 1, 2`.execute(database.query);
  return rows;
}

test("our migration holds everything that the installed better-auth wants", async () => {
  await using database = await testDatabase();
  const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
  const log = { warn: () => {}, error: () => {} };
  const { options } = configureSignIn({ database, publicUrl, secret, log, signInsPerMinute: 30 });
  const { toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems } = await getMigrations(options);
  expect({ toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems }).toEqual({
    toBeCreated: [],
    toBeAdded: [],
    toBeAddedIndexes: [],
    schemaProblems: [],
  });
});

describe("creating a person", () => {
  test("stores roles and a hash, with the deed in the audit and no password or address there", async () => {
    await using database = await testDatabase();
    const { identity } = people(database);
    const { id } = await identity.createPerson(operator, {
      email: "Ada.L@Example.org",
      password,
      roles: ["viewer", "viewer", "on-call"],
    });
    expect(await roleRows(database)).toEqual([
      { name: "ada.l", role: "on-call" },
      { name: "ada.l", role: "viewer" },
    ]);
    const stored = await everythingStored(database);
    expect(stored).toContain("person.created");
    expect(stored).toContain(id);
    expect(stored).not.toContain(password);
    expect(stored.toLowerCase()).not.toContain("example.org");
  });

  test("only those who manage people may", async () => {
    await using database = await testDatabase();
    const { identity } = people(database);
    const input = { email: "a@example.org", password, roles: ["admin"] };
    for (const role of ["viewer", "analyst", "on-call", "legal", "signer", "auditor", "partner"] as const) {
      const actor: Actor = { kind: "person", personId: "1", name: "Eve", roles: [role] };
      await expect(identity.createPerson(actor, input), role).rejects.toMatchObject({ code: "forbidden" });
    }
    const admin: Actor = { kind: "person", personId: "1", name: "Ada", roles: ["admin"] };
    expect(await identity.createPerson(admin, input)).toHaveProperty("id");
    await expect(identity.createPerson(admin, { ...input, email: "A@EXAMPLE.ORG" })).rejects.toMatchObject({
      code: "conflict",
      field: "email",
    });
  });

  test.each([
    ["email", { email: "nobody" }],
    ["password", { password: "x".repeat(11) }],
    ["password", { password: "x".repeat(129) }],
    ["password", { password: "🔑".repeat(11) }],
    ["name", { name: "x".repeat(201) }],
    ["name", { name: "a\u0000b" }],
    ["name", { name: "  " }],
    ["roles", { roles: [] }],
    ["roles.0", { roles: ["root"] }],
    ["admin", { admin: true }],
  ])("a wrong %s is named: %j", async (field, wrong) => {
    await using database = await testDatabase();
    const { identity } = people(database);
    const input = { email: "a@example.org", password, roles: ["viewer"], ...wrong };
    await expect(identity.createPerson(operator, input)).rejects.toMatchObject({ code: "invalid", field });
  });

  test("a name may have 200 characters of any script", async () => {
    await using database = await testDatabase();
    const { identity } = people(database);
    const name = "𝒜Ж".repeat(100);
    await identity.createPerson(operator, { email: "a@example.org", name, password, roles: ["viewer"] });
    expect(await roleRows(database)).toEqual([{ name, role: "viewer" }]);
  });
});

describe("the first admin's link", () => {
  const ada = { name: "Ada", email: "ada@example.org", password, onCall: true };
  async function issued(identity: ReturnType<typeof people>["identity"]): Promise<string> {
    const url = new URL((await identity.issueFirstAdminLink()) ?? "");
    expect(`${url.origin}${url.pathname}${url.search}`).toBe(`${publicUrl}/welcome`);
    return url.hash.slice(1);
  }

  test("makes one admin, on call when asked; afterwards no link is issued", async () => {
    await using database = await testDatabase();
    const { identity } = people(database);
    const token = await issued(identity);
    expect(await everythingStored(database)).not.toContain(token);
    await identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token });
    expect(await roleRows(database)).toEqual([
      { name: "Ada", role: "admin" },
      { name: "Ada", role: "on-call" },
    ]);
    expect(await identity.issueFirstAdminLink()).toBeNull();
  });

  test("used by two at once, exactly one wins and the other is told", async () => {
    await using database = await testDatabase();
    const { identity } = people(database);
    const token = await issued(identity);
    const tries = ["ada@example.org", "eve@example.org"].map((email) =>
      identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, email, onCall: false, token }),
    );
    const settled = await Promise.allSettled(tries);
    expect(settled.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = settled.find((one) => one.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "conflict", field: "token" });
    expect(await roleRows(database)).toHaveLength(1);
  });

  test("dies after 24 hours, by a later link, and once somebody is an admin", async () => {
    await using database = await testDatabase();
    const { clock, identity } = people(database);
    const closed = { code: "conflict", field: "token" };
    const first = await issued(identity);
    const second = await issued(identity);
    await expect(identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token: first })).rejects.toMatchObject(
      closed,
    );
    await expect(
      identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token: "made up" }),
    ).rejects.toMatchObject(closed);
    clock.advance(24 * 3_600_000);
    await expect(identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token: second })).rejects.toMatchObject(
      closed,
    );
    const third = await issued(identity);
    await identity.createPerson(operator, { email: "boss@example.org", password, roles: ["admin"] });
    await expect(identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token: third })).rejects.toMatchObject(
      closed,
    );
    expect(await roleRows(database)).toEqual([{ name: "boss", role: "admin" }]);
  });

  test("a refused redemption leaves the link usable", async () => {
    await using database = await testDatabase();
    const { identity } = people(database);
    await identity.createPerson(operator, { email: ada.email, password, roles: ["viewer"] });
    const token = await issued(identity);
    const weak = { ...ada, token, password: "short" };
    await expect(identity.linksFrom("192.0.2.1").redeemFirstAdminLink(weak)).rejects.toMatchObject({
      code: "invalid",
      field: "password",
    });
    await expect(identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token })).rejects.toMatchObject({
      field: "email",
    });
    await identity.linksFrom("192.0.2.1").redeemFirstAdminLink({ ...ada, token, email: "ada2@example.org" });
  });
});
