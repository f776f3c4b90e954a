import { alertStates } from "../../alerts/contract.ts";
import type { Scope } from "../../kernel/actor.ts";
import { eventMediaTypes } from "../event-formats.ts";
import { limits } from "../limits.ts";
import {
  alertExample,
  alertmanagerExample,
  eventExamples,
  hotlineExample,
  pagerDutyExample,
  statementExample,
} from "./examples.ts";
import {
  type Answered,
  type Content,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  ref,
  type Schema,
} from "./shapes.ts";

const json = (schema: Schema): Answered["content"] => ({ "application/json": { schema } });
const answer = (description: string, schema: string): Answered => ({ description, content: json(ref(schema)) });
const retryAfter = { "Retry-After": { description: "Seconds to wait.", schema: { type: "string" } } };

/** What every door with a key may answer besides its own: in problem+json, or in the EU's shape. */
function refusals(shape: "eu" | "problem", body: boolean): Record<string, Answered> {
  const content: Answered["content"] =
    shape === "eu" ? json(ref("Message")) : { "application/problem+json": { schema: ref("Problem") } };
  const plain: Answered["content"] = shape === "eu" ? { "text/plain": { schema: { type: "string" } } } : content;
  const no = (description: string): Answered => ({ description, content });
  return {
    "401": no("No key, or one that is unknown, expired or revoked."),
    "403": no("The key lacks this door's scope."),
    "429": {
      description: "Too fast, or too much at once: wait and send the same again.",
      headers: retryAfter,
      content: plain,
    },
    "500": no("Failed on our side. Send the same again: what was stored is known."),
    "503": { description: "Not ready: wait and send the same again.", headers: retryAfter, content },
    ...(body && {
      "400": no("The body cannot be read as what its Content-Type says."),
      "408": no("The body did not come in time."),
      "413": no("The body, or one part of it, is too large."),
      "415": no("A Content-Type or Content-Encoding that this door does not take."),
    }),
  };
}

const keyed = (scope: Scope): Operation["security"] => [{ key: [scope] }];
const posted = (content: Record<string, Content>): Operation["requestBody"] => ({ required: true, content });
const pathText = (name: string, description: string): Operation["parameters"] => [
  { name, in: "path", required: true, description, schema: { type: "string" } },
];

const queried = (name: string, description: string, schema: Schema): Parameter => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});

const statementPaths: OpenApiDocument["paths"] = {
  "/api/v1/statement": {
    post: {
      operationId: "sendStatement",
      tags: ["Statements"],
      summary: "Send one statement of reasons",
      description: "By the contract of the EU's DSA Transparency Database. A puid is stored once, for ever.",
      security: keyed("statements"),
      requestBody: posted({
        "application/json": {
          schema: ref("Statement"),
          examples: { statement: { value: statementExample("example-1") } },
        },
      }),
      responses: {
        "201": answer("Stored and counted.", "StoredStatement"),
        "422": answer(
          "A field is at fault, or the puid was used before (`existing`). Nothing was stored.",
          "StatementRefused",
        ),
        ...refusals("eu", true),
      },
    },
  },
  "/api/v1/statements": {
    post: {
      operationId: "sendStatements",
      tags: ["Statements"],
      summary: `Send 1 to ${limits.statementsACall} statements of reasons`,
      description: "All or nothing. After a clash take out what `errors.existing_puids` lists and send the rest again.",
      security: keyed("statements"),
      requestBody: posted({
        "application/json": {
          schema: ref("Statements"),
          examples: { two: { value: { statements: [statementExample("example-2"), statementExample("example-3")] } } },
        },
      }),
      responses: {
        "201": answer("All stored, in the order they were sent.", "StoredStatements"),
        "422": answer("At least one is at fault. Nothing was stored.", "StatementsRefused"),
        ...refusals("eu", true),
      },
    },
  },
  "/api/v1/statement/existing-puid/{puid}": {
    get: {
      operationId: "askPuid",
      tags: ["Statements"],
      summary: "Ask whether a puid was used",
      description:
        "After a lost answer, ask before you send again. Known for ever. Turn off the following of redirects.",
      security: keyed("statements"),
      parameters: pathText("puid", "Yours; other sources' are not seen."),
      responses: {
        "302": answer("It was used. There is no Location.", "PuidAnswer"),
        "404": answer("It was not.", "PuidAnswer"),
        ...refusals("eu", false),
      },
    },
  },
  "/api/v1/statement/{uuid}": {
    get: {
      operationId: "readStatement",
      tags: ["Statements"],
      summary: "Read a statement of your own",
      description: "For 180 days after it was received. Neither `puid` nor `id` is answered.",
      security: keyed("statements"),
      parameters: pathText("uuid", "From the answer that stored it."),
      responses: {
        "200": answer("The statement.", "StoredStatement"),
        "404": answer("Unknown, another source's, or too old.", "Message"),
        ...refusals("eu", false),
      },
    },
  },
  "/api/ping": {
    get: {
      operationId: "ping",
      tags: ["Statements"],
      summary: "Try a key",
      description: "Answers when the key is good.",
      security: keyed("statements"),
      responses: {
        "200": { description: "The key is good.", content: json({ type: "object" }) },
        ...refusals("eu", false),
      },
    },
  },
};

const line = Object.values(eventExamples)
  .map((event) => JSON.stringify(event))
  .join("\n");
const eventPaths: OpenApiDocument["paths"] = {
  "/api/v1/events": {
    post: {
      operationId: "sendEvents",
      tags: ["Events"],
      summary: "Send events",
      description:
        "CloudEvents 1.0: one JSON object a line, a JSON array, one object, or binary mode (its data as the body, its " +
        "attributes as ce- headers, percent-encoded). " +
        `At most ${limits.eventsARequest} a request, ${limits.bytesAnEvent / 1024} KiB each, ` +
        `${limits.bytesABody / 1024 / 1024} MiB together as sent; with Content-Encoding: gzip, ` +
        `${limits.bytesUnpacked / 1024 / 1024} MiB unpacked. ` +
        "Good ones are stored in one transaction, bad ones listed; a repeat counts once.",
      security: keyed("events"),
      requestBody: posted({
        [eventMediaTypes.lines]: {
          schema: { type: "string", contentMediaType: eventMediaTypes.lines, description: "One Event a line." },
          examples: { one_of_each: { summary: "One event of each kind", value: line } },
        },
        [eventMediaTypes.batch]: {
          schema: { type: "array", items: ref("Event"), minItems: 1, maxItems: limits.eventsARequest },
          examples: { one_of_each: { summary: "One event of each kind", value: Object.values(eventExamples) } },
        },
        [eventMediaTypes.structured]: {
          schema: ref("Event"),
          examples: { one: { summary: "One event", value: Object.values(eventExamples)[0] } },
        },
        [eventMediaTypes.binary]: {
          schema: { type: "object", description: "Binary mode: the event's data; ce- headers say the rest." },
        },
      }),
      responses: {
        "200": answer("At least one was stored or known before.", "EventsAnswer"),
        "422": answer("Every event is at fault. Nothing was stored.", "EventsAnswer"),
        ...refusals("problem", true),
      },
    },
  },
};

const hotlinePaths: OpenApiDocument["paths"] = {
  "/api/v1/hotline/cases": {
    post: {
      operationId: "raiseCase",
      tags: ["Hotline"],
      summary: "Raise an emergency",
      description:
        "For systems of partner authorities. No content, no personal data. The same reference is the same case.",
      security: keyed("hotline"),
      requestBody: posted({
        "application/json": { schema: ref("RaiseCase"), examples: { case: { value: hotlineExample } } },
      }),
      responses: {
        "201": answer("Received; its clock runs.", "HotlineCase"),
        "200": answer("Known before: the same case as it is now.", "HotlineCase"),
        "422": {
          description: "A field is at fault.",
          content: { "application/problem+json": { schema: ref("Problem") } },
        },
        ...refusals("problem", true),
      },
    },
  },
};

const integrated: Operation["security"] = [{ integration: [] }];
/** A door that takes any Content-Type has no 415 but for what it cannot unpack; an integration's key has no scopes. */
function integrationRefusals(): Record<string, Answered> {
  const { "403": _, ...rest } = refusals("problem", true);
  return { ...rest, "415": { ...rest["415"], description: "A Content-Encoding that this door does not take." } };
}
/** As `integrationRefusals`, but too fast is 503: Alertmanager gives up after a 429. */
function alertmanagerRefusals(): Record<string, Answered> {
  const { "429": _, ...rest } = integrationRefusals();
  return rest;
}
const pagerDutyNo = (description: string, waits = false): Answered => ({
  ...answer(description, "PagerDutyRefusal"),
  ...(waits && { headers: retryAfter }),
});
const lenient =
  "Lenient: what is too long is cut, an unknown severity is mapped, what is missing is filled in; each repair stands " +
  "on the alert's timeline.";

const alertPaths: OpenApiDocument["paths"] = {
  "/v2/enqueue": {
    post: {
      operationId: "enqueueEvent",
      tags: ["Alerts"],
      summary: "Report an event as to PagerDuty's Events API v2",
      description:
        `For PagerDuty's clients, at the root of a host: the key is in the body, and its type does not matter. ${lenient} ` +
        "acknowledge and resolve without an alert are answered 202 and dropped.",
      security: [],
      requestBody: posted({
        "application/json": { schema: ref("PagerDutyEvent"), examples: { trigger: { value: pagerDutyExample } } },
      }),
      responses: {
        "202": answer("Stored.", "PagerDutyAnswer"),
        "400": pagerDutyNo("No JSON object, no known key, no action, no key where one is needed, or no summary."),
        "408": pagerDutyNo("The body did not come in time."),
        "413": pagerDutyNo(`The body is over ${limits.bytesAnAlert / 1024} KiB.`),
        "415": pagerDutyNo("A Content-Encoding that this door does not take."),
        "429": pagerDutyNo("Too fast: wait and send the same again.", true),
        "500": pagerDutyNo("Failed on our side. Send the same again."),
        "503": pagerDutyNo("Not stored: wait and send the same again.", true),
      },
    },
  },
  "/api/v1/alertmanager": {
    post: {
      operationId: "notifyGroup",
      tags: ["Alerts"],
      summary: "Take a notice of Alertmanager",
      description:
        "Alertmanager's webhook, version 4: its group is the alert. Unknown and absent fields pass. What was seen to end " +
        "does not fire again; what `truncatedAlerts` leaves out is unknown. Too fast is 503, as a 429 would not be tried again.",
      security: integrated,
      requestBody: posted({
        "application/json": { schema: ref("AlertmanagerNotice"), examples: { firing: { value: alertmanagerExample } } },
      }),
      responses: { "200": answer("Stored, or known before.", "ReceivedEvent"), ...alertmanagerRefusals() },
    },
  },
  "/api/v1/alerts": {
    post: {
      operationId: "reportAlert",
      tags: ["Alerts"],
      summary: "Report an alert",
      description: `For systems of your own. ${lenient} The same dedup_key joins the alert that is not resolved.`,
      security: integrated,
      requestBody: posted({
        "application/json": { schema: ref("AlertReport"), examples: { trigger: { value: alertExample } } },
      }),
      responses: {
        "202": answer("Stored; or, for an acknowledgement or end of nothing, dropped.", "ReceivedEvent"),
        "422": {
          description: "No summary, an unknown action, or no dedup_key where one is needed.",
          content: { "application/problem+json": { schema: ref("Problem") } },
        },
        ...integrationRefusals(),
      },
    },
    get: {
      operationId: "readAlerts",
      tags: ["Alerts"],
      summary: "Read which alerts there are",
      description: "Newest first. `cursor` of an answer asks for the next page; null on the last.",
      security: keyed("alerts:read"),
      parameters: [
        queried("state", "Only alerts in this state.", { type: "string", enum: alertStates }),
        queried("limit", "How many at most.", { type: "integer", minimum: 1, maximum: 200, default: 50 }),
        queried("cursor", "From the answer before.", { type: "string" }),
      ],
      responses: {
        "200": answer("Alerts.", "AlertList"),
        "422": {
          description: "A parameter is at fault.",
          content: { "application/problem+json": { schema: ref("Problem") } },
        },
        ...refusals("problem", false),
      },
    },
  },
};

const open = (operationId: string, summary: string, responses: Operation["responses"]): { get: Operation } => ({
  get: { operationId, tags: ["Upkeep"], summary, description: summary, security: [], responses },
});
const upkeepPaths: OpenApiDocument["paths"] = {
  "/healthz": open("readHealth", "Is the process alive?", { "200": answer("It is.", "Status") }),
  "/readyz": open("readReadiness", "Does the database answer?", {
    "200": answer("It does.", "Status"),
    "503": answer("It does not.", "Status"),
  }),
  "/metrics": open("readMetrics", "Figures for Prometheus, for this machine or with METRICS_TOKEN", {
    "200": { description: "Prometheus' text form.", content: { "text/plain": { schema: { type: "string" } } } },
    "403": { description: "Neither.", content: { "application/problem+json": { schema: ref("Problem") } } },
  }),
  "/api/v1/openapi.json": open("readApi", "This document", {
    "200": { description: "OpenAPI 3.1.", content: json({ type: "object" }) },
    "304": { description: "Unchanged since the ETag that If-None-Match names." },
  }),
};

export const paths: OpenApiDocument["paths"] = {
  ...statementPaths,
  ...eventPaths,
  ...hotlinePaths,
  ...alertPaths,
  ...upkeepPaths,
};
