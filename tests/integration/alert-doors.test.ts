import https from "node:https";
import { event } from "@pagerduty/pdjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IntegrationKind } from "../../server/alerts/contract.ts";
import { type Doors, startDoors } from "../support/doors.ts";
import { noon } from "../support/statements.ts";
import { tlsFront } from "../support/tls-front.ts";

const operator = { kind: "operator" } as const;
const enqueue = "/v2/enqueue";

let doors: Doors;
let pager: string;
let reader: string;
beforeAll(async () => {
  doors = await startDoors(noon);
  pager = await keyOf("pagerduty", "Pager");
  ({ key: reader } = await doors.watchfloor.source("Reader", ["alerts:read"]));
});
afterAll(() => doors[Symbol.asyncDispose]());

async function keyOf(kind: IntegrationKind, name: string, at = doors): Promise<string> {
  return (await at.watchfloor.app.alerts.createIntegration(operator, { kind, name })).key;
}

interface Listed {
  dedup_key: string;
  state: string;
  severity: string;
  summary: string;
  events: number;
  integration: string;
}
/** All alerts of a key, newest first, as the door for machines lists them. */
async function alertsOf(key: string): Promise<Listed[]> {
  const { status, body } = await doors.ask("GET", "/api/v1/alerts?limit=200", reader);
  expect([status, body]).toEqual([200, body]);
  return (body as { alerts: Listed[] }).alerts.filter(({ dedup_key }) => dedup_key === key);
}
/** What the timeline of the newest alert of a key says was repaired, all entries together. */
async function repairsOf(key: string): Promise<string[]> {
  const rows = await doors.rows(`
    select coalesce(jsonb_agg(r.repair), '[]') as repairs from alert_event e join alert a using (alert_id),
      jsonb_array_elements_text(e.detail->'repairs') r (repair)
    where a.dedup_key = '${key}'`);
  return rows[0]?.repairs as string[];
}

const payload = { summary: "db is down", source: "db-1", severity: "critical" };
const postEvent = (given: object, type = "application/json") =>
  doors.postAs(enqueue, pager, JSON.stringify({ routing_key: pager, event_action: "trigger", payload, ...given }), {
    "content-type": type,
  });
const processed = (dedup_key: string) => ({ status: "success", message: "Event processed", dedup_key });

describe("the traps that PagerDuty's clients set", () => {
  test("go-pagerduty: success is 202 and nothing else, for each step of an alert's life", async () => {
    for (const event_action of ["trigger", "trigger", "acknowledge", "resolve", "resolve", "acknowledge"]) {
      const { status, body } = await postEvent({ event_action, dedup_key: "life" });
      expect([event_action, status, body]).toEqual([event_action, 202, processed("life")]);
    }
    expect(await alertsOf("life")).toMatchObject([{ state: "resolved", events: 2 }]);
    await postEvent({ dedup_key: "life" });
    expect(await alertsOf("life")).toMatchObject([
      { state: "open", events: 1 },
      { state: "resolved", events: 2 },
    ]);
  });

  test("python-pagerduty: a dedup key is always answered, ends come without a payload, images with wrong names", async () => {
    const { status, body } = await postEvent({ images: [{ url: "https://x.example/a.png" }] });
    const { dedup_key } = body as { dedup_key: string };
    expect([status, body]).toEqual([202, processed(expect.stringMatching(/^[0-9a-f-]{36}$/) as never)]);
    expect(await repairsOf(dedup_key)).toEqual(["images are not kept"]);
    const { status: ended } = await postEvent({ event_action: "resolve", dedup_key, payload: undefined });
    expect(ended).toBe(202);
    expect(await alertsOf(dedup_key)).toMatchObject([{ state: "resolved" }]);
  });

  test("pdjs, from npm, through a front with TLS at the root of a host", async () => {
    await using front = await tlsFront(doors.watchfloor.url);
    const before = https.globalAgent.options.ca;
    https.globalAgent.options.ca = front.certificate;
    try {
      const data = { routing_key: pager, dedup_key: "pdjs", payload: { ...payload, severity: "error" as const } };
      for (const event_action of ["trigger", "trigger", "acknowledge", "resolve", "resolve", "trigger"] as const) {
        const answer = await event({ data: { ...data, event_action }, server: front.server });
        expect([answer.status, answer.data]).toEqual([202, processed("pdjs")]);
      }
    } finally {
      https.globalAgent.options.ca = before;
      https.globalAgent.destroy();
    }
    expect(await alertsOf("pdjs")).toMatchObject([
      { state: "open", events: 1, severity: "error" },
      { state: "resolved", events: 2 },
    ]);
  });

  test("Alertmanager as a client: a severity of any words, a payload on the end, details of half a megabyte", async () => {
    const custom_details = { firing: "x".repeat(450_000), num_firing: "3" };
    const wild = { ...payload, severity: "{{ .CommonLabels.severity }}", custom_details };
    expect((await postEvent({ dedup_key: "am", payload: wild })).status).toBe(202);
    expect(await alertsOf("am")).toMatchObject([{ severity: "error" }]);
    expect(await repairsOf("am")).toEqual([
      'severity "{{ .CommonLabels.severity }}" was taken as error',
      "custom details were cut to 16 KiB and 8 levels, or cleaned",
    ]);
    expect((await postEvent({ event_action: "resolve", dedup_key: "am", payload: wild })).status).toBe(202);
    expect(await alertsOf("am")).toMatchObject([{ state: "resolved" }]);
  });

  test.each(["text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "nonsense", ""])(
    "OpenStatus: JSON is read whatever the type says: %s",
    async (type) => {
      expect((await postEvent({ dedup_key: `type ${type}` }, type)).status).toBe(202);
    },
  );

  test("Uptime Kuma: no source, and an acknowledgement where an end is meant", async () => {
    const { source: _, ...without } = payload;
    await postEvent({ dedup_key: "kuma", payload: without });
    expect(await repairsOf("kuma")).toEqual(['no source was given: "unknown"']);
    expect((await postEvent({ dedup_key: "kuma", event_action: "acknowledge" })).status).toBe(202);
    expect(await alertsOf("kuma")).toMatchObject([{ state: "acknowledged" }]);
  });

  test("PagerDuty's own documentation: a time without a colon in its offset", async () => {
    const timestamp = "2015-07-17T08:42:58.315+0000";
    await postEvent({ dedup_key: "time", payload: { ...payload, timestamp } });
    expect(await repairsOf("time")).toEqual([]);
    const [row] = await doors.rows("select details from alert where dedup_key = 'time'");
    expect(row?.details).toEqual({ occurredAt: Date.UTC(2015, 6, 17, 8, 42, 58, 315) });
  });

  test("a text that is too long is cut, and that is said", async () => {
    await postEvent({ dedup_key: "long", payload: { ...payload, summary: "s".repeat(2_000) } });
    const [alert] = await alertsOf("long");
    expect(alert?.summary).toBe(`${"s".repeat(1_023)}…`);
    expect(await repairsOf("long")).toEqual(["summary had 2000 characters and was cut to 1024"]);
  });
});

describe("what PagerDuty's door refuses", () => {
  const raw = (body: string | Buffer) => doors.postAs(enqueue, pager, body, { "content-type": "application/json" });

  test.each(["{", "", "[]", '"text"', "null", "\ufffe"])("what is no JSON object: %s", async (body) => {
    const { status, body: answer } = await raw(body);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ status: "Unrecognized object", errors: [expect.any(String)] });
  });
  test("bytes that are no UTF-8", async () => {
    expect((await raw(Buffer.from([0x7b, 0xff, 0x7d]))).status).toBe(400);
  });

  const unknown = "f".repeat(32);
  test.each([
    [{ routing_key: undefined }, "'routing_key' is missing or blank"],
    [{ routing_key: "short" }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [{ routing_key: unknown }, "'routing_key' is of no integration here, or of one that is revoked"],
    [{ event_action: "explode" }, "'event_action' must be trigger, acknowledge, resolve"],
    [{ event_action: "resolve" }, "'dedup_key' is missing or blank: resolve needs one"],
    [{ payload: { source: "x" } }, "'payload.summary' is missing or blank"],
  ])("an event that says nothing of use: %o", async (given, error) => {
    const { status, body } = await postEvent(given);
    expect([status, body]).toEqual([
      400,
      { status: "invalid event", message: "Event object is invalid", errors: [error] },
    ]);
  });

  test("an unknown key, which is counted; a revoked one, at once", async () => {
    const metrics = async () => String((await doors.ask("GET", "/metrics")).body);
    const counted = async () =>
      Number(/alert_events_total\{door="pagerduty",outcome="unknown_key"\} (\d+)/.exec(await metrics())?.[1]);
    const before = await counted();
    await postEvent({ routing_key: unknown });
    expect(await counted()).toBe(before + 1);
    const { alerts } = doors.watchfloor.app;
    const { id, key } = await alerts.createIntegration(operator, { kind: "pagerduty", name: "Short-lived" });
    expect((await postEvent({ routing_key: key })).status).toBe(202);
    await alerts.revokeIntegration(operator, { id });
    expect((await postEvent({ routing_key: key })).status).toBe(400);
  });

  test("another integration's alert: its key does not reach it", async () => {
    const other = await keyOf("pagerduty", "Stranger");
    await postEvent({ dedup_key: "mine" });
    expect((await postEvent({ routing_key: other, event_action: "resolve", dedup_key: "mine" })).status).toBe(202);
    expect(await alertsOf("mine")).toMatchObject([{ state: "open" }]);
  });

  test("more than 512 KB", async () => {
    const { status, body } = await raw(JSON.stringify({ routing_key: pager, padding: "x".repeat(512 * 1024) }));
    expect([status, body]).toMatchObject([413, { status: "error", errors: [expect.any(String)] }]);
  });
});

test("200 triggers of one key at once are one alert of 200 events", async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => postEvent({ dedup_key: "storm" })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(await alertsOf("storm")).toMatchObject([{ state: "open", events: 200 }]);
});

describe("Alertmanager's door", () => {
  const path = "/api/v1/alertmanager";
  let key: string;
  beforeAll(async () => {
    key = await keyOf("alertmanager", "Alertmanager");
  });
  const member = (fingerprint: string, status: string, startsAt = "2026-05-20T11:00:00Z") => ({
    status,
    fingerprint,
    startsAt,
    labels: { alertname: "Lag" },
    endsAt: status === "resolved" ? "2026-05-20T11:30:00Z" : "0001-01-01T00:00:00Z",
  });
  const notice = (groupKey: string, alerts: object[], given: object = {}) =>
    doors.post(
      path,
      key,
      JSON.stringify({
        ...{ version: "4", groupKey, truncatedAlerts: 0, status: "firing", receiver: "ops\\.eu", futureField: {} },
        ...{ commonLabels: { alertname: "Lag", severity: "warning" }, commonAnnotations: {}, alerts },
        ...given,
      }),
    );
  const outcome = async (sent: ReturnType<typeof notice>) => {
    const { status, body } = await sent;
    expect([status, body]).toEqual([200, body]);
    return (body as { outcome: string }).outcome;
  };
  const over = { status: "resolved" };

  test("a group is one alert from its first firing to its end", async () => {
    expect(await outcome(notice("g1", [member("a", "firing")]))).toBe("triggered");
    expect(await outcome(notice("g1", [member("a", "firing"), member("b", "firing")]))).toBe("joined");
    expect(await outcome(notice("g1", [member("a", "resolved"), member("b", "firing")]))).toBe("joined");
    expect(await alertsOf("g1")).toMatchObject([{ state: "open", severity: "warning", summary: "Lag", events: 3 }]);
    expect(await outcome(notice("g1", [member("b", "resolved")], over))).toBe("resolved");
    expect(await alertsOf("g1")).toMatchObject([{ state: "resolved" }]);
  });

  test("a late firing of what has ended reopens nothing; a new start does", async () => {
    await notice("g2", [member("a", "firing")]);
    await notice("g2", [member("a", "resolved")], over);
    expect(await outcome(notice("g2", [member("a", "firing")]))).toBe("dropped");
    expect(await alertsOf("g2")).toHaveLength(1);
    expect(await outcome(notice("g2", [member("a", "firing", "2026-05-20T11:45:00Z")]))).toBe("triggered");
    // The peer's copy of the first end comes last.
    expect(await outcome(notice("g2", [member("a", "resolved")], over))).toBe("dropped");
    expect(await alertsOf("g2")).toMatchObject([{ state: "open" }, { state: "resolved" }]);
  });

  test("the end that overtakes its beginning leaves no alert behind", async () => {
    expect(await outcome(notice("g3", [member("a", "resolved")], over))).toBe("dropped");
    expect(await outcome(notice("g3", [member("a", "firing")]))).toBe("dropped");
    expect(await alertsOf("g3")).toEqual([]);
  });

  test("what a notice leaves out is unknown, not ended", async () => {
    await notice("g4", [member("a", "firing"), member("b", "firing")]);
    expect(await outcome(notice("g4", [member("a", "resolved")], { truncatedAlerts: 1 }))).toBe("joined");
    expect(await alertsOf("g4")).toMatchObject([{ state: "open" }]);
  });

  test("two peers that tell the same at the same moment open one alert", async () => {
    await Promise.all(Array.from({ length: 20 }, () => notice("g5", [member("a", "firing")])));
    expect(await alertsOf("g5")).toMatchObject([{ state: "open", events: 20 }]);
  });

  test("400 for what names no group, 401 without its key, with a source's or another kind's", async () => {
    for (const body of ["{", "[]", "{}", '{"title":"x"}']) expect((await doors.post(path, key, body)).status).toBe(400);
    for (const wrong of ["none", pager, reader]) {
      expect((await doors.post(path, wrong, "{}")).status).toBe(401);
    }
  });

  test("too fast is 503, never 429", async () => {
    await using busy = await startDoors(noon, { environment: { KEY_REQUESTS_PER_SECOND: "1" } });
    const [slow, paged] = [await keyOf("alertmanager", "AM", busy), await keyOf("pagerduty", "PD", busy)];
    const body = JSON.stringify({ groupKey: "g", status: "firing", alerts: [] });
    const answers = await Promise.all(Array.from({ length: 5 }, () => busy.post(path, slow, body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect(answers.find(({ status }) => status === 503)?.headers["retry-after"]).toBeDefined();
    const event = JSON.stringify({ routing_key: paged, event_action: "trigger", payload });
    const paging = await Promise.all(Array.from({ length: 5 }, () => busy.postAs(enqueue, paged, event, {})));
    expect(new Set(paging.map(({ status }) => status))).toEqual(new Set([202, 429]));
    expect(paging.find(({ status }) => status === 429)?.body).toMatchObject({
      status: "throttle exceeded",
      errors: ["Enhance Your Calm."],
    });
  });
});

describe("the generic door", () => {
  const path = "/api/v1/alerts";
  test("triggers by itself, acknowledges and resolves by key", async () => {
    const key = await keyOf("generic", "Own tool");
    const send = (body: object) => doors.post(path, key, JSON.stringify(body));
    const opened = await send({ summary: "It burns", dedup_key: "own", severity: "info", component: "roof" });
    expect(opened).toMatchObject({ status: 202, body: { outcome: "triggered", dedup_key: "own" } });
    expect(await send({ action: "acknowledge", dedup_key: "own" })).toMatchObject({
      body: { outcome: "acknowledged" },
    });
    expect(await send({ action: "resolve", dedup_key: "own" })).toMatchObject({ body: { outcome: "resolved" } });
    expect(await send({ action: "resolve", dedup_key: "own" })).toMatchObject({
      status: 202,
      body: { outcome: "dropped", alert: null },
    });
    expect(await send({ severity: "info" })).toMatchObject({ status: 422 });
    expect(await doors.post(path, key, "[")).toMatchObject({ status: 400 });
    expect(await doors.post(path, pager, "{}")).toMatchObject({ status: 401 });
  });
});

describe("reading alerts", () => {
  test("pages newest first, by state, and says what each alert is", async () => {
    await using at = await startDoors(noon);
    const { key } = await at.watchfloor.source("Reads", ["alerts:read"]);
    const tool = await keyOf("generic", "Tool", at);
    for (const n of [1, 2, 3, 4, 5]) {
      await at.post(
        "/api/v1/alerts",
        tool,
        JSON.stringify({ summary: `No ${n}`, dedup_key: `k${n}`, severity: "info" }),
      );
    }
    await at.post("/api/v1/alerts", tool, JSON.stringify({ action: "resolve", dedup_key: "k4" }));
    const read = async (query: string) => {
      const { status, body } = await at.ask("GET", `/api/v1/alerts${query}`, key);
      expect([status, body]).toEqual([200, body]);
      return body as { alerts: Listed[]; cursor: string | null };
    };
    const first = await read("?limit=2");
    expect(first.alerts.map(({ dedup_key }) => dedup_key)).toEqual(["k5", "k4"]);
    const second = await read(`?limit=2&cursor=${first.cursor}`);
    const third = await read(`?limit=2&cursor=${second.cursor}`);
    expect([...second.alerts, ...third.alerts].map(({ dedup_key }) => dedup_key)).toEqual(["k3", "k2", "k1"]);
    expect(third.cursor).toBeNull();
    expect(await read("?state=resolved")).toEqual({
      alerts: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          integration: "Tool",
          dedup_key: "k4",
          state: "resolved",
          severity: "info",
          summary: "No 4",
          events: 1,
          triggered_at: "2026-05-20T12:00:00.000Z",
          acknowledged_at: null,
          resolved_at: "2026-05-20T12:00:00.000Z",
        },
      ],
      cursor: null,
    });
    expect((await read("?state=open")).alerts).toHaveLength(4);
    for (const wrong of ["?state=gone", "?limit=0", "?limit=1000", "?cursor=x", "?other=1"]) {
      expect((await at.ask("GET", `/api/v1/alerts${wrong}`, key)).status).toBe(422);
    }
    const { key: blind } = await at.watchfloor.source("Blind", ["events", "statements", "hotline"]);
    expect((await at.ask("GET", "/api/v1/alerts", blind)).status).toBe(403);
    expect((await at.ask("GET", "/api/v1/alerts", tool)).status).toBe(401);
    expect((await at.ask("GET", "/api/v1/alerts")).status).toBe(401);
    expect((await at.ask("PUT", "/api/v1/alerts", key)).headers.allow).toBe("POST, GET, HEAD");
  });
});
