import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declaredRights } from "../../server/api/declared-rights.ts";
import { createApp, type RunningApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { pageAccess } from "../../server/front-door.ts";
import type { HotlineCase } from "../../server/hotline/contract.ts";
import type { OfficerCaseFile, Portal, PortalChange } from "../../server/hotline/portal/contract.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { codeAt } from "../support/authenticator.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { connectLive } from "../support/live-client.ts";

const password = "correct horse battery";
const said = (reference: string) => ({ reference, urgency: "urgent", threat: "terrorism" });

let database: TestDatabase;
let app: RunningApp;
let url: string;
let admin: string;
let onCall: string;
/** An officer of each authority, the key of its system, and a case with a message of each side. */
const authorities: Record<"alpha" | "bravo", { id: number; cookie: string; key: string; one: HotlineCase }> = {
  alpha: { id: 0, cookie: "", key: "", one: {} as HotlineCase },
  bravo: { id: 0, cookie: "", key: "", one: {} as HotlineCase },
};

beforeAll(async () => {
  database = await testDatabase();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const config = readConfig({
    ...{ NODE_ENV: "test", PORT: String(port), HOST: "127.0.0.1", PUBLIC_URL: url },
    ...{ HOTLINE_FALLBACK_NUMBER: "+32 2 123 45 67", HOTLINE_FALLBACK_SECONDS: "120" },
  });
  const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
  app = await createApp(config, { address: database.address, secret }, { log: createLogger("silent") });
  app.frontDoor.mount({
    paths: Object.keys(pageAccess),
    handle: async (_, res) => void res.end("drawn"),
    handleUpgrade: (_, socket) => void socket.destroy(),
  });
  app.server.listen(port, "127.0.0.1");
  await once(app.server, "listening");
  admin = await person("mira@example.org", "admin");
  onCall = await person("ada@example.org", "on-call");
  for (const [name, its] of Object.entries(authorities)) {
    const made = { name: `Police of ${name}`, country: "FR", callBackNumber: "+33 1 23 45 67" };
    its.id = (await ask<{ id: number }>("hotline.createAuthority", admin, made)).id;
    its.key = (await ask<{ key: string }>("hotline.issueAuthorityKey", admin, { authorityId: its.id, name })).key;
    its.cookie = await officer(its.id, `${name}@police.example`);
    its.one = await ask<HotlineCase>("partner.raise", its.cookie, said(`${name}-77`));
    await ask("partner.send", its.cookie, { caseId: its.one.id, text: `words of ${name}` });
    await ask("hotline.sendMessage", onCall, { caseId: its.one.id, kind: "to_authority", text: `reply to ${name}` });
    await ask("hotline.sendMessage", onCall, { caseId: its.one.id, kind: "note", text: `inner of ${name}` });
  }
});

afterAll(async () => {
  await app.close();
  await database[Symbol.asyncDispose]();
});

function send(method: string, path: string, cookie?: string, body?: object): Promise<Response> {
  const headers = { origin: url, "content-type": "application/json", ...(cookie === undefined ? {} : { cookie }) };
  return fetch(`${url}${path}`, { method, headers, redirect: "manual", ...(body && { body: JSON.stringify(body) }) });
}

/** What a procedure answers: a query where nothing is given to it. @throws unless it answers 200 */
async function ask<T>(path: string, cookie: string, input?: object, query?: object): Promise<T> {
  const search = query ? `?input=${encodeURIComponent(JSON.stringify(query))}` : "";
  const response = await send(input ? "POST" : "GET", `/api/trpc/${path}${search}`, cookie, input);
  const text = await response.text();
  expect(response.status, `${path}: ${text}`).toBe(200);
  return (JSON.parse(text) as { result: { data: T } }).result.data;
}

async function signIn(email: string): Promise<string> {
  const response = await send("POST", "/api/auth/sign-in/email", undefined, { email, password });
  expect(response.status).toBe(200);
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

async function person(email: string, role: "admin" | "on-call"): Promise<string> {
  await app.identity.createPerson({ kind: "operator" }, { email, password, roles: [role] });
  return signIn(email);
}

/** Invited by the admin, comes by the link, sets up an authenticator app. */
async function officer(authorityId: number, email: string): Promise<string> {
  const { link } = await ask<{ link: string }>("hotline.inviteOfficer", admin, { authorityId, email });
  const token = new URL(link).hash.slice(1);
  await ask("welcome.redeemInvitation", "", { token, name: `Officer ${email}`, password });
  const cookie = await signIn(email);
  expect((await send("GET", "/partner", cookie)).status, "without a second factor").toBe(303);
  expect((await send("GET", "/api/trpc/partner.portal", cookie)).status).toBe(403);
  const { secret } = await ask<{ secret: string }>("account.issueAuthenticator", cookie, {});
  await ask("account.verifyAuthenticator", cookie, { code: codeAt(secret, Date.now()) });
  return cookie;
}

/** Whatever tells of the other authority's case. */
function marksOf({ one }: { one: HotlineCase }, name: string): string[] {
  return [one.id, `${name}-77`, `words of ${name}`, `reply to ${name}`, `inner of ${name}`, `"${one.number}"`];
}

describe("an officer's own authority", () => {
  test("is all that the portal shows: its cases, who took them, both sides' messages, the fallback number", async () => {
    const { alpha } = authorities;
    await ask("hotline.acknowledge", onCall, { caseId: alpha.one.id });
    const portal = await ask<Portal>("partner.portal", alpha.cookie);
    expect(portal.authority.name).toBe("Police of alpha");
    expect(portal.cases.map(({ id }) => id)).toEqual([alpha.one.id]);
    expect(portal.cases[0]?.acknowledgement.by).toBeTruthy();
    expect(portal.fallback).toEqual({ number: "+32 2 123 45 67", afterMs: 120_000 });
    const file = await ask<OfficerCaseFile>("partner.case", alpha.cookie, undefined, { number: alpha.one.number });
    expect(file.messages.map(({ kind, text }) => [kind, text])).toEqual([
      ["from_authority", "words of alpha"],
      ["to_authority", "reply to alpha"],
    ]);
    expect(file.timeline.map(({ kind }) => kind)).toEqual([
      "received",
      "message_received",
      "message_sent",
      "acknowledged",
    ]);
    expect(file.case).toMatchObject({ channel: "portal", raisedBy: "Police of alpha" });
    expect(file.case).not.toHaveProperty("callBack");
  });

  test("its key and its officers raise the same case by the same reference", async () => {
    const { alpha } = authorities;
    const headers = { authorization: `Bearer ${alpha.key}`, "content-type": "application/json" };
    const body = JSON.stringify(said("alpha-77"));
    const answer = await fetch(`${url}/api/v1/hotline/cases`, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: alpha.one.id });
    const byKey = JSON.stringify(said("alpha-key"));
    const created = await fetch(`${url}/api/v1/hotline/cases`, { method: "POST", headers, body: byKey });
    expect(created.status).toBe(201);
    const again = await ask<HotlineCase>("partner.raise", alpha.cookie, said("alpha-key"));
    expect(again).toMatchObject({ id: ((await created.json()) as HotlineCase).id, channel: "key" });
  });
});

describe("another authority's case", () => {
  test("does not come out of any procedure, by whatever it is named", async () => {
    const { alpha, bravo } = authorities;
    const marks = marksOf(bravo, "bravo");
    const { id: caseId, number } = bravo.one;
    const clockId = bravo.one.clocks[0]?.id;
    /** What each procedure of the portal is asked of it; one that is missing fails the test. */
    const portal: Record<string, { asked: object[]; mutation: boolean; status: number }> = {
      "partner.portal": { asked: [{}], mutation: false, status: 200 },
      "partner.case": {
        asked: [{ number }, { number: number.slice(3) }, { number: caseId }],
        mutation: false,
        status: 404,
      },
      "partner.raise": { asked: [said("bravo-77")], mutation: true, status: 200 },
      "partner.send": { asked: [{ caseId, text: "Let me in" }], mutation: true, status: 404 },
    };
    const declared = [...declaredRights(app.api.router)];
    const portals = declared.flatMap(([path, rights]) =>
      "permission" in rights && rights.permission === "portal.use" ? [path] : [],
    );
    expect(portals.sort()).toEqual(Object.keys(portal).sort());
    for (const [path, { asked, mutation, status }] of Object.entries(portal)) {
      for (const input of asked) {
        const search = mutation ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
        const given = path === "partner.portal" ? "" : search;
        const method = mutation ? "POST" : "GET";
        const answer = await send(method, `/api/trpc/${path}${given}`, alpha.cookie, mutation ? input : undefined);
        const text = await answer.text();
        expect(answer.status, `${path} ${text}`).toBe(status);
        // A reference that the officer gives is theirs; it comes back with a case of their own.
        const foreign = marks.filter((mark) => !(path === "partner.raise" && mark === "bravo-77"));
        for (const mark of path === "partner.portal" ? foreign : foreign) expect(text, path).not.toContain(mark);
      }
    }
    const guesses = [{}, { number }, { caseId }, { caseId, clockId }, { caseId, kind: "note", text: "x" }];
    for (const [path, rights] of declared) {
      if (portals.includes(path) || path.startsWith("account.") || "public" in rights) continue;
      for (const guess of guesses) {
        const query = `?input=${encodeURIComponent(JSON.stringify(guess))}`;
        for (const answer of [
          await send("GET", `/api/trpc/${path}${query}`, alpha.cookie),
          await send("POST", `/api/trpc/${path}`, alpha.cookie, guess),
        ]) {
          const text = await answer.text();
          expect(answer.status, `${path}: ${text}`).toBeGreaterThanOrEqual(400);
          for (const mark of marks) expect(text, path).not.toContain(mark);
        }
      }
    }
    const untouched = await ask<OfficerCaseFile>("partner.case", bravo.cookie, undefined, { number });
    expect(untouched.messages.map(({ text }) => text)).toEqual(["words of bravo", "reply to bravo"]);
  });

  test("stands on no page and behind no route, export, snapshot or upgrade that an officer reaches", async () => {
    const { alpha, bravo } = authorities;
    const own = ["/partner", "/partner/[number]", "/partner/new"];
    for (const [path, access] of Object.entries(pageAccess)) {
      if (access.to !== "person") continue;
      const { status } = await send("GET", path, alpha.cookie);
      expect(status, path).toBe(own.includes(path) ? 200 : path === "/" ? 303 : 403);
    }
    for (const { path, methods, access } of app.frontDoor.routes) {
      if (access.to !== "person" && access.to !== "key") continue;
      for (const method of methods) {
        const answer = await send(method, path, alpha.cookie, method === "POST" ? { after: 0, views: [] } : undefined);
        expect([401, 403], `${method} ${path}`).toContain(answer.status);
      }
    }
    const headers = { authorization: `Bearer ${alpha.key}`, "content-type": "application/json" };
    const body = JSON.stringify(said("bravo-77"));
    const raised = await fetch(`${url}/api/v1/hotline/cases`, { method: "POST", headers, body });
    expect(((await raised.json()) as HotlineCase).id).not.toBe(bravo.one.id);
  });

  test("is told of by no socket event: an officer follows nothing but the own authority's changes", async () => {
    const { alpha, bravo } = authorities;
    await using live = await connectLive({ url, cookie: alpha.cookie });
    const told: PortalChange[] = [];
    live.socket.on("portal:changed", (change) => void told.push(change));
    const everything: string[] = [];
    live.socket.onAny((...received) => void everything.push(JSON.stringify(received)));
    const emit = (event: string, input: object): Promise<unknown> =>
      (live.socket.timeout(5_000).emitWithAck as (event: string, input: object) => Promise<unknown>).call(
        live.socket.timeout(5_000),
        event,
        input,
      );
    const view = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "minute" };
    for (const [event, input] of [
      ["hotline:follow", { after: 0 }],
      ["room:join", view],
      ["room:leave", { room: "none" }],
    ] as const) {
      expect(await emit(event, input), event).toMatchObject({ ok: false, code: "forbidden" });
    }
    expect(await emit("portal:follow", {})).toEqual({ ok: true });
    await ask("partner.send", bravo.cookie, { caseId: bravo.one.id, text: "more words" });
    await ask("hotline.sendMessage", onCall, { caseId: alpha.one.id, kind: "note", text: "inner" });
    await ask("hotline.sendMessage", onCall, { caseId: alpha.one.id, kind: "to_authority", text: "secret words" });
    await expect
      .poll(() => told, { timeout: 5_000 })
      .toEqual([{ number: alpha.one.number, kind: "message_sent", at: expect.any(Number) }]);
    await wait(1_500);
    expect(told).toHaveLength(1);
    const frames = everything.join("\n");
    for (const mark of [...marksOf(bravo, "bravo"), "more words", "secret words"]) expect(frames).not.toContain(mark);
  });
});

describe("who is no officer of it any more", () => {
  test("suspended: the session and the socket end; without role or binding nothing is reached", async () => {
    const { id } = authorities.alpha;
    const cookie = await officer(id, "leaving@police.example");
    const { officer: who } = await ask<Portal>("partner.portal", cookie);
    await using live = await connectLive({ url, cookie });
    const left = new Promise((resolve) => live.socket.once("disconnect", resolve));
    await ask("people.suspend", admin, { personId: who.personId });
    await left;
    expect((await send("GET", "/api/trpc/partner.portal", cookie)).status).toBe(401);
    const changes = () => database.pool.query("select from officer_authority where person_id = $1", [who.personId]);
    expect((await changes()).rowCount).toBe(0);
    await ask("people.resume", admin, { personId: who.personId });
    expect((await changes()).rowCount).toBe(1);

    const other = await officer(id, "unbound@police.example");
    await database.pool.query("delete from officer where email = 'unbound@police.example'");
    const refused = await send("GET", "/api/trpc/partner.portal", other);
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("belongs to no authority")]);
    expect((await send("POST", "/api/trpc/partner.raise", other, said("none"))).status).toBe(403);
  });

  test("deleted: the address is forgotten with the person; one address is of one authority", async () => {
    const { alpha, bravo } = authorities;
    const cookie = await officer(alpha.id, "gone@police.example");
    const { officer: who } = await ask<Portal>("partner.portal", cookie);
    const twice = { authorityId: bravo.id, email: "gone@police.example" };
    expect((await send("POST", "/api/trpc/hotline.inviteOfficer", admin, twice)).status).toBe(409);
    await ask("people.delete", admin, { personId: who.personId });
    const { officers } = await ask<{ officers: { email: string; state: string }[] }>(
      "hotline.staff",
      admin,
      undefined,
      { authorityId: alpha.id },
    );
    expect(officers.map(({ email }) => email)).not.toContain("gone@police.example");
    expect(officers).toContainEqual(expect.objectContaining({ email: "alpha@police.example", state: "active" }));
  });

  test("a refused invitation binds nobody", async () => {
    const email = "ada@example.org";
    const taken = await send("POST", "/api/trpc/hotline.inviteOfficer", admin, {
      authorityId: authorities.alpha.id,
      email,
    });
    expect(taken.status).toBe(409);
    const { rowCount } = await database.pool.query("select from officer where email = $1", [email]);
    expect(rowCount).toBe(0);
  });
});
