/** What the audit keeps and how it is asked. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";

/** No control characters and no half of a surrogate pair: PostgreSQL would stumble over them. */
const text = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, "1 to 200 characters without line breaks");
/** Epoch milliseconds. */
const instant = z.number().int().min(0).max(Date.UTC(9999, 0));

/** What to look for; what is left out limits nothing. */
export const auditFilterSchema = z.strictObject({
  /** Part of a name, or a whole id: who did it, or to whom it was done. */
  person: text.optional(),
  /** A whole deed (`source.created`) or the noun of several (`source`). */
  deed: text.optional(),
  /** Id of what it was done to. */
  subject: text.optional(),
  from: instant.optional(),
  /** Not included. */
  to: instant.optional(),
});
export type AuditFilter = z.output<typeof auditFilterSchema>;

/** A page, newest first; `cursor` is the `nextCursor` of the page before. */
export const readAuditSchema = auditFilterSchema.extend({
  cursor: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

/** Rows of one file at most: more is asked for by shorter times. */
export const auditFileRows = 100_000;

/** Who acted: an actor of ours, or better-auth by itself. */
export type ActorKind = Actor["kind"] | "service";

/** One deed as it was written down. */
export interface AuditEntry {
  id: number;
  /** Epoch milliseconds. */
  at: number;
  actorKind: ActorKind;
  actorId: string;
  /** The name that it had then. */
  actorName: string;
  deed: string;
  subject: string;
  /** Where it is a person who ever acted: the name that they had last. */
  subjectName: string | null;
  detail: Record<string, string | number | boolean | null>;
  /** Its place in the chain; null while it waits. */
  seal: { sequence: number; hash: string } | null;
}

export interface AuditPage {
  rows: AuditEntry[];
  /** Null on the last page. */
  nextCursor: number | null;
}

/** Where the chain ends: `hash` in hexadecimal digits. Kept elsewhere, it proves that nothing before it was changed. */
export interface ChainHead {
  sequence: number;
  hash: string;
}

/** How far the chain has come. */
export interface ChainState {
  head: ChainHead | null;
  /** Rows without a seal yet. */
  waiting: number;
  /** Age of the oldest of them, ms; null where none waits. */
  waitingMs: number | null;
}
