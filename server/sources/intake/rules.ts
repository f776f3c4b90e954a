import type { z } from "zod";
import { Refusal } from "../../kernel/refusal.ts";

/** Writes the place of a page's last row as text that callers hand back and need not understand. */
export function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Reads a cursor back. @throws Refusal `invalid` for what no page gave out. */
export function placeOf<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw new Refusal("invalid", "cursor: start again from the first page", "cursor");
  }
}
