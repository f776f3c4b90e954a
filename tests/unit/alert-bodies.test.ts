import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertBounds, noticeSchema, signalSchema } from "../../server/alerts/contract.ts";
import { readNotice } from "../../server/ingest/alerts/alertmanager-body.ts";
import { readGenericEvent, readPagerDutyEvent } from "../../server/ingest/alerts/event-body.ts";
import { boundJson } from "../../server/ingest/alerts/signal-fields.ts";

const key = "0123456789abcdef0123456789abcdef";
const payload = { summary: "db is down", source: "db-1", severity: "critical" };
const event = (given: object) => readPagerDutyEvent({ routing_key: key, event_action: "trigger", payload, ...given });
const triggered = (given: object) => {
  const { read } = event(given);
  if (!("action" in read) || read.action !== "trigger")
    throw new Error(`nothing is triggered: ${JSON.stringify(read)}`);
  return signalSchema.parse(read.signal);
};
const firing = {
  status: "firing",
  groupKey: '{}:{alertname="QueueLag"}',
  commonLabels: { alertname: "QueueLag", severity: "warning" },
  commonAnnotations: { summary: "The queue lags" },
  alerts: [{ status: "firing", startsAt: "2026-01-02T03:04:05.123456789Z", fingerprint: "c4ab", labels: {} }],
};
const now = Date.UTC(2026, 5, 1);
const notice = (given: object) => {
  const read = readNotice({ ...firing, ...given }, now);
  if (!read) throw new Error("nothing is read");
  return noticeSchema.parse(read);
};

describe("an event for PagerDuty", () => {
  test("that is as documented needs no repair", () => {
    const given = {
      dedup_key: "db",
      payload: { ...payload, component: "disk", group: "eu", class: "full", timestamp: "2026-01-02T03:04:05+01:00" },
      links: [{ href: "https://x.example/", text: "Runbook" }],
      client: "Monitor",
      client_url: "https://monitor.example/",
    };
    expect(triggered(given)).toEqual({
      dedupKey: "db",
      summary: "db is down",
      severity: "critical",
      source: "db-1",
      details: {
        component: "disk",
        group: "eu",
        class: "full",
        occurredAt: Date.UTC(2026, 0, 2, 2, 4, 5),
        links: [
          { href: "https://x.example/", text: "Runbook" },
          { href: "https://monitor.example/", text: "Monitor" },
        ],
      },
      repairs: [],
    });
  });

  test.each([
    ["PAGE", "critical"],
    ["warn", "warning"],
    ["Error", "error"],
    ["{{ template }}", "error"],
    [undefined, "error"],
    [7, "error"],
  ])("of severity %s is taken as %s, and that is said", (given, severity) => {
    const signal = triggered({ payload: { ...payload, severity: given } });
    expect(signal.severity).toBe(severity);
    expect(signal.repairs).toEqual([expect.stringMatching(new RegExp(`taken as ${severity}$`))]);
  });

  test("says the time of PagerDuty's own documentation, and leaves out what is no time", () => {
    const at = (timestamp: unknown) => triggered({ payload: { ...payload, timestamp } });
    expect(at("2015-07-17T08:42:58.315+0000").details.occurredAt).toBe(Date.UTC(2015, 6, 17, 8, 42, 58, 315));
    expect(at("yesterday")).toMatchObject({
      details: {},
      repairs: ["the timestamp could not be read: the time of receipt counts"],
    });
  });

  test("keeps two long keys apart that begin alike", () => {
    const keys = ["a", "b"].map((end) => triggered({ dedup_key: "x".repeat(300) + end }).dedupKey);
    expect(new Set(keys).size).toBe(2);
    expect(Math.max(...keys.map(({ length }) => length))).toBeLessThanOrEqual(alertBounds.dedupKey);
    const again = event({ event_action: "resolve", dedup_key: `${"x".repeat(300)}a` }).read;
    expect(again).toMatchObject({ action: "resolve", dedupKey: keys[0] });
  });

  test.each([
    [{ routing_key: undefined }, "'routing_key' is missing or blank"],
    [{ routing_key: "short" }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [{ event_action: undefined }, "'event_action' is missing or blank"],
    [{ event_action: "explode" }, "'event_action' must be trigger, acknowledge, resolve"],
    [{ event_action: "resolve" }, "'dedup_key' is missing or blank: resolve needs one"],
    [{ event_action: "acknowledge", dedup_key: " " }, "'dedup_key' is missing or blank: acknowledge needs one"],
    [{ payload: undefined }, "'payload.summary' is missing or blank"],
    [{ payload: { ...payload, summary: " \n" } }, "'payload.summary' is missing or blank"],
  ])("without what it needs is refused: %o", (given, fault) => {
    expect(event(given).read).toEqual({ faults: [fault] });
  });
});

describe("a notice of Alertmanager", () => {
  test("is read with its group, its occurrences and its words", () => {
    expect(notice({ notification_reason: "first notification" })).toMatchObject({
      firing: true,
      truncated: 0,
      reason: "first notification",
      occurrences: [{ fingerprint: "c4ab", startsAt: Date.UTC(2026, 0, 2, 3, 4, 5, 123), firing: true }],
      signal: {
        dedupKey: '{}:{alertname="QueueLag"}',
        summary: "The queue lags",
        severity: "warning",
        source: "Alertmanager",
        repairs: [],
      },
    });
  });

  test("of Grafana, of another version or with absent fields is read too", () => {
    expect(notice({ version: "1", status: undefined, state: "ok", orgId: 1, title: "x" }).firing).toBe(false);
    const bare = notice({ groupKey: undefined, status: undefined, commonAnnotations: undefined, alerts: undefined });
    expect(bare).toMatchObject({ firing: true, signal: { summary: "QueueLag" } });
    expect(bare.signal.repairs).toContain("the notice named no group; its labels name it");
    expect(readNotice({}, now)).toBeUndefined();
    expect(readNotice({ status: "firing" }, now)).toBeUndefined();
  });

  test("says what it leaves out", () => {
    expect(notice({ truncatedAlerts: 4 })).toMatchObject({
      truncated: 4,
      signal: { repairs: ["the notice leaves out 4 alerts of the group"] },
    });
  });

  test("takes the worst severity of what fires where the group has no common one", () => {
    const alerts = ["info", "critical", "warning"].map((severity, index) => ({
      status: index === 1 ? "resolved" : "firing",
      fingerprint: severity,
      labels: { severity },
    }));
    expect(notice({ commonLabels: {}, alerts }).signal.severity).toBe("warning");
  });
});

const anything = fc.jsonValue({ maxDepth: 4 });
const hostile = fc.oneof(
  anything,
  fc.string({ unit: "binary" }),
  fc.constantFrom<unknown>("\u0000", "\ud800", "x".repeat(5_000), 1e308, -1, true, [], {}, [[[[[[[[[[1]]]]]]]]]]),
);
const loose = (names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, hostile])), { requiredKeys: [] });

test("any payload with a summary becomes one signal that can be stored", () => {
  const fields = ["source", "severity", "timestamp", "component", "group", "class", "custom_details"];
  const summaries = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean());
  fc.assert(
    fc.property(
      summaries,
      loose(fields),
      loose(["dedup_key", "links", "images", "client", "client_url"]),
      (summary, rest, more) => {
        const { read } = event({ ...more, payload: { ...rest, summary } });
        const usable = String(summary).replaceAll("\0", "\ufffd").trim() !== "";
        if (!usable) return void expect(read).toHaveProperty("faults");
        const signal = signalSchema.parse("signal" in read ? read.signal : read);
        expect(Buffer.byteLength(JSON.stringify(signal.details.custom ?? {}))).toBeLessThan(
          alertBounds.customBytes + 512,
        );
        expect(storable(signal)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test("the flat form triggers by itself", () => {
  fc.assert(
    fc.property(loose(["action", "dedup_key", "source", "severity", "links", "custom_details"]), (rest) => {
      const { action: _, ...without } = rest;
      const read = readGenericEvent({ ...without, summary: "x" });
      expect(signalSchema.safeParse("signal" in read ? read.signal : read).success).toBe(true);
      expect(() => readGenericEvent(rest)).not.toThrow();
    }),
  );
});

test("any notice that names a group becomes one that can be stored, and fires unless it says that it is over", () => {
  const names = ["status", "state", "truncatedAlerts", "receiver", "commonLabels", "groupLabels", "commonAnnotations"];
  const member = loose(["status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"]);
  const alerts = fc.oneof(hostile, fc.array(fc.oneof(member, hostile), { maxLength: 4 }));
  fc.assert(
    fc.property(loose([...names, "externalURL", "notification_reason"]), alerts, (rest, all) => {
      const read = readNotice({ ...rest, alerts: all, groupKey: "g" }, now);
      const parsed = noticeSchema.parse(read);
      expect(storable(parsed)).toBe(true);
      if (rest.status === "firing") expect(parsed.firing).toBe(true);
      expect(() => readNotice({ ...rest, alerts: all }, now)).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

test("custom details are bounded however they are made, and kept whole where they are small", () => {
  const small = { a: 1, b: ["x", { c: null, d: true }] };
  expect(boundJson(small)).toEqual({ bound: small, whole: true });
  const wide = { text: "\u0001".repeat(100_000), list: Array.from({ length: 50_000 }, (_, n) => n) };
  expect(boundJson(wide).whole).toBe(false);
  expect(Buffer.byteLength(JSON.stringify(boundJson(wide).bound))).toBeLessThan(alertBounds.customBytes + 512);
  const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`) as object;
  expect(JSON.stringify(boundJson(deep).bound)).toContain("…");
});

/** No zero character and no half of a surrogate pair in any text or name. */
function storable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, one]) => storable(name) && storable(one));
}
