import { describe, expect, test } from "vitest";
import { parseEventLines } from "../support/event-lines.ts";
import { noon } from "../support/statements.ts";

const from = { sourceId: 7, receivedAt: noon };
const decision = {
  category: "STATEMENT_CATEGORY_VIOLENCE",
  decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
};
const event = (over: Record<string, unknown> = {}) => ({
  specversion: "1.0",
  id: "1",
  source: "/classifier",
  type: "decision.made",
  time: new Date(noon).toISOString(),
  data: decision,
  ...over,
});
const parse = (...events: unknown[]) =>
  parseEventLines(events.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("\n"), from);
const fault = (over: Record<string, unknown>) => parse(event(over)).rejected.map(({ field }) => field);

describe("what is taken", () => {
  test("a decision", () => {
    expect(
      parse(event({ data: { ...decision, count: 3, country: "FR", content_type: ["CONTENT_TYPE_VIDEO"] } })).events,
    ).toEqual([
      {
        identity: expect.stringMatching(/^[0-9a-f-]{36}$/),
        kind: "decision",
        eventTime: noon,
        timing: "live",
        count: 3,
        category: "violence",
        subject: "post",
        effect: "takedown",
        origin: "none",
        autoDetected: "none",
        autoDecided: "none",
        country: "FR",
        keywordClass: "none",
      },
    ]);
  });
  test.each([
    ["accounts.created", "accounts_created"],
    ["accounts.deleted", "accounts_deleted"],
  ])("%s, with and without its data's keys", (type, kind) => {
    expect(
      parse(event({ type, data: {} }), event({ type, id: "2", data: { count: 900, country: "IN" } })).events,
    ).toMatchObject([
      { kind, count: 1, country: "ZZ", category: "none", subject: "none", effect: "none", keywordClass: "none" },
      { kind, count: 900, country: "IN" },
    ]);
  });
  test("a measurement of the audience, of the world or of a country", () => {
    const type = "audience.measured";
    const value = 950_000_000;
    const { gauges, events } = parse(
      event({ type, data: { gauge: "total_users", value } }),
      event({ type, id: "2", data: { gauge: "total_users", value: 0, scope: "BR" } }),
    );
    expect(events).toEqual([]);
    expect(gauges).toMatchObject([
      { gauge: "total_users", scope: "world", value, eventTime: noon },
      { gauge: "total_users", scope: "BR", value: 0 },
    ]);
  });
  test("blank lines, carriage returns, a byte order mark, extension attributes and unknown data", () => {
    const extended = { ...event({ id: "2" }), traceparent: "00-1", data: { ...decision, text: { deep: [] } } };
    const body = `\ufeff${JSON.stringify(event())}\r\n\r\n   \n${JSON.stringify(extended)}\n\n`;
    expect(parseEventLines(body, from)).toMatchObject({ received: 2, rejected: [], nothingParsed: false });
    expect(parseEventLines(Buffer.from(body), from).events).toEqual(parseEventLines(body, from).events);
  });
  test("15 minutes old is live, older is late", () => {
    const times = [900_000, 900_001].map((age) => new Date(noon - age).toISOString());
    expect(times.map((time) => parse(event({ time })).events[0]?.timing)).toEqual(["live", "late"]);
  });
  test("the same event three times has one identity; another source, id or sender gives another", () => {
    const identity = (over: object, sourceId = 7) =>
      parseEventLines(JSON.stringify(event({ ...over })), { ...from, sourceId }).events[0]?.identity;
    expect(
      new Set([identity({}), identity({ time: "2026-05-20T11:00:00Z" }), identity({ data: { ...decision, count: 2 } })])
        .size,
    ).toBe(1);
    expect(new Set([identity({}), identity({ source: "/other" }), identity({ id: "2" }), identity({}, 8)]).size).toBe(
      4,
    );
  });
});

describe("what is refused, and by which field", () => {
  test.each<[string, Record<string, unknown>]>([
    ["specversion", { specversion: undefined }],
    ["specversion", { specversion: "0.3" }],
    ["specversion", { specversion: 1 }],
    ["id", { id: undefined }],
    ["id", { id: "" }],
    ["id", { id: 7 }],
    ["id", { id: "x".repeat(257) }],
    ["id", { id: "a\u0000b" }],
    ["id", { id: "\ud800" }],
    ["source", { source: undefined }],
    ["source", { source: "" }],
    ["source", { source: "s".repeat(257) }],
    ["source", { source: "a\nb" }],
    ["type", { type: undefined }],
    ["type", { type: "decision.unmade" }],
    ["type", { type: "constructor" }],
    ["type", { type: ["decision.made"] }],
    ["time", { time: undefined }],
    ["time", { time: null }],
    ["time", { time: noon }],
    ["time", { time: "yesterday" }],
    ["time", { time: "2026-05-20" }],
    ["time", { time: "1999-12-31T23:59:59Z" }],
    ["time", { time: new Date(noon + 300_001).toISOString() }],
    ["data", { data: undefined }],
    ["data", { data: null }],
    ["data", { data: "text" }],
    ["data", { data: [decision] }],
    ["data.category", { data: {} }],
    ["data.category", { data: { ...decision, category: "violence" } }],
    ["data.category", { data: { ...decision, category: "__proto__" } }],
    ["data.decision_visibility", { data: { category: decision.category } }],
    ["data.decision_visibility", { data: { category: decision.category, decision_visibility: [] } }],
    ["data.decision_visibility", { data: { ...decision, decision_visibility: "DECISION_VISIBILITY_CONTENT_REMOVED" } }],
    ["data.decision_monetary", { data: { ...decision, decision_monetary: "" } }],
    ["data.decision_provision", { data: { ...decision, decision_provision: [] } }],
    ["data.decision_account", { data: { ...decision, decision_account: "null" } }],
    ["data.category_specification", { data: { ...decision, category_specification: ["KEYWORD_NONE"] } }],
    ["data.content_type", { data: { ...decision, content_type: "CONTENT_TYPE_TEXT" } }],
    ["data.source_type", { data: { ...decision, source_type: "SOURCE_ARTICLE_9" } }],
    ["data.automated_detection", { data: { ...decision, automated_detection: true } }],
    ["data.automated_decision", { data: { ...decision, automated_decision: "Yes" } }],
    ["data.subject", { data: { ...decision, subject: "story" } }],
    ["data.country", { data: { ...decision, country: "de" } }],
    ["data.country", { data: { ...decision, country: "ZZ" } }],
    ["data.count", { data: { ...decision, count: 0 } }],
    ["data.count", { data: { ...decision, count: 1_000_001 } }],
    ["data.count", { data: { ...decision, count: 1.5 } }],
    ["data.count", { data: { ...decision, count: "1" } }],
    ["data.count", { type: "accounts.created", data: { count: 0 } }],
    ["data.country", { type: "accounts.deleted", data: { country: "EU" } }],
    ["data.gauge", { type: "audience.measured", data: { value: 1 } }],
    ["data.gauge", { type: "audience.measured", data: { gauge: "users", value: 1 } }],
    ["data.value", { type: "audience.measured", data: { gauge: "total_users", value: -1 } }],
    ["data.value", { type: "audience.measured", data: { gauge: "total_users", value: 100_000_000_001 } }],
    ["data.scope", { type: "audience.measured", data: { gauge: "total_users", value: 1, scope: "EU" } }],
  ])("%s: %j", (field, over) => expect(fault(over)).toEqual([field]));

  test.each(["not json", "{", '"text"', "7", "null", "[]"])("line: %s", (line) => {
    expect(parse(line).rejected).toMatchObject([{ index: 0, id: null, field: "line" }]);
  });
  test("a bad line is listed by its place and id, and the others are taken", () => {
    const parsed = parse(event(), "{", "", event({ id: "bad", time: "never" }), event({ id: "2" }));
    expect(parsed.events).toHaveLength(2);
    expect(parsed.rejected).toMatchObject([
      { index: 1, id: null, field: "line" },
      { index: 2, id: "bad", field: "time" },
    ]);
    expect(parsed).toMatchObject({ received: 4, nothingParsed: false });
  });
  test("bytes that are no UTF-8 spoil their own line only", () => {
    const body = Buffer.concat([
      Buffer.from(`${JSON.stringify(event())}\n{"id":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`"}\n${JSON.stringify(event({ id: "2" }))}`),
    ]);
    const parsed = parseEventLines(body, from);
    expect(parsed.events).toHaveLength(2);
    expect(parsed.rejected).toMatchObject([{ index: 1, field: "line" }]);
  });
  test.each(["", "\n\n", "not json", "a\nb\n"])("nothing parses in %j", (body) => {
    expect(parseEventLines(body, from).nothingParsed).toBe(true);
  });
});

describe("limits", () => {
  const refused = expect.objectContaining({ name: "Refusal", code: "too_large" });
  test("10,000 events, blank lines not counted", () => {
    const line = `${JSON.stringify(event())}\n\n`;
    expect(parseEventLines(line.repeat(10_000), from).events).toHaveLength(10_000);
    expect(() => parseEventLines(line.repeat(10_001), from)).toThrow(refused);
  });
  test("64 KiB an event, counted in bytes", () => {
    const sized = (bytes: number, character: string) => {
      const rest = bytes - Buffer.byteLength(JSON.stringify(event({ note: "" })));
      const width = Buffer.byteLength(character);
      return JSON.stringify(event({ note: character.repeat(Math.floor(rest / width)) + "x".repeat(rest % width) }));
    };
    for (const character of ["x", "é", "€", "😀"]) {
      expect(Buffer.byteLength(sized(65_536, character))).toBe(65_536);
      expect(parseEventLines(sized(65_536, character), from).events).toHaveLength(1);
      expect(() => parseEventLines(sized(65_537, character), from)).toThrow(refused);
    }
  });
});
