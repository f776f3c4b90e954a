import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declaredRights } from "../../server/api/declared-rights.ts";
import { createApp, type RunningApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { pageAccess } from "../../server/front-door.ts";
import { createHotline } from "../../server/hotline/hotline.ts";
import { signInRoutes } from "../../server/identity/identity.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import { roles } from "../../server/kernel/roles.ts";
import { createEventFeed } from "../../server/realtime/event-feed.ts";
import { createOfficerFeed } from "../../server/realtime/officer-feed.ts";
import { createOpenPages } from "../../server/realtime/open-pages.ts";
import { socketEvents } from "../../server/realtime/socket-events.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { codeAt } from "../support/authenticator.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { connectLive, type LiveClient } from "../support/live-client.ts";

/**
 * Who may what, written by hand: every procedure, socket event, page and route. What exists and is not here fails the
 * test, and so does what is here and no longer exists.
 */
const readers = ["viewer", "analyst", "on-call", "legal", "signer", "admin", "auditor"] as const;
/** Half-way: the password was right, and the code of the authenticator app is still asked for. */
const callers = ["signed out", "half-way", ...roles] as const;
type Caller = (typeof callers)[number];
const nobodyByCookie: readonly Caller[] = [];

const series = { measure: "takedowns", filter: {}, grain: "hour", from: 0, to: 3_600_000 };
const annotation = { kind: "policy", text: "A rule", from: 1_700_000_000_000, to: null, link: null, filter: {} };
const noCase = "00000000-0000-4000-8000-000000000000";
const override = { personId: "nobody", from: 1_700_000_000_000, to: 1_700_003_600_000, agreed: true };
const ruleCondition = { measure: "takedowns", filter: {}, comparison: "above", value: 5, minutes: 5 };
const rule = { ...ruleCondition, name: "Flood", severity: "error", runbook: null, owner: "Somebody", enabled: true };
const noAlert = { alertId: "00000000-0000-4000-8000-000000000000" };
const procedures: Record<string, { may: readonly Caller[]; input?: object; query?: object }> = {
  "session.me": { may: readers },
  "demo.state": { may: readers },
  "hotline.board": { may: readers },
  "hotline.queue": { may: readers },
  // What they say is for those on call, legal and auditors; the answer holds null for the others.
  "hotline.case": { may: readers, query: { number: "HC-1" } },
  "hotline.authorities": { may: readers },
  "hotline.createAuthority": { may: ["admin"], input: { name: "", country: "FR", callBackNumber: "+33 1 23 45" } },
  "hotline.staff": { may: ["admin", "auditor"], query: { authorityId: 99 } },
  "hotline.inviteOfficer": { may: ["admin"], input: { authorityId: 99, email: "officer@example.org" } },
  "hotline.issueAuthorityKey": { may: ["admin"], input: { authorityId: 99, name: "Desk" } },
  "partner.portal": { may: ["partner"] },
  "partner.case": { may: ["partner"], query: { number: "HC-1" } },
  "partner.raise": { may: ["partner"], input: { reference: "A", urgency: "urgent", threat: "other" } },
  "partner.send": { may: ["partner"], input: { caseId: noCase, text: "Hello" } },
  "hotline.recordCall": {
    may: ["on-call"],
    input: { reference: "A", urgency: "urgent", threat: "other", authorityId: 99 },
  },
  "hotline.recordCallBack": { may: ["on-call"], input: { caseId: noCase, result: "confirmed" } },
  "hotline.sendMessage": { may: ["on-call"], input: { caseId: noCase, kind: "note", text: "Hello" } },
  "hotline.startClock": { may: ["on-call"], input: { caseId: noCase, kind: "tco_remove" } },
  "hotline.pauseClock": {
    may: ["on-call"],
    input: { caseId: noCase, clockId: noCase, reason: "awaiting_authority", evidence: "mail 1" },
  },
  "hotline.resumeClock": { may: ["on-call"], input: { caseId: noCase, clockId: noCase } },
  "hotline.stopClock": { may: ["on-call"], input: { caseId: noCase, clockId: noCase } },
  "hotline.close": { may: ["on-call"], input: { caseId: noCase, outcome: "blocked" } },
  "hotline.acknowledge": { may: ["on-call"], input: { caseId: noCase } },
  "oncall.schedules": { may: readers },
  "oncall.now": { may: readers },
  "oncall.shifts": { may: readers, query: { scheduleId: 99, from: 1_700_000_000_000, to: 1_700_003_600_000 } },
  "oncall.people": { may: ["on-call", "admin"] },
  "oncall.checkSchedule": { may: ["admin"], input: { name: "", zone: "UTC", rotations: [] } },
  "oncall.createSchedule": { may: ["admin"], input: { name: "", zone: "UTC", rotations: [] } },
  "oncall.changeSchedule": { may: ["admin"], input: { id: 99, version: 1, name: "", zone: "UTC", rotations: [] } },
  "oncall.deleteSchedule": { may: ["admin"], input: { id: 99, version: 1 } },
  "oncall.overrides": { may: readers },
  "oncall.checkOverride": { may: ["on-call", "admin"], query: { scheduleId: 99, ...override } },
  "oncall.createOverride": { may: ["on-call", "admin"], input: { scheduleId: 99, ...override } },
  "oncall.changeOverride": { may: ["on-call", "admin"], input: { id: 99, version: 1, ...override } },
  "oncall.deleteOverride": { may: ["on-call", "admin"], input: { id: 99, version: 1 } },
  "oncall.policies": { may: readers },
  "oncall.checkPolicy": { may: ["admin"], input: { name: "", levels: [], repeats: 0 } },
  "oncall.createPolicy": { may: ["admin"], input: { name: "", levels: [], repeats: 0 } },
  "oncall.changePolicy": { may: ["admin"], input: { id: 99, version: 1, name: "", levels: [], repeats: 0 } },
  "oncall.deletePolicy": { may: ["admin"], input: { id: 99, version: 1 } },
  "oncall.notificationRules": { may: ["on-call", "admin"] },
  "oncall.changeNotificationRules": { may: ["on-call", "admin"], input: { high: [], low: [], quiet: null } },
  "oncall.channels": { may: ["on-call", "admin"] },
  "oncall.contacts": { may: ["on-call", "admin"] },
  "oncall.createContact": { may: ["on-call", "admin"], input: { kind: "slack", url: "https://127.0.0.1/" } },
  "oncall.rotateContact": { may: ["on-call", "admin"], input: { id: "00000000-0000-4000-8000-000000000000" } },
  "oncall.deleteContact": { may: ["on-call", "admin"], input: { id: "00000000-0000-4000-8000-000000000000" } },
  "push.devices": { may: ["on-call", "admin"] },
  "push.subscribe": { may: ["on-call", "admin"], input: { endpoint: "", keys: {}, label: "" } },
  "push.deleteDevice": { may: ["on-call", "admin"], input: { id: "" } },
  "oncall.handOvers": { may: ["on-call", "admin", "auditor"] },
  "oncall.handOver": { may: ["on-call"], input: { scheduleId: 99, note: "" } },
  "oncall.acceptHandOver": { may: ["on-call"], input: { id: 99 } },
  "oncall.feeds": { may: readers },
  "oncall.issueFeed": { may: readers, input: { scheduleId: 99 } },
  "oncall.revokeFeed": { may: readers, input: { id: "00000000-0000-4000-8000-000000000000" } },
  "alerts.inbox": { may: ["on-call", "admin", "auditor"] },
  "alerts.waiting": { may: ["on-call", "admin", "auditor"] },
  "alerts.read": { may: ["on-call", "admin", "auditor"], query: noAlert },
  "alerts.byNumber": { may: ["on-call", "admin", "auditor"], query: { number: "A-1" } },
  "alerts.responders": { may: ["on-call"] },
  "alerts.acknowledge": { may: ["on-call"], input: noAlert },
  "alerts.resolve": { may: ["on-call"], input: noAlert },
  "alerts.snooze": { may: ["on-call"], input: { ...noAlert, until: 1 } },
  "alerts.assign": { may: ["on-call"], input: { ...noAlert, personId: null } },
  "alerts.testPages": { may: ["on-call", "admin"] },
  "alerts.sendTestPage": { may: ["on-call", "admin"], input: { channel: "mail" } },
  "alerts.escalate": { may: ["on-call"], input: noAlert },
  "alerts.addResponder": { may: ["on-call"], input: { ...noAlert, personId: "nobody" } },
  "alerts.shown": {
    may: ["on-call", "admin", "auditor"],
    input: { deliveryId: "00000000-0000-4000-8000-000000000000" },
  },
  "alerts.watched": { may: ["on-call", "admin", "auditor"], query: noAlert },
  "alerts.silences": { may: ["on-call", "admin", "auditor"] },
  "alerts.checkSilence": { may: ["on-call"], query: { matcher: { severity: "info" } } },
  "alerts.createSilence": { may: ["on-call"], input: { matcher: { severity: "info" }, from: null, to: 0, reason: "" } },
  "alerts.endSilence": { may: ["on-call"], input: { id: 99 } },
  "alerts.responseTimes": { may: ["on-call", "admin", "auditor"], query: { days: 7 } },
  "alerts.note": { may: ["on-call"], input: { ...noAlert, note: "" } },
  "rules.list": { may: ["analyst", "on-call", "admin", "auditor"] },
  "rules.preview": { may: ["analyst", "admin"], query: ruleCondition },
  "rules.create": { may: ["admin"], input: { ...rule, name: "" } },
  "rules.change": { may: ["admin"], input: { ...rule, id: 99, version: 1 } },
  "rules.delete": { may: ["admin"], input: { id: 99, version: 1 } },
  "integrations.list": { may: ["on-call", "admin", "auditor"] },
  "integrations.create": { may: ["admin"], input: { kind: "generic", name: "" } },
  "integrations.revoke": { may: ["admin"], input: { id: 99 } },
  "integrations.route": {
    may: ["admin"],
    input: { integrationId: 99, policyId: null, grouping: "cause", groupingMinutes: 10 },
  },
  "growth.totalUsers": { may: readers },
  "growth.countries": { may: readers, query: { grain: "hour", from: 0, to: 3_600_000 } },
  "growth.history": { may: readers, query: { grain: "hour", from: 0, to: 3_600_000 } },
  "sources.freshness": { may: readers },
  "sources.overview": { may: readers },
  "sources.rejections": { may: readers, query: { sourceId: 1 } },
  "sources.batches": { may: readers, query: { sourceId: 1 } },
  "sources.keys": { may: ["admin", "auditor"], query: { sourceId: 1 } },
  "sources.create": { may: ["admin"], input: { name: "", scopes: [] } },
  "sources.revoke": { may: ["admin"], input: { id: 99 } },
  "sources.issueKey": { may: ["admin"], input: { sourceId: 99, scopes: ["events"] } },
  "sources.rotateKey": { may: ["admin"], input: { keyId: "0000000000000000" } },
  "sources.revokeKey": { may: ["admin"], input: { keyId: "0000000000000000" } },
  "counting.voidings": { may: readers, query: { from: 0 } },
  "counting.previewVoid": { may: ["admin"], query: { sourceId: 1 } },
  "counting.void": { may: ["admin"], input: { scope: { sourceId: 1 }, reason: "sent twice by mistake" } },
  "views.list": { may: readers },
  "views.create": { may: ["analyst"], input: { name: "", shared: true, shown: { page: "now", parameters: {} } } },
  "views.change": { may: ["analyst"], input: { id: 99, version: 1 } },
  "views.delete": { may: ["analyst", "admin"], input: { id: 99 } },
  "annotations.read": { may: readers, query: { from: 0, to: 3_600_000 } },
  "annotations.create": { may: ["analyst"], input: { ...annotation, text: "" } },
  "annotations.change": { may: ["analyst", "admin"], input: { id: 99, version: 1, ...annotation } },
  "annotations.delete": { may: ["analyst", "admin"], input: { id: 99, version: 1 } },
  "series.read": { may: readers, query: { ...series, breakdowns: ["category"], compare: "last_week" } },
  "series.first": { may: readers },
  "series.totals": { may: readers, query: { ...series, breakdowns: ["category"] } },
  "series.explain": { may: readers, query: { ...series, from: 3_600_000, to: 7_200_000, before: 0 } },
  "people.list": { may: ["admin", "auditor"] },
  "people.invitations": { may: ["admin", "auditor"] },
  "people.sessions": { may: ["admin", "auditor"], query: { personId: "nobody" } },
  "people.invite": { may: ["admin"], input: { email: "admin@example.org", roles: ["viewer"] } },
  "people.issueInvitation": { may: ["admin"], input: { invitationId: "00000000-0000-4000-8000-000000000000" } },
  "people.withdrawInvitation": { may: ["admin"], input: { invitationId: "00000000-0000-4000-8000-000000000000" } },
  "people.changeRoles": { may: ["admin"], input: { personId: "nobody", roles: ["viewer"], before: [] } },
  "people.suspend": { may: ["admin"], input: { personId: "nobody" } },
  "people.resume": { may: ["admin"], input: { personId: "nobody" } },
  "people.delete": { may: ["admin"], input: { personId: "nobody" } },
  "people.reset": { may: ["admin"], input: { personId: "nobody", removeFactors: false } },
  "people.endSession": { may: ["admin"], input: { sessionId: "none" } },
  "people.endSessions": { may: ["admin"], input: { personId: "nobody" } },
  "account.read": { may: roles },
  "account.proveByPassword": { may: roles, input: { password: "wrong" } },
  "account.proveByPasskey": { may: roles, input: { response: {} } },
  "account.changePassword": { may: roles, input: { current: "wrong", next: "correct horse battery" } },
  "account.issueAuthenticator": { may: roles, input: {} },
  "account.verifyAuthenticator": { may: roles, input: { code: "none" } },
  "account.disableAuthenticator": { may: roles, input: {} },
  "account.issueRecoveryCodes": { may: roles, input: {} },
  "account.revokePasskey": { may: roles, input: { passkeyId: "none" } },
  "account.sessions": { may: roles },
  "account.endSession": { may: roles, input: { sessionId: "none" } },
  "account.endOtherSessions": { may: roles, input: {} },
  // An administrator sees what was done, who may change it too; nobody can change the audit.
  "audit.rows": { may: ["admin", "auditor"], query: { person: "Ada" } },
  "audit.deeds": { may: ["admin", "auditor"] },
  "system.overview": { may: ["admin", "auditor"] },
  "welcome.redeem": {
    may: callers,
    input: { token: "unknown", name: "Eve", email: "eve@example.org", password: "correct horse", onCall: false },
  },
  "welcome.openInvitation": { may: callers, input: { token: "unknown" } },
  "welcome.redeemInvitation": { may: callers, input: { token: "unknown", name: "Eve", password: "correct horse" } },
  "welcome.redeemReset": { may: callers, input: { token: "unknown", password: "correct horse" } },
};

const view = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "minute" };
const events: Record<string, { may: readonly Caller[]; input: object }> = {
  "room:join": { may: readers, input: view },
  "room:leave": { may: readers, input: { room: "none" } },
  "hotline:follow": { may: readers, input: { after: 0 } },
  "alerts:follow": { may: ["on-call", "admin", "auditor"], input: { after: 0 } },
  "pages:watch": { may: ["on-call", "admin", "auditor"], input: { deliveryIds: [] } },
  "portal:follow": { may: ["partner"], input: {} },
};

const pages: Record<string, readonly Caller[]> = {
  "/": readers,
  "/explore": readers,
  "/growth": readers,
  "/alerts": ["on-call", "admin", "auditor"],
  "/alerts/[number]": ["on-call", "admin", "auditor"],
  "/alerts/rules": ["analyst", "on-call", "admin", "auditor"],
  "/alerts/integrations": ["on-call", "admin", "auditor"],
  "/alerts/silences": ["on-call", "admin", "auditor"],
  "/sources": readers,
  "/hotline": readers,
  "/hotline/[number]": readers,
  "/hotline/new": ["on-call"],
  "/hotline/partners": readers,
  "/partner": ["partner"],
  "/partner/[number]": ["partner"],
  "/partner/new": ["partner"],
  "/admin/people": ["admin", "auditor"],
  "/admin/audit": ["admin", "auditor"],
  "/admin/system": ["admin", "auditor"],
  "/on-call": readers,
  "/on-call/handover": ["on-call", "admin", "auditor"],
  "/account": roles,
  "/sign-in": callers,
  "/welcome": callers,
  "/invitation": callers,
  "/new-password": callers,
  "/developers": callers,
  "/forbidden": callers,
  "/_not-found": callers,
  "/_global-error": callers,
};

const routes: Record<string, readonly Caller[]> = {
  "GET /healthz": callers,
  "HEAD /healthz": callers,
  "GET /readyz": callers,
  "HEAD /readyz": callers,
  "GET /export/series.csv": ["analyst", "auditor"],
  "GET /export/countries.csv": ["analyst", "auditor"],
  "GET /export/audit.csv": ["admin", "auditor"],
  "POST /live/snapshots": readers,
  // No session: whoever has the secret reads.
  "GET /api/v1/on-call/*": callers,
  "HEAD /api/v1/on-call/*": callers,
  // No session: the token of the notification is the right; what is no token is refused, and soon the address waits.
  "POST /page/acknowledge": callers,
  "POST /page/shown": callers,
  "GET /api/v1/openapi.json": callers,
  "HEAD /api/v1/openapi.json": callers,
  // This machine only, or with METRICS_TOKEN; the test runs on this machine.
  "GET /metrics": callers,
  // A key each: a person's session opens none of them.
  "POST /api/v1/statement": nobodyByCookie,
  "POST /api/v1/statements": nobodyByCookie,
  "GET /api/v1/statement/existing-puid/*": nobodyByCookie,
  "HEAD /api/v1/statement/existing-puid/*": nobodyByCookie,
  "GET /api/v1/statement/*": nobodyByCookie,
  "HEAD /api/v1/statement/*": nobodyByCookie,
  "GET /api/ping": nobodyByCookie,
  "HEAD /api/ping": nobodyByCookie,
  "POST /api/v1/events": nobodyByCookie,
  "POST /api/v1/hotline/cases": nobodyByCookie,
  "POST /api/v1/alerts": nobodyByCookie,
  "GET /api/v1/alerts": nobodyByCookie,
  "HEAD /api/v1/alerts": nobodyByCookie,
  "POST /api/v1/alertmanager": nobodyByCookie,
  "POST /v2/enqueue": nobodyByCookie,
};
/** What doors answer to whom they do not know, where it is not 401, or 429 after a number of tries. */
const withoutKey: Record<string, readonly number[]> = {
  "/v2/enqueue": [400, 429],
  "/api/v1/alertmanager": [401, 503],
};
/** What stands behind these declares its rights entry by entry, in the tables above and below. */
const delegating = ["/api/auth/*", "/api/trpc/*"];
const signIn: Record<string, readonly Caller[]> = {
  "POST /api/auth/sign-in/email": callers,
  "POST /api/auth/two-factor/verify-totp": callers,
  "POST /api/auth/two-factor/verify-backup-code": callers,
  "GET /api/auth/passkey/generate-authenticate-options": callers,
  "POST /api/auth/passkey/verify-authentication": callers,
  "GET /api/auth/passkey/generate-register-options": roles,
  "POST /api/auth/passkey/verify-registration": roles,
  "POST /api/auth/sign-out": callers,
  "GET /api/auth/get-session": callers,
};

let database: TestDatabase;
let app: RunningApp;
let url: string;
const cookies = new Map<Caller, string>();
const password = "correct horse battery";

beforeAll(async () => {
  database = await testDatabase();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const config = readConfig({ NODE_ENV: "test", PORT: String(port), HOST: "127.0.0.1", PUBLIC_URL: url });
  const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
  app = await createApp(config, { address: database.address, secret }, { log: createLogger("silent") });
  // The front door decides before a page is drawn; drawing is shown with the real pages in the browser's tests.
  app.frontDoor.mount({
    paths: Object.keys(pages),
    handle: async (_, res) => void res.end("drawn"),
    handleUpgrade: (_, socket) => void socket.destroy(),
  });
  app.server.listen(port, "127.0.0.1");
  await once(app.server, "listening");
  for (const role of roles) {
    const email = `${role}@example.org`;
    await app.identity.createPerson({ kind: "operator" }, { email, password, roles: [role] });
    cookies.set(role, await signInAs(email));
  }
  // The portal asks for two factors whatever the settings say, and for an authority.
  await database.pool.query(`
    update person_session set by_passkey = true where "userId" = (select id from person where email = 'partner@example.org')`);
  await database.pool.query(`
    with a as (insert into authority (name, country, call_back_number, created_at)
      values ('Police', 'FR', '+33 1 23 45', now()) returning authority_id)
    insert into officer select 'partner@example.org', authority_id, now() from a`);
  cookies.set("half-way", await signInHalfWay("half-way@example.org"));
});

afterAll(async () => {
  await app.close();
  await database[Symbol.asyncDispose]();
});

async function signInAs(email: string): Promise<string> {
  const response = await send("POST", "/api/auth/sign-in/email", undefined, { email, password });
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/** An admin with an authenticator app, whose password was right. */
async function signInHalfWay(email: string): Promise<string> {
  await app.identity.createPerson({ kind: "operator" }, { email, password, roles: ["admin"] });
  const cookie = await signInAs(email);
  const issued = await send("POST", "/api/trpc/account.issueAuthenticator", cookie, {});
  const { secret } = ((await issued.json()) as { result: { data: { secret: string } } }).result.data;
  const code = codeAt(secret, Date.now());
  expect((await send("POST", "/api/trpc/account.verifyAuthenticator", cookie, { code })).status).toBe(200);
  const half = await send("POST", "/api/auth/sign-in/email", undefined, { email, password });
  expect(await half.json()).toEqual({ secondFactor: true });
  // Everything that better-auth set, what it took back at once included.
  const pairs = half.headers.getSetCookie().map((set) => set.split(";")[0] ?? "");
  expect(pairs.some((pair) => /two_factor=./.test(pair))).toBe(true);
  return pairs.filter((pair) => !pair.endsWith("=")).join("; ");
}

function send(method: string, path: string, cookie?: string, body?: object): Promise<Response> {
  const headers = { origin: url, "content-type": "application/json", ...(cookie === undefined ? {} : { cookie }) };
  return fetch(`${url}${path}`, { method, headers, redirect: "manual", ...(body && { body: JSON.stringify(body) }) });
}

const isNobody = (caller: Caller) => caller === "signed out" || caller === "half-way";
const refused = (caller: Caller) => (isNobody(caller) ? 401 : 403);
const passed = (status: number) => status !== 401 && status !== 403 && status !== 303;

describe("procedures", () => {
  test("all are in the table", () => {
    expect([...declaredRights(app.api.router).keys()].sort()).toEqual(Object.keys(procedures).sort());
  });

  test.each(Object.entries(procedures))("%s", async (path, { may, input, query }) => {
    for (const caller of callers) {
      const mutation = input !== undefined;
      const search = query ? `?input=${encodeURIComponent(JSON.stringify(query))}` : "";
      const { status } = await send(
        mutation ? "POST" : "GET",
        `/api/trpc/${path}${search}`,
        cookies.get(caller),
        input,
      );
      if (may.includes(caller)) expect(passed(status), `${caller}: ${status}`).toBe(true);
      else expect(status, caller).toBe(refused(caller));
    }
  });
});

describe("socket events", () => {
  test("all are in the table", () => {
    const context = { database, clock: systemClock, secret: "none is sealed here", acknowledgeWithinMs: 1 };
    const hotline = createHotline({ ...context, wake: () => {} });
    const registry = socketEvents({
      hub: app.hub,
      hotline: createEventFeed(hotline, () => {}),
      alerts: createEventFeed(app.alerts, () => {}),
      officers: createOfficerFeed(hotline, () => {}),
      pages: createOpenPages({ members: new Map(), reader: app.alerts, onError: () => {} }),
    });
    expect(Object.keys(registry).sort()).toEqual(Object.keys(events).sort());
  });

  test("without a session there is no connection", async () => {
    await expect(connectLive({ url })).rejects.toMatchObject({ data: { code: "unauthenticated" } });
    const cookie = cookies.get("half-way") ?? "";
    await expect(connectLive({ url, cookie })).rejects.toMatchObject({ data: { code: "unauthenticated" } });
  });

  test.each(roles)("as %s", async (role) => {
    await using live: LiveClient = await connectLive({ url, cookie: cookies.get(role) ?? "" });
    for (const [event, { may, input }] of Object.entries(events)) {
      const emit = live.socket.timeout(5_000).emitWithAck as (event: string, input: object) => Promise<object>;
      const answer = await emit.call(live.socket.timeout(5_000), event, input);
      expect(answer, event).toMatchObject(may.includes(role) ? { ok: true } : { ok: false, code: "forbidden" });
    }
  });
});

describe("pages", () => {
  test("all that exist are in the table", async () => {
    const folder = new URL("../../app/", import.meta.url);
    const files = await readdir(folder, { recursive: true });
    const drawn = files
      .filter((file) => /(^|\/)page\.tsx$/.test(file))
      .map((file) => `/${file.replace(/(^|\/)page\.tsx$/, "").replace(/\([^/]*\)\/?/g, "")}`);
    expect(Object.keys(pages).sort()).toEqual([...drawn, "/_not-found", "/_global-error"].sort());
    expect(files.filter((file) => /(^|\/)route\.tsx?$/.test(file))).toEqual([]);
    expect(Object.keys(pageAccess).sort()).toEqual(Object.keys(pages).sort());
  });

  test.each(Object.entries(pages))("%s", async (path, may) => {
    for (const caller of callers) {
      const response = await send("GET", path, cookies.get(caller));
      if (may.includes(caller)) expect([response.status, await response.text()], caller).toEqual([200, "drawn"]);
      else if (isNobody(caller)) {
        expect([response.status, response.headers.get("location")]).toEqual([303, "/sign-in"]);
        // Officers sign in where everybody does, and are shown on.
      } else if (path === "/" && caller === "partner") {
        expect([response.status, response.headers.get("location")]).toEqual([303, "/partner"]);
      } else expect(response.status, caller).toBe(403);
    }
  });

  test("a page without rights stops the start", () => {
    const handler = { handle: async () => {}, handleUpgrade: () => {}, paths: ["/", "/secret"] };
    expect(() => app.frontDoor.mount(handler)).toThrow(/secret/);
  });
});

describe("routes", () => {
  test("all are in the table", () => {
    const open = app.frontDoor.routes.filter((route) => route.access.to !== "delegated");
    const existing = open.flatMap((route) => route.methods.map((method) => `${method} ${route.path}`));
    expect(existing.sort()).toEqual(Object.keys(routes).sort());
    const delegated = app.frontDoor.routes.filter((route) => route.access.to === "delegated");
    expect(delegated.map((route) => route.path).sort()).toEqual([...delegating].sort());
    expect(signInRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(signIn).sort());
  });

  test.each(Object.entries({ ...routes, ...signIn }))("%s", async (route, may) => {
    const [method = "", path = ""] = route.split(" ");
    for (const caller of callers) {
      // Signing out would end the caller's session for what follows, so it gets one of its own.
      const cookie =
        path.endsWith("sign-out") && cookies.has(caller) && !isNobody(caller)
          ? await signInAs(`${caller}@example.org`)
          : undefined;
      const body = method === "POST" ? {} : undefined;
      const { status } = await send(method, path, cookie ?? cookies.get(caller), body);
      if (may.includes(caller)) expect(passed(status), `${caller}: ${status}`).toBe(true);
      else if (path.startsWith("/export/") || path.startsWith("/live/")) expect(status, caller).toBe(refused(caller));
      // Without a key, which PagerDuty's door looks for in the body; after a number of such tries the address has to
      // wait, which Alertmanager is told by 503.
      else expect(withoutKey[path] ?? [401, 429], caller).toContain(status);
    }
  });

  test("what is in no list is not there", async () => {
    for (const path of ["/api", "/api/", "/api/v2/events", "/api/auth", "/admin", "/.env", "/server/main.ts"]) {
      const response = await send("GET", path, cookies.get("admin"));
      expect(response.status === 404 || (await response.text()) === "drawn", path).toBe(true);
    }
  });
});
