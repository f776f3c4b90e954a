import type { z } from "zod";
import { Refusal } from "./refusal.ts";

/**
 * Parses what came through a door. The message names the field and the rule, never the value.
 * @throws Refusal `invalid` with the dotted name of the first field at fault.
 */
export function parseOrRefuse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
  const field = path.length > 0 ? path.join(".").slice(0, 100) : undefined;
  const rule = unknownKey === undefined ? (issue?.message ?? "not valid") : "not a known field";
  throw new Refusal("invalid", field ? `${field}: ${rule}` : rule, field);
}
