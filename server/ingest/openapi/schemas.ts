import { z } from "zod";
import { alertBounds, alertStates, severities } from "../../alerts/contract.ts";
import { clockKinds, confidences, pauseReasons } from "../../hotline/clocks/contract.ts";
import {
  callBackResults,
  channels,
  legalBases,
  outcomes,
  raiseCaseSchema,
  stakes,
  threats,
  urgencies,
} from "../../hotline/contract.ts";
import { type StatementField, statementBounds, statementFields, values } from "../../takedowns/statement/contract.ts";
import { eventKinds } from "../event-kinds.ts";
import { limits } from "../limits.ts";
import { ref, type Schema } from "./shapes.ts";

/** Closed lists get a name of their own, that of the field that takes them; lists of one or two values stand inline. */
const named = new Map(
  Object.entries(values)
    .filter(([, list]) => list.size > 2)
    .map(([name, list]) => [[...list].join(), { name, list: [...list] }]),
);

function listed(list: readonly string[]): Schema {
  const known = named.get(list.join());
  return known ? ref(known.name) : { type: "string", enum: list };
}

/** The schema of a contract as a sender writes it; where it takes a closed list, the list's name stands. */
function fromContract(schema: z.ZodType): Schema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: "input",
    override({ jsonSchema }) {
      const known = jsonSchema.enum && named.get(jsonSchema.enum.join());
      if (!known) return;
      delete jsonSchema.type;
      delete jsonSchema.enum;
      Object.assign(jsonSchema, ref(known.name));
    },
  });
  return made;
}

function formOf(field: StatementField): Schema {
  switch (field.form) {
    case "text":
      return { type: "string", maxLength: field.longest };
    case "choice":
      return listed([...values[field.of]]);
    case "list":
      return { type: "array", items: listed([...values[field.of]]) };
    case "date": {
      const from = field.earliest ? `from ${field.earliest} ` : "";
      return { type: "string", format: "date", description: `A day, ${from}to ${statementBounds.latestDate}.` };
    }
    case "url":
      return { type: "string", format: "uri", maxLength: statementBounds.longestUrl };
    case "ean":
      return { type: "string", pattern: "^[0-9]{13}$" };
    case "puid":
      return { type: "string", pattern: `^[A-Za-z0-9_-]{1,${statementBounds.longestPuid}}$` };
  }
}

/** What the table says of a field beyond its form, in a sentence. */
function ruleOf(field: StatementField): string[] {
  const { required, belongsTo, keptWith, keptInBatchWith, droppedWith, singleOnly, nullRefused } = field;
  return [
    required === "one_decision" ? "At least one of the four decisions is required." : "",
    belongsTo ? `Required with ${belongsTo.value}, else dropped.` : "",
    keptWith ? `Kept with ${keptWith.value} only.` : "",
    keptInBatchWith ? `A batch keeps it with ${keptInBatchWith.value} only.` : "",
    droppedWith ? `Dropped with ${droppedWith.value}.` : "",
    singleOnly ? "A batch drops it; use content_id there." : "",
    nullRefused ? "Leave it out instead of sending null." : "",
  ].filter((rule) => rule !== "");
}

function described(field: StatementField): Schema {
  const form = formOf(field);
  const words = [form.description, ...ruleOf(field)].filter((word) => typeof word === "string");
  const mayBeNull = field.required !== "always" && !field.nullRefused && !field.belongsTo;
  const schema = mayBeNull ? { anyOf: [form, { type: "null" }] } : form;
  return words.length > 0 ? { ...schema, description: words.join(" ") } : schema;
}

const fields = Object.entries(statementFields);
const text: Schema = { type: "string" };
const shape = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: "object",
  properties,
  required,
});

const statement: Schema = {
  ...shape(
    {
      ...Object.fromEntries(fields.map(([name, field]) => [name, described(field)])),
      content_id: {
        anyOf: [{ ...shape({ "EAN-13": formOf({ form: "ean" }) }, []), additionalProperties: false }, { type: "null" }],
      },
    },
    fields.filter(([, field]) => field.required === "always").map(([name]) => name),
  ),
  description: "Unknown keys are ignored. Texts are trimmed; a blank one counts as null.",
};

const stored = {
  uuid: { type: "string", format: "uuid" },
  created_at: { type: "string", description: "`YYYY-MM-DD HH:MM:SS`, UTC" },
  platform_name: text,
  permalink: { type: "string", format: "uri" },
  self: { type: "string", format: "uri" },
};
const storedStatement: Schema = shape(
  {
    ...Object.fromEntries(fields.map(([name, field]) => [name, { anyOf: [formOf(field), { type: "null" }] }])),
    ...stored,
    id: { type: "integer", description: "In the answer to a single statement." },
  },
  Object.keys(stored),
);

const name: Schema = {
  type: "string",
  pattern: `^[^\\u0000-\\u001f\\u007f-\\u009f]{1,${limits.longestName}}$`,
};
const kinds = Object.entries(eventKinds);
const events = kinds.map(([type, { schema }]): [string, Schema] => [
  type,
  shape({
    specversion: { type: "string", const: "1.0" },
    id: { ...name, description: "With `source` the identity of the event: the same again counts once." },
    source: name,
    type: { type: "string", const: type },
    time: { type: "string", format: "date-time", description: "When it happened, with its offset." },
    data: fromContract(schema),
  }),
]);

const count: Schema = { type: "integer", minimum: 0 };
const instant: Schema = { type: "integer", description: "Epoch milliseconds." };
const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
const errors: Schema = { type: "object", additionalProperties: { type: "array", items: text } };

const moment: Schema = { type: "string", format: "date-time" };
const labels: Schema = { type: "object", additionalProperties: text };
const links: Schema = { type: "array", items: shape({ href: { type: "string", format: "uri" }, text }, ["href"]) };
const signal = {
  summary: { ...text, description: `Cut at ${alertBounds.summary} characters.` },
  severity: { type: "string", enum: severities, description: "Another word is mapped, or taken as error." },
  source: text,
  component: text,
  group: text,
  class: text,
  custom_details: { type: "object", description: `Up to ${alertBounds.customBytes / 1024} KiB are kept.` },
};

/** Every schema of the document, by its name. */
export const schemas: Record<string, Schema> = {
  ...Object.fromEntries([...named.values()].map(({ name, list }) => [name, { type: "string", enum: list }])),
  Statement: statement,
  Statements: shape({
    statements: { type: "array", minItems: 1, maxItems: limits.statementsACall, items: ref("Statement") },
  }),
  StoredStatement: storedStatement,
  StoredStatements: shape({ statements: { type: "array", items: ref("StoredStatement") } }),
  StatementRefused: shape({ message: text, errors, existing: shape({ puid: text }) }, ["message", "errors"]),
  StatementsRefused: shape({ message: text, errors: { type: "object" } }, ["errors"]),
  Message: shape({ message: text }),
  PuidAnswer: shape({ message: text, puid: text }),
  ...Object.fromEntries(events),
  Event: { oneOf: events.map(([type]) => ref(type)) },
  EventsAnswer: shape({
    accepted: count,
    duplicates: count,
    rejected: {
      type: "array",
      items: shape({ index: count, id: nullable(text), field: text, error: text }),
    },
  }),
  RaiseCase: fromContract(raiseCaseSchema),
  HotlineCase: shape({
    id: { type: "string", format: "uuid" },
    number: text,
    reference: text,
    urgency: { type: "string", enum: urgencies },
    threat: { type: "string", enum: threats },
    stake: nullable({ type: "string", enum: stakes }),
    country: nullable(text),
    legalBasis: nullable({ type: "string", enum: legalBases }),
    language: nullable(text),
    channel: { type: "string", enum: channels },
    raisedBy: text,
    callBack: nullable(shape({ result: { type: "string", enum: callBackResults }, at: instant, by: text })),
    receivedAt: instant,
    acknowledgement: shape({ dueAt: instant, basis: text, at: nullable(instant), by: nullable(text) }),
    clocks: { type: "array", items: ref("HotlineClock") },
    messages: count,
    closed: nullable(shape({ at: instant, by: text, outcome: { type: "string", enum: outcomes } })),
    version: count,
  }),
  PagerDutyEvent: shape(
    {
      routing_key: { type: "string", minLength: 32, maxLength: 32, description: "The key of your integration." },
      event_action: { type: "string", enum: ["trigger", "acknowledge", "resolve"] },
      dedup_key: {
        ...text,
        description: `Made up where a trigger has none. Over ${alertBounds.dedupKey} it is shortened.`,
      },
      payload: shape({ ...signal, timestamp: text }, ["summary", "source", "severity"]),
      links,
      client: text,
      client_url: text,
    },
    ["routing_key", "event_action"],
  ),
  PagerDutyAnswer: shape({ status: { const: "success" }, message: text, dedup_key: text }),
  PagerDutyRefusal: shape({ status: text, message: text, errors: { type: "array", items: text } }),
  AlertmanagerNotice: shape(
    {
      version: text,
      groupKey: { ...text, description: "With the integration the identity of the alert." },
      truncatedAlerts: count,
      status: { type: "string", enum: ["firing", "resolved"] },
      receiver: text,
      notification_reason: text,
      groupLabels: labels,
      commonLabels: labels,
      commonAnnotations: labels,
      externalURL: text,
      alerts: {
        type: "array",
        items: shape(
          {
            status: text,
            labels,
            annotations: labels,
            startsAt: text,
            endsAt: text,
            generatorURL: text,
            fingerprint: { ...text, description: "With startsAt the identity of one occurrence." },
          },
          [],
        ),
      },
    },
    ["groupKey", "status"],
  ),
  AlertReport: shape(
    {
      ...signal,
      action: { type: "string", enum: ["trigger", "acknowledge", "resolve"], default: "trigger" },
      dedup_key: text,
      links,
    },
    [],
  ),
  ReceivedEvent: shape({
    outcome: { type: "string", enum: ["triggered", "joined", "acknowledged", "resolved", "dropped"] },
    alert: nullable({ type: "string", format: "uuid" }),
    dedup_key: text,
  }),
  AlertList: shape({
    alerts: {
      type: "array",
      items: shape({
        id: { type: "string", format: "uuid" },
        integration: { ...text, description: "Its name." },
        dedup_key: text,
        state: { type: "string", enum: alertStates },
        severity: { type: "string", enum: severities },
        summary: text,
        events: count,
        triggered_at: moment,
        acknowledged_at: nullable(moment),
        resolved_at: nullable(moment),
      }),
    },
    cursor: nullable(text),
  }),
  HotlineClock: shape({
    id: { type: "string", format: "uuid" },
    kind: { type: "string", enum: clockKinds },
    name: text,
    law: nullable(text),
    basis: { type: "string", enum: ["law", "internal target"] },
    confidence: { type: "string", enum: confidences },
    mayPauseFor: { type: "array", items: { type: "string", enum: pauseReasons } },
    startedAt: instant,
    limitMs: count,
    pauses: {
      type: "array",
      items: shape({
        from: instant,
        to: nullable(instant),
        reason: { type: "string", enum: pauseReasons },
        evidence: text,
        by: text,
      }),
    },
    stoppedAt: nullable(instant),
    stoppedBy: nullable(text),
    dueAt: nullable(instant),
    leftMs: nullable({ type: "integer" }),
    marks: shape({ half: nullable(instant), threeQuarters: nullable(instant), breach: nullable(instant) }),
  }),
  Problem: {
    ...shape({ type: text, title: text, status: count, detail: text, field: text }, ["type", "status", "detail"]),
    description: "RFC 9457. `detail` says what to do next; `field` names what is at fault.",
  },
  Status: shape({ status: text }),
};
