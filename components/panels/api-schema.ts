import type { Schema } from "../../server/ingest/openapi/shapes.ts";

/** The schema itself where it is named; other schemas as they are. */
export function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  const named = typeof schema.$ref === "string" ? schemas[schema.$ref.split("/").at(-1) ?? ""] : undefined;
  return named ?? schema;
}

/** What a field takes, in words; `values` where its list is closed. */
export interface FieldWords {
  type: string;
  values: readonly string[];
}

/** Describes a field's schema for a table: "list of text", "whole number 1 to 1000000". */
export function fieldWords(given: Schema, schemas: Record<string, Schema>): FieldWords {
  const schema = resolved(given, schemas);
  if (Array.isArray(schema.anyOf)) {
    const all = schema.anyOf.map((one: Schema) => fieldWords(one, schemas));
    return { type: all.map(({ type }) => type).join(" or "), values: all.flatMap(({ values }) => values) };
  }
  if (schema.const !== undefined) return { type: JSON.stringify(schema.const), values: [] };
  if (Array.isArray(schema.enum)) return { type: "one of a list", values: schema.enum.map(String) };
  if (schema.type === "array") {
    const items = fieldWords((schema.items ?? {}) as Schema, schemas);
    return { type: items.values.length > 0 ? "list of values" : `list of ${items.type}`, values: items.values };
  }
  const { minimum, maximum, maxLength, format } = schema;
  if (schema.type === "integer") return { type: `whole number ${minimum ?? ""} to ${maximum ?? "any"}`, values: [] };
  if (schema.type === "string") {
    const bounds = maxLength ? `, at most ${maxLength} characters` : "";
    return { type: `${format === "date" || format === "date-time" ? format : "text"}${bounds}`, values: [] };
  }
  return { type: String(schema.type ?? "anything"), values: [] };
}
