import { expect } from "vitest";
import { z } from "zod";
import type { OpenApiDocument, Operation, Schema } from "../../server/ingest/openapi/shapes.ts";
import type { DoorAnswer } from "./doors.ts";

/** The documented schema of an answer; names of the document's other schemas are resolved in it. */
export function schemaOf(document: OpenApiDocument, operation: Operation, status: number): z.ZodType {
  const [content] = Object.values(operation.responses[status]?.content ?? {});
  const asked = JSON.stringify({ ...content?.schema, $defs: document.components.schemas });
  return z.fromJSONSchema(JSON.parse(asked.replaceAll("#/components/schemas/", "#/$defs/")));
}

/** Fails unless the answer has a documented status, and that status's type, headers and shape, with nothing besides. */
export type AnswerCheck = (answer: DoorAnswer) => void;

/** Holds the answers of one door against the API's document. Made once, as the schemas take a while to build. */
export function documentedAnswers(document: OpenApiDocument, method: "get" | "post", path: string): AnswerCheck {
  const operation = document.paths[path]?.[method];
  if (!operation) throw new Error(`${method} ${path} is not documented`);
  const closedDocument = closed(document) as OpenApiDocument;
  const closedOperation = closed(operation) as Operation;
  const schemas = new Map<number, z.ZodType>();
  return ({ status, headers, body }) => {
    const documented = operation.responses[status];
    if (!documented) throw new Error(`answered ${status}, which is not documented: ${JSON.stringify(body)}`);
    if (status === 500) throw new Error(`answered 500: ${JSON.stringify(body)}`);
    const types = Object.keys(documented.content ?? {});
    expect(types).toContain(headers["content-type"]?.split(";")[0]);
    for (const name of Object.keys(documented.headers ?? {})) expect(headers).toHaveProperty(name.toLowerCase());
    const schema = schemas.get(status) ?? schemaOf(closedDocument, closedOperation, status);
    schemas.set(status, schema);
    const { error } = schema.safeParse(body);
    if (error) throw new Error(`${status} is not of its documented shape: ${error.message} ${JSON.stringify(body)}`);
  };
}

/** The same document whose objects may hold no key that it does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const inner: Schema = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
  const open = inner.type === "object" && "properties" in inner && !("additionalProperties" in inner);
  return open ? { ...inner, additionalProperties: false } : inner;
}
