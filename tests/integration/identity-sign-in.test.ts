import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createIdentity } from "../../server/identity/identity.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

const operator: Actor = { kind: "operator" };
const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
const password = "correct horse battery";

async function door(database: TestDatabase, publicUrl = "http://localhost:3000", signInsPerMinute = 100) {
  const lines: string[] = [];
  const log = { warn: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
  const identity = createIdentity({ database, clock: systemClock, publicUrl, secret, log, signInsPerMinute });
  const server = createServer((req, res) => void identity.handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(base + path, {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      redirect: "manual",
    });
  return {
    identity,
    lines,
    post,
    get: (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers, redirect: "manual" }),
    async signIn(email: string) {
      const response = await post("/api/auth/sign-in/email", { email, password });
      expect(response.status).toBe(200);
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(";")[0])
        .join("; ");
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
const ada = { email: "ada@example.org", name: "Ada", password, roles: ["admin", "on-call"] };

describe("signing in", () => {
  test("gives a session of seven days in a cookie that scripts and other sites cannot use", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    const { id } = await web.identity.createPerson(operator, ada);
    const response = await web.post("/api/auth/sign-in/email", { email: "ADA@example.org", password });
    expect(response.status).toBe(200);
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^watchfloor\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\//);
    expect(cookie).toMatch(/Max-Age=604800/);
    expect(cookie).not.toMatch(/Secure|Domain/i);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const session = await web.identity.readSession({ cookie: cookie.split(";")[0] });
    expect(session).toMatchObject({ personId: id, name: "Ada", email: "ada@example.org" });
    expect(session?.actor).toEqual({ kind: "person", personId: id, name: "Ada", roles: ["admin", "on-call"] });
    const { rows } = await sql<{ days: number }>`
      select extract(epoch from "expiresAt" - now()) / 86400 as days from person_session`.execute(database.query);
    expect(Number(rows[0]?.days)).toBeCloseTo(7, 2);
    expect((await web.get("/api/auth/get-session", { cookie: cookie.split(";")[0] ?? "" })).status).toBe(200);
  });

  test("behind https the cookie is secure", async () => {
    await using database = await testDatabase();
    await using web = await door(database, "https://floor.example.org");
    await web.identity.createPerson(operator, ada);
    const response = await web.post("/api/auth/sign-in/email", { email: ada.email, password });
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-watchfloor\.session_token=.*; Secure/);
  });

  test("an unknown person and a wrong password get the same answer, and nothing of either is logged", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    await web.identity.createPerson(operator, ada);
    const answers = [];
    for (const body of [
      { email: ada.email, password: "wrong horse battery" },
      { email: "nobody@example.org", password: "wrong horse battery" },
    ]) {
      const response = await web.post("/api/auth/sign-in/email", body);
      answers.push([response.status, response.headers.getSetCookie(), await response.text()]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.slice(0, 2)).toEqual([401, []]);
    expect(web.lines.join("\n")).not.toMatch(/horse|example\.org/);
  });

  test("malformed bodies are refused and never an error of ours", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    const bodies: [unknown, number][] = [
      ["", 422],
      ["{", 422],
      ["null", 422],
      ["[]", 422],
      [{}, 422],
      [{ email: "a\u0000@b.co", password }, 422],
      [{ email: ada.email }, 422],
      [{ email: ada.email, password: "" }, 422],
      [{ email: ada.email, password: "x".repeat(129) }, 422],
      [{ email: ada.email, password: { $gt: "" } }, 422],
      [{ email: ada.email, password: "x".repeat(5_000) }, 413],
      [{ email: ada.email, password: "\u0000".repeat(20) }, 401],
    ];
    for (const [body, status] of bodies) {
      expect((await web.post("/api/auth/sign-in/email", body)).status, JSON.stringify(body).slice(0, 60)).toBe(status);
    }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await web.post("/api/auth/sign-in/email", "email=a", form)).status).toBe(415);
    expect(web.lines).toEqual([]);
  });

  test("another site's origin is refused", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    await web.identity.createPerson(operator, ada);
    const cookie = await web.signIn(ada.email);
    const foreign = { origin: "https://evil.example", cookie };
    expect((await web.post("/api/auth/sign-in/email", { email: ada.email, password }, foreign)).status).toBe(403);
    expect((await web.post("/api/auth/sign-out", {}, foreign)).status).toBe(403);
    expect(await web.identity.readSession({ cookie })).not.toBeNull();
  });

  test("tries are limited by address, whatever the client says its address is", async () => {
    await using database = await testDatabase();
    await using web = await door(database, undefined, 5);
    const statuses = [];
    for (let n = 0; n < 7; n++) {
      const headers = { "x-forwarded-for": `10.0.0.${n}`, "x-watchfloor-client-address": `10.0.0.${n}` };
      const response = await web.post("/api/auth/sign-in/email", { email: ada.email, password }, headers);
      statuses.push(response.status);
      if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test("everything else of better-auth is 404, also in other spellings", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    const paths = ["sign-up/email", "update-user", "change-password", "list-sessions", "request-password-reset", "ok"];
    for (const path of [...paths, "error", "sign-in/email/", "sign-in//email", "sign-in%2Femail", "constructor"]) {
      const body = { email: "eve@example.org", password, name: "Eve" };
      expect((await web.post(`/api/auth/${path}`, body)).status, path).toBe(404);
      expect((await web.get(`/api/auth/${path}`)).status, path).toBe(404);
    }
    expect((await web.get("/api/auth/sign-in/email")).status).toBe(405);
    expect((await web.post("/api/auth/get-session", {})).status).toBe(405);
  });
});

describe("a session", () => {
  test("ends at once by sign-out, for readers too", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    await web.identity.createPerson(operator, ada);
    const cookie = await web.signIn(ada.email);
    const session = await web.identity.readSession({ cookie });
    expect((await web.post("/api/auth/sign-out", {}, { cookie })).status).toBe(200);
    expect(await web.identity.readSession({ cookie })).toBeNull();
    expect(await web.identity.currentSessions([session?.sessionId ?? ""])).toEqual(new Map());
    const { rows } = await sql<{ deed: string; actor_name: string }>`
      select deed, actor_name from audit_row where deed like 'session%' order by audit_id`.execute(database.query);
    expect(rows).toEqual([
      { deed: "session.started", actor_name: "Ada" },
      { deed: "session.ended", actor_name: "Ada" },
    ]);
  });

  test("lives seven days from its last day of use, which the browser's own question prolongs", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    await web.identity.createPerson(operator, ada);
    const cookie = await web.signIn(ada.email);
    const daysLeft = async () => {
      const { rows } = await sql<{ days: number }>`
        select round(extract(epoch from "expiresAt" - now()) / 86400)::int as days from person_session`.execute(
        database.query,
      );
      return rows[0]?.days;
    };
    await sql`update person_session set "expiresAt" = now() + interval '2 days'`.execute(database.query);
    expect(await web.identity.readSession({ cookie })).not.toBeNull();
    expect(await daysLeft()).toBe(2);
    const response = await web.get("/api/auth/get-session", { cookie });
    expect(response.headers.getSetCookie()[0]).toMatch(/Max-Age=604800/);
    expect(await daysLeft()).toBe(7);
  });

  test("currentSessions tells alive ones with the roles held now", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    await web.identity.createPerson(operator, ada);
    const { id: benId } = await web.identity.createPerson(operator, {
      email: "ben@example.org",
      password,
      roles: ["viewer"],
    });
    const [one, two] = [await web.signIn(ada.email), await web.signIn(ada.email)];
    const ben = await web.signIn("ben@example.org");
    const ids = [];
    for (const cookie of [one, two, ben]) ids.push((await web.identity.readSession({ cookie }))?.sessionId ?? "");
    await sql`update person_session set "expiresAt" = now() - interval '1 second' where id = ${ids[1]}`.execute(
      database.query,
    );
    await sql`delete from person_role where person_id = ${benId}`.execute(database.query);
    expect(await web.identity.currentSessions([...ids, "unknown"])).toEqual(
      new Map([
        [ids[0], { roles: ["admin", "on-call"] }],
        [ids[2], { roles: [] }],
      ]),
    );
    expect(await web.identity.readSession({ cookie: two })).toBeNull();
  });

  test.each([
    undefined,
    "",
    "watchfloor.session_token=",
    "watchfloor.session_token=abc.def",
    "watchfloor.session_token=%00",
    "=;;=",
    "watchfloor.session_token=%E0%A4%A",
  ])("the cookie %j is nobody's", async (cookie) => {
    await using database = await testDatabase();
    await using web = await door(database);
    expect(await web.identity.readSession({ cookie })).toBeNull();
  });

  test("a token without our signature is nobody's", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    await web.identity.createPerson(operator, ada);
    const cookie = await web.signIn(ada.email);
    const token = decodeURIComponent(cookie).split("=")[1]?.split(".")[0];
    expect(token?.length).toBeGreaterThan(20);
    expect(await web.identity.readSession({ cookie: `watchfloor.session_token=${token}` })).toBeNull();
    expect(await web.identity.readSession({ cookie: `watchfloor.session_token=${token}.AAAA` })).toBeNull();
  });

  test("people end their own sessions, those who manage people anybody's", async () => {
    await using database = await testDatabase();
    await using web = await door(database);
    const { id } = await web.identity.createPerson(operator, ada);
    const cookie = await web.signIn(ada.email);
    const eve: Actor = { kind: "person", personId: "eve", name: "Eve", roles: ["viewer", "on-call", "auditor"] };
    await expect(web.identity.endSessions(eve, { personId: id })).rejects.toMatchObject({ code: "forbidden" });
    expect(await web.identity.endSessions({ ...eve, personId: id }, { personId: id })).toEqual({ ended: 1 });
    expect(await web.identity.readSession({ cookie })).toBeNull();
    expect(await web.identity.endSessions(operator, { personId: id })).toEqual({ ended: 0 });
  });
});
