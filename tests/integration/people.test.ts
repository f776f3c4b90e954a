import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createIdentity } from "../../server/identity/identity.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import type { Role } from "../../server/kernel/roles.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { movingClock } from "../support/moving-clock.ts";

const operator: Actor = { kind: "operator" };
const password = "correct horse battery";
const publicUrl = "https://floor.example.org";
const address = "192.0.2.1";

/** Identity on a database of the test's own, with a first administrator who acts. */
async function floor(database: TestDatabase) {
  const clock = movingClock();
  const log = { warn: () => {}, error: () => {} };
  const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
  const identity = createIdentity({ database, clock, publicUrl, secret, log });
  const person = async (name: string, ...roles: Role[]) => {
    const email = `${name.toLowerCase()}@example.org`;
    const { id } = await identity.createPerson(operator, { email, name, password, roles });
    return { id, email, actor: { kind: "person" as const, personId: id, name, roles } };
  };
  const ada = await person("Ada", "admin");
  return { clock, identity, person, ada };
}

async function deeds(database: TestDatabase, like: string) {
  const { rows } = await sql<{ deed: string; actor_name: string; subject: string; detail: object }>`
    select deed, actor_name, subject, detail from audit_row where deed like ${like} order by audit_id`.execute(
    database.query,
  );
  return rows;
}

/** Everything that is stored, as one text: what is not in it is nowhere. */
async function everythingStored(database: TestDatabase): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(database.query);
  const texts = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ line: string | null }>`
      select string_agg(t::text, ' ') as line from ${sql.table(name)} t`.execute(database.query);
    texts.push(rows[0]?.line ?? "");
  }
  return texts.join("\n");
}

const tokenOf = (link: string) => new URL(link).hash.slice(1);
const closed = { code: "conflict", field: "token" };

describe("an invitation", () => {
  const mia = { email: "Mia@Example.org", roles: ["on-call", "viewer"] as Role[] };

  test("makes the invited a person with its roles; the link is kept nowhere and works once", async () => {
    await using database = await testDatabase();
    const { identity, ada } = await floor(database);
    const issued = await identity.invitePerson(ada.actor, mia);
    expect(issued.link).toMatch(/^https:\/\/floor\.example\.org\/invitation#[\w-]{43}$/);
    const token = tokenOf(issued.link);
    expect(await everythingStored(database)).not.toContain(token);
    const links = identity.linksFrom(address);
    expect(await links.openInvitation({ token })).toMatchObject({
      email: "mia@example.org",
      roles: ["viewer", "on-call"],
      issuedBy: "Ada",
    });
    expect(await links.redeemInvitation({ token, name: "Mia", password })).toMatchObject({ email: "mia@example.org" });
    expect(await identity.readPeople(ada.actor)).toMatchObject([
      { name: "Ada" },
      { name: "Mia", email: "mia@example.org", roles: ["on-call", "viewer"], state: "active", lastSeenAt: null },
    ]);
    expect(await identity.readInvitations(ada.actor)).toEqual([]);
    await expect(links.redeemInvitation({ token, name: "Eve", password })).rejects.toMatchObject(closed);
    await expect(links.openInvitation({ token })).rejects.toMatchObject(closed);
    expect((await deeds(database, "invitation.%")).map(({ deed, actor_name }) => [deed, actor_name])).toEqual([
      ["invitation.issued", "Ada"],
    ]);
    expect((await deeds(database, "person.created")).at(-1)).toMatchObject({
      actor_name: "Mia",
      detail: { roles: "viewer,on-call", invitation: issued.id },
    });
    const audited = JSON.stringify(await deeds(database, "%"));
    expect(audited).not.toMatch(/example\.org|correct horse/);
  });

  test("used by two at once makes one person", async () => {
    await using database = await testDatabase();
    const { identity, ada } = await floor(database);
    const token = tokenOf((await identity.invitePerson(ada.actor, mia)).link);
    const tries = ["Mia", "Eve"].map((name) => identity.linksFrom(address).redeemInvitation({ token, name, password }));
    const settled = await Promise.allSettled(tries);
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(settled.find(({ status }) => status === "rejected")).toMatchObject({ reason: closed });
    expect(await identity.readPeople(ada.actor)).toHaveLength(2);
  });

  test("dies after 24 hours, by a later link, and when it is withdrawn; each says what to do", async () => {
    await using database = await testDatabase();
    const { clock, identity, ada } = await floor(database);
    const links = identity.linksFrom(address);
    const first = await identity.invitePerson(ada.actor, mia);
    await expect(identity.invitePerson(ada.actor, mia)).rejects.toMatchObject({ code: "conflict", field: "email" });
    const second = await identity.issueInvitation(ada.actor, { invitationId: first.id });
    const open = (link: string) => links.openInvitation({ token: tokenOf(link) });
    await expect(open(first.link)).rejects.toMatchObject(closed);
    expect(await open(second.link)).toMatchObject({ email: "mia@example.org" });
    clock.advance(24 * 3_600_000);
    await expect(open(second.link)).rejects.toMatchObject(closed);
    await expect(links.redeemInvitation({ token: tokenOf(second.link), name: "Mia", password })).rejects.toMatchObject(
      closed,
    );
    expect(await identity.readInvitations(ada.actor)).toMatchObject([{ id: first.id, email: "mia@example.org" }]);
    const third = await identity.invitePerson(ada.actor, mia);
    expect(await identity.withdrawInvitation(ada.actor, { invitationId: third.id })).toEqual({ id: third.id });
    await expect(open(third.link)).rejects.toMatchObject(closed);
    for (const verb of [identity.withdrawInvitation, identity.issueInvitation]) {
      await expect(verb(ada.actor, { invitationId: third.id })).rejects.toMatchObject({ code: "not_found" });
    }
    clock.advance(31 * 86_400_000);
    await identity.invitePerson(ada.actor, { ...mia, email: "noa@example.org" });
    expect(await everythingStored(database)).not.toContain("mia@example.org");
  });

  test("is for addresses without an account, and made and withdrawn by those who manage people alone", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const taken = identity.invitePerson(ada.actor, { ...mia, email: ada.email });
    await expect(taken).rejects.toMatchObject({ code: "conflict", field: "email" });
    await expect(identity.invitePerson(ada.actor, { ...mia, roles: [] })).rejects.toMatchObject({ field: "roles" });
    const invitation = await identity.invitePerson(ada.actor, mia);
    const eve = await person("Eve", "viewer", "analyst", "on-call", "legal", "signer", "auditor", "partner");
    expect(await identity.readInvitations(eve.actor)).toHaveLength(1);
    for (const forbidden of [
      () => identity.invitePerson(eve.actor, mia),
      () => identity.issueInvitation(eve.actor, { invitationId: invitation.id }),
      () => identity.withdrawInvitation(eve.actor, { invitationId: invitation.id }),
    ]) {
      await expect(forbidden()).rejects.toMatchObject({ code: "forbidden" });
    }
    const vera = await person("Vera", "viewer");
    await expect(identity.readInvitations(vera.actor)).rejects.toMatchObject({ code: "forbidden" });
    await expect(identity.readPeople(vera.actor)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("loses to an account that was made meanwhile, and stays for the right address", async () => {
    await using database = await testDatabase();
    const { identity, ada } = await floor(database);
    const token = tokenOf((await identity.invitePerson(ada.actor, mia)).link);
    await identity.createPerson(operator, { email: "mia@example.org", password, roles: ["viewer"] });
    const late = identity.linksFrom(address).redeemInvitation({ token, name: "Mia", password });
    await expect(late).rejects.toMatchObject({ code: "conflict", field: "email" });
  });
});

describe("roles", () => {
  test("are changed at once, audited from what to what; who overlooked another's change is told whose", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const vera = await person("Vera", "viewer");
    const change = (roles: Role[], before: Role[]) =>
      identity.changeRoles(ada.actor, { personId: vera.id, roles, before });
    expect(await change(["on-call", "viewer"], ["viewer"])).toEqual({ roles: ["viewer", "on-call"] });
    await expect(change(["legal"], ["viewer"])).rejects.toMatchObject({
      code: "conflict",
      message: "The roles are viewer, on-call now, by Ada at 2026-11-23 21:40 UTC. Look at them again.",
    });
    await change(["viewer", "on-call"], ["on-call", "viewer"]);
    await change(["legal"], ["viewer", "on-call"]);
    expect((await deeds(database, "person.roles_changed")).map(({ detail }) => detail)).toEqual([
      { name: "Vera", before: "viewer", after: "viewer,on-call" },
      { name: "Vera", before: "viewer,on-call", after: "legal" },
    ]);
    await expect(change([], ["legal"])).rejects.toMatchObject({ code: "invalid", field: "roles" });
    await expect(
      identity.changeRoles(ada.actor, { personId: "gone", roles: ["legal"], before: [] }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("suspending, deleting, resetting", () => {
  test("each says who was first, and only those who manage people may", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const vera = await person("Vera", "viewer");
    const target = { personId: vera.id };
    const auditor = await person("Otto", "auditor");
    const verbs = [identity.suspendPerson, identity.resumePerson, identity.deletePerson, identity.endSessions];
    for (const verb of verbs) {
      await expect(verb(auditor.actor, target)).rejects.toMatchObject({ code: "forbidden" });
      await expect(verb(ada.actor, { personId: "a\u0000b" })).rejects.toMatchObject({ code: "invalid" });
    }
    await expect(identity.issueResetLink(auditor.actor, { ...target, removeFactors: false })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(identity.resumePerson(ada.actor, target)).rejects.toMatchObject({ code: "conflict" });
    await identity.suspendPerson(ada.actor, target);
    await expect(identity.suspendPerson(operator, target)).rejects.toMatchObject({
      code: "conflict",
      message: "Vera is suspended already, by Ada at 2026-11-23 21:40 UTC.",
    });
    expect(await identity.readPeople(auditor.actor)).toMatchObject([
      { name: "Ada" },
      { name: "Otto" },
      { name: "Vera", state: "suspended", suspendedBy: "Ada" },
    ]);
    await identity.resumePerson(ada.actor, target);
    await identity.deletePerson(ada.actor, target);
    await expect(identity.deletePerson(ada.actor, target)).rejects.toMatchObject({ code: "not_found" });
  });

  test("what a deleted person did stays theirs by name; the address and all else of the person is gone", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const eve = await person("Eve", "admin", "viewer");
    await identity.invitePerson(eve.actor, { email: "mia@example.org", roles: ["admin"] });
    await identity.issueResetLink(eve.actor, { personId: eve.id, removeFactors: false });
    await identity.deletePerson(ada.actor, { personId: eve.id });
    const [invited] = await deeds(database, "invitation.issued");
    expect(invited).toMatchObject({ actor_name: "Eve" });
    expect(await deeds(database, "person.deleted")).toMatchObject([
      { actor_name: "Ada", subject: eve.id, detail: { name: "Eve", roles: "admin,viewer" } },
    ]);
    expect(await deeds(database, "invitation.withdrawn")).toMatchObject([{ actor_name: "Ada" }]);
    expect(await everythingStored(database)).not.toMatch(/eve@example\.org|mia@example\.org/);
  });

  test("a reset link sets a new password once and for 24 hours; a newer one takes its place", async () => {
    await using database = await testDatabase();
    const { clock, identity, person, ada } = await floor(database);
    const vera = await person("Vera", "viewer");
    const issue = async () => {
      const { link } = await identity.issueResetLink(ada.actor, { personId: vera.id, removeFactors: false });
      expect(link).toMatch(/^https:\/\/floor\.example\.org\/new-password#[\w-]{43}$/);
      return tokenOf(link);
    };
    const redeem = (token: string) =>
      identity.linksFrom(address).redeemResetLink({ token, password: "another horse battery" });
    const first = await issue();
    expect(await everythingStored(database)).not.toContain(first);
    expect((await identity.readPeople(ada.actor))[1]?.resetUntil).toBe(clock.now() + 86_400_000);
    const second = await issue();
    await expect(redeem(first)).rejects.toMatchObject(closed);
    const settled = await Promise.allSettled([redeem(second), redeem(second)]);
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await identity.readPeople(ada.actor))[1]?.resetUntil).toBeNull();
    const third = await issue();
    clock.advance(86_400_000);
    await expect(redeem(third)).rejects.toMatchObject(closed);
    expect((await deeds(database, "password.%")).map(({ deed, actor_name }) => `${deed} ${actor_name}`)).toEqual([
      "password.reset_issued Ada",
      "password.reset_issued Ada",
      "password.changed Vera",
      "password.reset Vera",
      "password.reset_issued Ada",
    ]);
  });
});

describe("the last administrator", () => {
  const lastOne = {
    code: "conflict",
    message: expect.stringMatching(/last active administrator\. Give somebody else/),
  };

  test("cannot be suspended, deleted or lose the role, by anyone, and another who is suspended does not count", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const ben = await person("Ben", "admin", "viewer");
    await identity.suspendPerson(ada.actor, { personId: ben.id });
    const target = { personId: ada.id };
    for (const actor of [ada.actor, operator]) {
      await expect(identity.suspendPerson(actor, target)).rejects.toMatchObject(lastOne);
      await expect(identity.deletePerson(actor, target)).rejects.toMatchObject(lastOne);
      const without = identity.changeRoles(actor, { ...target, roles: ["viewer"], before: ["admin"] });
      await expect(without).rejects.toMatchObject(lastOne);
    }
    await identity.changeRoles(ada.actor, { ...target, roles: ["admin", "on-call"], before: ["admin"] });
    await identity.resumePerson(ada.actor, { personId: ben.id });
    await identity.deletePerson(ada.actor, target);
    expect(await identity.readPeople(operator)).toMatchObject([{ name: "Ben", roles: ["admin", "viewer"] }]);
  });

  test("stays when administrators take each other out at the same moment, in every way, many times", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const ways: ((actor: Actor, personId: string) => Promise<unknown>)[] = [
      (actor, personId) => identity.suspendPerson(actor, { personId }),
      (actor, personId) => identity.deletePerson(actor, { personId }),
      (actor, personId) => identity.changeRoles(actor, { personId, roles: ["viewer"], before: ["admin"] }),
    ];
    let left = ada;
    for (let round = 0; round < 12; round++) {
      const other = await person(`Ben${round}`, "admin");
      const [one, two] = [ways[round % 3], ways[Math.floor(round / 3) % 3]];
      const settled = await Promise.allSettled([one?.(left.actor, other.id), two?.(other.actor, left.id)]);
      expect(settled.map(({ status }) => status).sort(), `round ${round}`).toEqual(["fulfilled", "rejected"]);
      const refused = settled.find((one) => one.status === "rejected");
      expect(["forbidden", "conflict"]).toContain(refused?.reason.code);
      const admins = (await identity.readPeople(operator)).filter(
        ({ roles, state }) => roles.includes("admin") && state === "active",
      );
      expect(admins, `round ${round}`).toHaveLength(1);
      left = admins[0]?.id === other.id ? other : left;
    }
  });

  test("who lost the role in this moment does nothing more with it, and what they issued is dead", async () => {
    await using database = await testDatabase();
    const { identity, person, ada } = await floor(database);
    const eve = await person("Eve", "admin");
    const vera = await person("Vera", "viewer");
    const { link } = await identity.invitePerson(eve.actor, { email: "eve2@example.org", roles: ["admin"] });
    const reset = await identity.issueResetLink(eve.actor, { personId: vera.id, removeFactors: false });
    await identity.changeRoles(ada.actor, { personId: eve.id, roles: ["viewer"], before: ["admin"] });
    const links = identity.linksFrom(address);
    await expect(links.openInvitation({ token: tokenOf(link) })).rejects.toMatchObject(closed);
    const late = links.redeemResetLink({ token: tokenOf(reset.link), password });
    await expect(late).rejects.toMatchObject(closed);
    // Her request was let in while she was an administrator.
    const target = { personId: vera.id };
    for (const stale of [
      () => identity.suspendPerson(eve.actor, target),
      () => identity.deletePerson(eve.actor, target),
      () => identity.changeRoles(eve.actor, { ...target, roles: ["admin"], before: ["viewer"] }),
      () => identity.issueResetLink(eve.actor, { ...target, removeFactors: false }),
      () => identity.invitePerson(eve.actor, { email: "eve3@example.org", roles: ["admin"] }),
    ]) {
      await expect(stale()).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("guessing at links", () => {
  test("an address that tries 30 dead links waits, others do not, and a live link costs nothing", async () => {
    await using database = await testDatabase();
    const { clock, identity, ada } = await floor(database);
    const { link } = await identity.invitePerson(ada.actor, { email: "mia@example.org", roles: ["viewer"] });
    const dead = (from: string) => identity.linksFrom(from).openInvitation({ token: "made up" });
    for (let n = 0; n < 40; n++) await identity.linksFrom("192.0.2.7").openInvitation({ token: tokenOf(link) });
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => dead("192.0.2.7")));
    const codes = tries.map((one) => one.status === "rejected" && one.reason.code);
    expect(codes.filter((code) => code === "conflict")).toHaveLength(30);
    expect(codes.filter((code) => code === "too_many")).toHaveLength(10);
    const waiting = identity.linksFrom("192.0.2.7").openInvitation({ token: tokenOf(link) });
    await expect(waiting).rejects.toMatchObject({ code: "too_many", retryAfter: 600 });
    await expect(dead("192.0.2.8")).rejects.toMatchObject(closed);
    // The same house of IPv6 addresses is one.
    for (let n = 0; n < 30; n++) await expect(dead(`2001:db8::${n + 1}`)).rejects.toMatchObject(closed);
    await expect(dead("2001:db8::ffff")).rejects.toMatchObject({ code: "too_many" });
    clock.advance(600_000);
    expect(await identity.linksFrom("192.0.2.7").openInvitation({ token: tokenOf(link) })).toHaveProperty("email");
  });
});
