import fc from "fast-check";
import { values } from "../../server/takedowns/statement/contract.ts";
import { hostile, noon } from "./statements.ts";

const oneOf = (allowed: ReadonlySet<string>) => fc.constantFrom(...allowed);
const someOf = (allowed: ReadonlySet<string>) => fc.array(oneOf(allowed), { maxLength: 3 });
const count = fc.integer({ min: 1, max: 1_000_000 });

/** `data` of a decision that the door takes. */
const validDecision: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      category: oneOf(values.category),
      decision_visibility: fc.array(oneOf(values.decision_visibility), { minLength: 1, maxLength: 3 }),
      decision_monetary: oneOf(values.decision_monetary),
      decision_provision: oneOf(values.decision_provision),
      decision_account: fc.option(oneOf(values.decision_account)),
      category_specification: someOf(values.category_specification),
      content_type: someOf(values.content_type),
      source_type: oneOf(values.source_type),
      automated_detection: oneOf(values.automated_detection),
      automated_decision: oneOf(values.automated_decision),
      subject: oneOf(values.subject),
      country: fc.option(oneOf(values.country)),
      count,
      unknown: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: ["category", "decision_visibility"] },
  )
  .map((data) => ({ ...data }));

/** `data` with some keys replaced by hostile or missing values. */
export const mutatedDecision: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(validDecision, fc.array(fc.tuple(fc.nat(), fc.oneof(hostile, fc.constant(undefined))), { maxLength: 3 }))
  .map(([data, mutations]) => {
    const names = [...Object.keys(data), "count", "country", "subject", "content_type"];
    for (const [n, value] of mutations) data[names[n % names.length] ?? "count"] = value;
    return data;
  });

const accounts = fc.record({ count, country: oneOf(values.country) }, { requiredKeys: [] });
const audience = fc.record(
  {
    gauge: fc.constant("total_users"),
    value: fc.integer({ min: 0, max: 100_000_000_000 }),
    scope: fc.oneof(fc.constant("world"), oneOf(values.country)),
  },
  { requiredKeys: ["gauge", "value"] },
);

/** Events that the door takes at about `at` (epoch milliseconds). */
function validEvent(at: number = noon): fc.Arbitrary<Record<string, unknown>> {
  const body = fc.oneof(
    validDecision.map((data) => ({ type: "decision.made", data })),
    accounts.map((data) => ({ type: "accounts.created", data })),
    accounts.map((data) => ({ type: "accounts.deleted", data })),
    audience.map((data) => ({ type: "audience.measured", data })),
  );
  const frame = fc.record({
    specversion: fc.constant("1.0"),
    id: fc.uuid(),
    source: fc.constantFrom("/classifier", "urn:app:moderation", "ä"),
    time: fc.integer({ min: -7_200_000, max: 200_000 }).map((offset) => new Date(at + offset).toISOString()),
  });
  return fc.tuple(frame, body).map(([event, rest]) => ({ ...event, ...rest, extension: "x" }));
}

/** Lines of every kind: valid, mutated at random attributes, arbitrary JSON, arbitrary text without line breaks. */
export function anyLine(at: number = noon): fc.Arbitrary<string> {
  const mutated = fc
    .tuple(
      validEvent(at),
      mutatedDecision,
      fc.array(fc.tuple(fc.nat(), fc.oneof(hostile, fc.constant(undefined))), { maxLength: 2 }),
    )
    .map(([event, data, mutations]) => {
      const names = Object.keys(event);
      const changed: Record<string, unknown> = event.type === "decision.made" ? { ...event, data } : { ...event };
      for (const [n, value] of mutations) changed[names[n % names.length] ?? "id"] = value;
      return JSON.stringify(changed);
    });
  const text = fc.string({ unit: "binary", maxLength: 60 }).map((line) => line.replaceAll("\n", " "));
  return fc.oneof(
    { weight: 3, arbitrary: validEvent(at).map((event) => JSON.stringify(event)) },
    { weight: 5, arbitrary: mutated },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
    { weight: 1, arbitrary: text },
  );
}
