import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CountableEvent, GaugeMeasurement } from "../../server/counting/contract.ts";
import { identityOf } from "../../server/counting/counting.ts";
import { type EventData, translations } from "../../server/ingest/event-kinds.ts";
import { countries } from "../../server/kernel/countries.ts";
import { hostile, noon } from "../support/statements.ts";

const happened = {
  name: { sourceId: 7, door: "ce" as const, cloudEventsSource: "/moderation", id: "1" },
  eventTime: noon,
  receivedAt: noon,
};
function translate(type: string, data: EventData) {
  const into: { events: CountableEvent[]; gauges: GaugeMeasurement[] } = { events: [], gauges: [] };
  const fault = translations.get(type)?.(data, happened, into) ?? null;
  return { fault, event: into.events[0], gauge: into.gauges[0], taken: into.events.length + into.gauges.length };
}

const words = {
  category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
  decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
  content_type: ["CONTENT_TYPE_VIDEO"],
  country: "IN",
};
const about = { ...words, decision: { source: "/classifier", id: "d-1" }, decided_on: "2026-05-19" };
const decisionIdentity = identityOf({ sourceId: 7, door: "ce", cloudEventsSource: "/classifier", id: "d-1" });

describe("a reversal", () => {
  test("is its own count, in the words of the decision that it names, with its day kept", () => {
    const { event, fault } = translate("decision.reversed", about);
    expect(fault).toBeNull();
    expect(event).toMatchObject({
      kind: "reversal",
      eventTime: noon,
      timing: "live",
      count: 1,
      category: "scams_and_fraud",
      subject: "post",
      effect: "takedown",
      country: "IN",
      about: { decisionIdentity, decisionDay: "2026-05-19" },
    });
  });

  test("names a statement by its puid, which is the identity that the statement has", () => {
    const { event } = translate("decision.reversed", { ...about, decision: { puid: "p-1" } });
    const statement = identityOf({ sourceId: 7, door: "sor", cloudEventsSource: "", id: "p-1" });
    expect(event?.about?.decisionIdentity).toBe(statement);
  });

  test.each([
    ["data.decision", { decision: undefined }],
    ["data.decision", { decision: { id: "d-1" } }],
    ["data.decision", { decision: { puid: "p", id: "d-1", source: "/classifier" } }],
    ["data.decision.puid", { decision: { puid: "p 1" } }],
    ["data.decision.id", { decision: { source: "/classifier", id: "a\u0000b" } }],
    ["data.decision.id", { decision: { source: "/classifier", id: "\ud800" } }],
    ["data.decided_on", { decided_on: undefined }],
    ["data.decided_on", { decided_on: "2026-02-30" }],
    ["data.decided_on", { decided_on: "1999-12-31" }],
    ["data.decided_on", { decided_on: "2026-05-21" }],
    ["data.count", { count: 2 }],
    ["data.category", { category: "scams" }],
    ["data.decision_visibility", { decision_visibility: [] }],
  ])("is refused by %s", (field, over) => {
    const { fault, taken } = translate("decision.reversed", { ...about, ...over });
    expect(fault?.field).toBe(field);
    expect(taken).toBe(0);
  });
});

test("an appeal is counted with or without the restrictions of its decision", () => {
  expect(translate("appeal.opened", about).event).toMatchObject({ kind: "appeal_opened", effect: "takedown" });
  const { decision_visibility: _, ...bare } = about;
  expect(translate("appeal.decided", bare).event).toMatchObject({
    kind: "appeal_decided",
    effect: "none",
    about: { decisionIdentity },
  });
});

test("user reports may be aggregates, and need not say what they are about", () => {
  expect(translate("user_report.received", {}).event).toMatchObject({
    kind: "user_report",
    count: 1,
    category: "none",
    subject: "none",
    effect: "none",
    country: "ZZ",
  });
  const many = { category: "STATEMENT_CATEGORY_VIOLENCE", subject: "channel", country: "FR", count: 4_000 };
  expect(translate("user_report.received", many).event).toMatchObject({
    count: 4_000,
    category: "violence",
    subject: "channel",
    country: "FR",
  });
});

test("measurements of the audience and of queues do not add: they are gauges", () => {
  const users = { gauge: "monthly_active_users", value: 900_000_000, scope: "BR" };
  expect(translate("audience.measured", users).gauge).toMatchObject(users);
  expect(translate("queue.measured", { queue: "child safety/1", waiting: 812 }).gauge).toMatchObject({
    gauge: "queue_length",
    scope: "child safety/1",
    value: 812,
  });
  expect(translate("audience.measured", { gauge: "queue_length", value: 1 }).fault?.field).toBe("data.gauge");
  expect(translate("queue.measured", { queue: "<b>", waiting: 1 }).fault?.field).toBe("data.queue");
});

test("whatever the data, a kind takes it whole or names one field, and never throws", () => {
  const keys = [
    "decision",
    "decided_on",
    "count",
    "category",
    "subject",
    "country",
    "queue",
    "waiting",
    "gauge",
    "value",
  ];
  const data = fc
    .tuple(fc.boolean(), fc.array(fc.tuple(fc.constantFrom(...keys), hostile), { maxLength: 4 }))
    .map(([valid, mutations]) => ({ ...(valid ? about : {}), ...Object.fromEntries(mutations) }));
  fc.assert(
    fc.property(fc.constantFrom(...translations.keys()), data, (type, given) => {
      const { fault, event, taken } = translate(type, given);
      expect(taken).toBe(fault === null ? 1 : 0);
      if (fault) expect(fault.field).toMatch(/^data(\.|$)/);
      if (event) expect(event.country === "ZZ" || countries.has(event.country)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
