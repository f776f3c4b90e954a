import type { Scope } from "../../kernel/actor.ts";
import { eventMediaTypes } from "../event-formats.ts";
import { limits } from "../limits.ts";
import { eventExamples, hotlineExample, statementExample } from "./examples.ts";
import { type Answered, type Content, type OpenApiDocument, type Operation, ref, type Schema } from "./shapes.ts";

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

export const paths: OpenApiDocument["paths"] = { ...statementPaths, ...eventPaths, ...hotlinePaths, ...upkeepPaths };
