import { describe, expect, test } from "vitest";
import type { View } from "../../server/realtime/contract.ts";
import { type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const operator = { kind: "operator" } as const;
const view: View = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "10s" };
const password = "correct horse battery staple";

/** Posts to sign in as the form does; answers status, body and cookie. */
async function signIn(app: Watchfloor, email: string, tried = password) {
  const answer = await fetch(`${app.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app.url },
    body: JSON.stringify({ email, password: tried }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  return { status: answer.status, body: await answer.text(), cookie, retryAfter: answer.headers.get("retry-after") };
}

async function sessionIdOf(app: Watchfloor, person: Pick<Person, "cookie">): Promise<string> {
  const session = await app.app.identity.readSession({ cookie: person.cookie });
  return session?.sessionId ?? "";
}

/** Milliseconds until the socket is ended. */
async function untilEnded(client: { ended(): unknown }): Promise<number> {
  const started = performance.now();
  await expect.poll(() => client.ended() !== null, { timeout: 8_000, interval: 20 }).toBe(true);
  return performance.now() - started;
}

describe("what an administrator does reaches open pages", () => {
  test.each(["suspend", "delete", "reset", "endSessions", "endSession"] as const)(
    "people.%s ends sockets within 2 s and the session at once, of nobody else",
    async (deed) => {
      await using app = await startWatchfloor();
      const admin = await app.person("Ada", ["admin"]);
      const [vera, other] = [await app.person("Vera", ["viewer"]), await app.person("Otto", ["viewer"])];
      await using gone = await vera.live();
      await using kept = await other.live();
      expect(await gone.join(view)).toMatchObject({ ok: true });
      const input = {
        suspend: { personId: vera.id },
        delete: { personId: vera.id },
        reset: { personId: vera.id, removeFactors: false },
        endSessions: { personId: vera.id },
        endSession: { sessionId: await sessionIdOf(app, vera) },
      }[deed];
      expect(await admin.call(`people.${deed}`, input)).toMatchObject({ status: 200 });
      expect((await vera.call("session.me")).status).toBe(401);
      expect(await untilEnded(gone)).toBeLessThan(2_000);
      await expect(vera.live()).rejects.toMatchObject({ data: { code: "unauthenticated" } });
      expect(kept.ended()).toBeNull();
      expect((await other.call("session.me")).status).toBe(200);
      const again = await signIn(app, "vera@watchfloor.example");
      expect(again.status).toBe(deed === "suspend" || deed === "delete" ? 401 : 200);
    },
  );

  test("changed roles hold for the next request and end the socket within 2 s; it comes back with the new ones", async () => {
    await using app = await startWatchfloor();
    const [admin, vera] = [await app.person("Ada", ["admin"]), await app.person("Vera", ["viewer"])];
    await using first = await vera.live();
    const exported = () =>
      fetch(`${app.url}/export/series.csv`, { headers: { cookie: vera.cookie } }).then(({ status }) => status);
    expect(await exported()).toBe(403);
    const roles = { personId: vera.id, roles: ["analyst"], before: ["viewer"] };
    expect((await admin.call("people.changeRoles", roles)).status).toBe(200);
    expect(await exported()).not.toBe(403);
    expect(await untilEnded(first)).toBeLessThan(2_000);
    await using second = await vera.live();
    expect(await second.join(view)).toMatchObject({ ok: true });
    const less = { personId: vera.id, roles: ["partner"], before: ["analyst"] };
    expect((await admin.call("people.changeRoles", less)).status).toBe(200);
    // A partner needs a second factor: without one there would be no connection at all.
    await app.database.pool.query(`update person_session set by_passkey = true where "userId" = $1`, [vera.id]);
    expect((await vera.call("session.me")).status).toBe(403);
    expect(await untilEnded(second)).toBeLessThan(2_000);
    await using third = await vera.live();
    expect(await third.join(view)).toMatchObject({ ok: false, code: "forbidden" });
  });

  test("a suspended person who is resumed signs in again, and no session of before comes back", async () => {
    await using app = await startWatchfloor();
    const [admin, vera] = [await app.person("Ada", ["admin"]), await app.person("Vera", ["viewer"])];
    const target = { personId: vera.id };
    expect((await admin.call("people.suspend", target)).body).toMatchObject({ result: { data: { ended: 1 } } });
    // A session that got past the question in the very moment of the suspension.
    await app.database.pool.query(
      `insert into person_session (id, "expiresAt", token, "updatedAt", "userId")
       values ('raced', now() + interval '1 day', 'raced', now(), $1)`,
      [vera.id],
    );
    expect(await app.app.identity.currentSessions(["raced"])).toEqual(new Map());
    expect((await admin.call("people.resume", target)).status).toBe(200);
    expect(await app.app.identity.currentSessions(["raced"])).toEqual(new Map());
    expect((await vera.call("session.me")).status).toBe(401);
    expect((await signIn(app, "vera@watchfloor.example")).status).toBe(200);
  });

  test("a reset link ends the sessions when it is issued and when it is used; the old password works until then", async () => {
    await using app = await startWatchfloor();
    const [admin, vera] = [await app.person("Ada", ["admin"]), await app.person("Vera", ["viewer"])];
    const issued = await admin.call("people.reset", { personId: vera.id, removeFactors: false });
    const { link, ended } = issued.body.result.data;
    expect(ended).toBe(1);
    expect(app.logged().join("\n")).not.toContain(new URL(link).hash.slice(1));
    const between = await signIn(app, "vera@watchfloor.example");
    expect(between.status).toBe(200);
    const token = new URL(link).hash.slice(1);
    const used = await admin.call("welcome.redeemReset", { token, password: "another sentence of hers" });
    expect(used.body).toMatchObject({ result: { data: { email: "vera@watchfloor.example" } } });
    expect(await app.app.identity.readSession({ cookie: between.cookie })).toBeNull();
    expect((await signIn(app, "vera@watchfloor.example")).status).toBe(401);
    expect((await signIn(app, "vera@watchfloor.example", "another sentence of hers")).status).toBe(200);
  });
});

describe("sessions in a list", () => {
  test("say since when, last used, which network and browser; people end their own and nobody else's", async () => {
    await using app = await startWatchfloor();
    const [admin, vera] = [await app.person("Ada", ["admin"]), await app.person("Vera", ["viewer"])];
    const phone = await signIn(app, "vera@watchfloor.example");
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const desk = await fetch(`${app.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: app.url, "user-agent": agent },
      body: JSON.stringify({ email: "vera@watchfloor.example", password }),
    });
    expect(desk.status).toBe(200);
    await vera.call("session.me");
    const listed = (await vera.call("account.sessions")).body.result.data;
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ current: true, lastUsedAt: app.clock.now(), network: "127.0.0.0/24" }),
        expect.objectContaining({ current: false, browser: "Firefox on Linux", lastUsedAt: null }),
        expect.objectContaining({ current: false, browser: null, lastUsedAt: null }),
      ]),
    );
    expect(JSON.stringify(listed)).not.toMatch(/127\.0\.0\.1|Gecko|token/);
    const { rows } = await app.database.pool.query('select "ipAddress", "userAgent" from person_session');
    expect(JSON.stringify(rows)).not.toMatch(/127\.0\.0\.1|::1|Gecko/);

    const input = encodeURIComponent(JSON.stringify({ personId: vera.id }));
    const seen = (await admin.call(`people.sessions?input=${input}`)).body.result.data;
    expect(seen.map(({ id, current }: { id: string; current: boolean }) => [id, current])).toEqual(
      listed.map(({ id }: { id: string }) => [id, false]),
    );
    expect((await vera.call(`people.sessions?input=${input}`)).status).toBe(403);

    const admins = await sessionIdOf(app, admin);
    expect((await vera.call("account.endSession", { sessionId: admins })).status).toBe(404);
    const phones = await sessionIdOf(app, phone);
    expect((await vera.call("account.endSession", { sessionId: phones })).status).toBe(200);
    expect((await vera.call("account.endSession", { sessionId: phones })).status).toBe(404);
    expect(await app.app.identity.readSession({ cookie: phone.cookie })).toBeNull();
    expect((await vera.call("account.endOtherSessions", {})).body).toMatchObject({ result: { data: { ended: 1 } } });
    expect((await vera.call("account.sessions")).body.result.data).toMatchObject([{ current: true }]);
    expect((await admin.call("session.me")).status).toBe(200);
  });

  test("an open page is in use, to the minute, and its person was seen", async () => {
    await using app = await startWatchfloor();
    const [admin, vera] = [await app.person("Ada", ["admin"]), await app.person("Vera", ["viewer"])];
    const lastSeen = async () => {
      const people = (await admin.call("people.list")).body.result.data;
      return people.find(({ name }: { name: string }) => name === "Vera");
    };
    expect(await lastSeen()).toMatchObject({ lastSeenAt: null, sessions: 1 });
    await using open = await vera.live();
    const first = app.clock.now();
    await expect.poll(async () => (await lastSeen()).lastSeenAt).toBe(first);
    app.clock.advance(30_000);
    expect((await vera.call("session.me")).status).toBe(200);
    expect((await lastSeen()).lastSeenAt).toBe(first);
    app.clock.advance(31_000);
    await expect.poll(async () => (await lastSeen()).lastSeenAt, { timeout: 5_000 }).toBe(first + 61_000);
    expect(open.ended()).toBeNull();
  });
});

describe("guessing a password", () => {
  test("the answer is the same for a wrong password, an unknown address, a suspended person; limits too", async () => {
    await using app = await startWatchfloor();
    const [vera, sue] = [await app.person("Vera", ["viewer"]), await app.person("Sue", ["viewer"])];
    await app.app.identity.suspendPerson(operator, { personId: sue.id });
    const wrong = await signIn(app, "vera@watchfloor.example", "wrong horse battery");
    expect(wrong).toMatchObject({ status: 401, cookie: "" });
    expect(await signIn(app, "nobody@watchfloor.example", "wrong horse battery")).toEqual(wrong);
    expect(await signIn(app, "sue@watchfloor.example", "wrong horse battery")).toEqual(wrong);
    expect(await signIn(app, "sue@watchfloor.example")).toEqual(wrong);
    expect((await vera.call("session.me")).status).toBe(200);
    expect(app.logged().join("\n")).not.toMatch(/watchfloor\.example|horse/);
  });

  test("ten wrong ones in 15 minutes, whether at once or from several addresses, and the account waits, known or not", async () => {
    await using app = await startWatchfloor({ environment: { TRUST_PROXY: "1" } });
    await app.person("Vera", ["viewer"]);
    const from = (email: string, tried: string, address: string) =>
      fetch(`${app.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: app.url, "x-forwarded-for": address },
        body: JSON.stringify({ email, password: tried }),
      });
    for (const email of ["vera@watchfloor.example", "nobody@watchfloor.example"]) {
      const tries = Array.from({ length: 14 }, (_, n) => from(email, "wrong horse battery", `192.0.2.${n + 1}`));
      const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
      expect(statuses, email).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
      const waiting = await from(email.toUpperCase(), password, "198.51.100.1");
      expect([waiting.status, waiting.headers.get("retry-after")], email).toEqual([429, "900"]);
    }
    const { rows } = await app.database.pool.query("select guess_count::text as line from guess_count");
    expect(JSON.stringify(rows)).not.toContain("watchfloor.example");
    app.clock.advance(900_000);
    expect((await from("vera@watchfloor.example", password, "198.51.100.1")).status).toBe(200);
  });

  test("whoever knows the password uses nothing up, however often they sign in", async () => {
    await using app = await startWatchfloor({ environment: { TRUST_PROXY: "1" } });
    await app.person("Vera", ["viewer"]);
    for (let n = 0; n < 12; n++) {
      const answer = await fetch(`${app.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: app.url, "x-forwarded-for": `192.0.2.${n + 1}` },
        body: JSON.stringify({ email: "vera@watchfloor.example", password }),
      });
      expect(answer.status).toBe(200);
    }
  });
});
