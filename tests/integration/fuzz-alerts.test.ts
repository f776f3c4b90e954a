import fc from "fast-check";
import { expect, test } from "vitest";
import type { IntegrationKind } from "../../server/alerts/contract.ts";
import { documentedAnswers } from "../support/documented-answers.ts";
import { bodiesOf, type DoorBody } from "../support/door-bodies.ts";
import { type DoorAnswer, type Doors, startDoors } from "../support/doors.ts";
import { fuzz, fuzzing, fuzzTimeout } from "../support/fuzzing.ts";
import { hostile, noon } from "../support/statements.ts";

const keys = fc.oneof(fc.constantFrom("k1", "k2", "k3", " k1", ""), fc.uuid(), hostile);
const loose = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, hostile])), { requiredKeys: [] });
const more = ["source", "severity", "timestamp", "component", "group", "class", "custom_details"];
const summary = fc.oneof({ weight: 4, arbitrary: fc.constant("It burns") }, { weight: 1, arbitrary: hostile });
const said = fc.tuple(loose(more), summary).map(([rest, text]) => ({ ...rest, summary: text }));
const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant("trigger") },
  { weight: 3, arbitrary: fc.constantFrom("acknowledge", "resolve") },
  { weight: 1, arbitrary: hostile },
);

const generic = fc
  .tuple(said, loose(["links"]), action, keys)
  .map(([payload, rest, act, dedup_key]) => ({ ...payload, ...rest, action: act, dedup_key }));
const pagerDuty = (routing_key: string) =>
  fc
    .tuple(
      fc.oneof({ weight: 6, arbitrary: said }, { weight: 1, arbitrary: hostile }),
      loose(["links", "images", "client", "client_url"]),
      action,
      keys,
    )
    .map(([payload, rest, event_action, dedup_key]) => ({ ...rest, routing_key, payload, event_action, dedup_key }));
const member = fc
  .tuple(
    loose(["labels", "annotations", "endsAt", "generatorURL"]),
    fc.constantFrom<unknown>("firing", "resolved", undefined, 7),
    fc.constantFrom<unknown>("a", "b", undefined, ["x"]),
    fc.constantFrom<unknown>("2026-05-20T11:00:00Z", "2026-05-20T11:30:00.123456789Z", "never", undefined),
  )
  .map(([rest, status, fingerprint, startsAt]) => ({ ...rest, status, fingerprint, startsAt }));
const notice = fc
  .tuple(
    loose(["receiver", "groupLabels", "commonLabels", "commonAnnotations", "externalURL", "truncatedAlerts"]),
    fc.oneof(fc.constantFrom("firing", "resolved"), hostile),
    keys,
    fc.oneof(
      { weight: 5, arbitrary: fc.array(fc.oneof(member, hostile), { maxLength: 3 }) },
      { weight: 1, arbitrary: hostile },
    ),
  )
  .map(([rest, status, groupKey, alerts]) => ({ ...rest, status, groupKey, alerts }));

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
interface Outcome {
  dedup_key: string;
}

/** Runs bodies through one door: none is answered 500, and a stored alert stands for each that was taken. */
async function fuzzDoor(
  kind: IntegrationKind,
  path: string,
  bodies: (key: string) => fc.Arbitrary<unknown>,
  expected: (json: Record<string, unknown>, answer: DoorAnswer, key: string) => void,
): Promise<void> {
  const run = fuzzing(`POST ${path}`);
  await using at: Doors = await startDoors(noon, { connections: 64 });
  const { app } = at.watchfloor;
  const { key } = await app.alerts.createIntegration({ kind: "operator" }, { kind, name: "Fuzzed" });
  const documented = documentedAnswers(app.apiDocument, "post", path);
  const taken = new Set<string>();
  // A commit of its own for each: fewer inputs than for the doors that store many at once.
  const some = { ...run, inputs: Math.ceil(run.inputs / 10) };
  await fuzz(
    some,
    bodiesOf(fc.oneof({ weight: 8, arbitrary: bodies(key) }, { weight: 1, arbitrary: fc.jsonValue() })),
    64,
    async (sent: DoorBody) => {
      const answer = await at.postAs(path, key, sent.bytes, sent.headers);
      documented(answer);
      const { json } = sent;
      if (typeof json !== "object" || json === null || Array.isArray(json)) return void expect(answer.status).toBe(400);
      expected(json as Record<string, unknown>, answer, key);
      const triggers =
        (json as { event_action?: unknown; action?: unknown; status?: unknown }).event_action ??
        (json as { action?: unknown }).action;
      if (answer.status === 202 && triggers === "trigger") taken.add((answer.body as Outcome).dedup_key);
    },
  );
  const stored = new Set((await at.rows("select distinct dedup_key from alert")).map((row) => String(row.dedup_key)));
  for (const one of taken) expect(stored.has(one), one).toBe(true);
  expect(stored.size).toBeGreaterThan(2);
  const gaps = await at.rows(`
    select a.number from alert a join alert_event e using (alert_id)
    group by a.alert_id having count(*) <> a.version or max(e.sequence) <> a.version`);
  expect(gaps).toEqual([]);
  expect(await at.rows("select 1 from alert_event having count(*) <> max(cursor)")).toEqual([]);
}

test("PagerDuty's door: any JSON is answered, and what has a summary is never lost", fuzzTimeout, () =>
  fuzzDoor("pagerduty", "/v2/enqueue", pagerDuty, ({ event_action: act, payload, routing_key }, { status }, key) => {
    const text = (payload as { summary?: unknown } | null)?.summary;
    if (routing_key === key && act === "trigger" && isText(text)) expect(status).toBe(202);
    else if (act === undefined) expect(status).toBe(400);
    else expect([202, 400]).toContain(status);
  }),
);

test("the generic door: any JSON is answered, and what has a summary is never lost", fuzzTimeout, () =>
  fuzzDoor(
    "generic",
    "/api/v1/alerts",
    () => generic,
    ({ action: act, summary: text }, { status }) => {
      if ((act === "trigger" || act === undefined) && isText(text)) expect(status).toBe(202);
      else expect([202, 422]).toContain(status);
    },
  ),
);

test("Alertmanager's door: any JSON is answered, and what names a group is never lost", fuzzTimeout, () =>
  fuzzDoor(
    "alertmanager",
    "/api/v1/alertmanager",
    () => notice,
    ({ groupKey, status: state }, answer) => {
      if (isText(groupKey) && (state === "firing" || state === "resolved")) expect(answer.status).toBe(200);
      else expect([200, 400]).toContain(answer.status);
    },
  ),
);
