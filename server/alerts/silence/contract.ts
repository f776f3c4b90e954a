/** Silences: which alerts page nobody for a time. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { alertBounds, severities } from "../contract.ts";

export const silenceBounds = { text: 200, reason: 500, daysAhead: 7 } as const;

const row = z.int().min(1).max(2_147_483_647);
const stored = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "has characters that cannot be stored");

/** What an alert must be to be silenced: all that is given must hold, and at least one is given. */
export const matcherSchema = z
  .strictObject({
    integrationId: row.nullable().default(null),
    severity: z.enum(severities).nullable().default(null),
    /** Stands in the summary or the source, in capitals or not. */
    text: stored(silenceBounds.text).min(1).nullable().default(null),
    dedupKeyPrefix: stored(alertBounds.dedupKey).min(1).nullable().default(null),
  })
  .refine((matcher) => Object.values(matcher).some((given) => given !== null), {
    message: "say which alerts: an integration, a severity, a text or the begin of a key",
  });
export type Matcher = z.output<typeof matcherSchema>;

/** `from` null: now. Both in epoch ms; the end lies at most 7 days ahead. */
export const createSilenceSchema = z.strictObject({
  matcher: matcherSchema,
  from: z.int().min(0).nullable(),
  to: z.int().min(0),
  reason: stored(silenceBounds.reason).min(1, "say why, for whoever looks at it later"),
  /** Who answers for it; null: whoever makes it. */
  ownerId: z.string().min(1).max(100).nullable().default(null),
});
export const endSilenceSchema = z.strictObject({ id: row });
export const checkSilenceSchema = z.strictObject({ matcher: matcherSchema });

/** A stretch in which matching alerts page nobody; `to` is not part of it. Epoch ms. */
export interface Silence {
  id: number;
  matcher: Matcher;
  /** Name of the matcher's integration. */
  integration: string | null;
  from: number;
  to: number;
  reason: string;
  /** Who answers for it. */
  owner: { personId: string; name: string };
  createdAt: number;
  /** Name of who made it. */
  madeBy: string;
  /** Who ended it before its time. */
  ended: { at: number; by: string } | null;
}

/** What the page of silences draws. */
export interface Silences {
  /** Those that are on or lie ahead by their end; then the newest 50 of the past. */
  silences: Silence[];
  /** Unresolved alerts that page nobody now, and until when. */
  silenced: { alertId: string; until: number }[];
  integrations: { id: number; name: string }[];
  asOf: number;
}

/** What a silence would do now. */
export interface SilencePreview {
  /** How many alerts that are open match. */
  open: number;
  /** The worst and newest of them. */
  first: { number: string; summary: string }[];
}
