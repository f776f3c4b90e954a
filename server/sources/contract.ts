/** What a source is, its keys, how fresh it is, what it sent. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { IntakeDoor, Kind } from "../counting/contract.ts";
import { type Scope, scopes } from "../kernel/actor.ts";

const id = z.number().int().min(1).max(2_147_483_647);
const label = z
  .string()
  .trim()
  .max(100)
  .regex(/^[\p{L}\p{N} ._:/#()-]*$/u, "letters, digits, spaces and . _ : / # ( ) - only");
const keyScopes = z.array(z.enum(scopes)).min(1).max(scopes.length);
/** Epoch milliseconds, in the future, at most 5 years ahead; a key without it stays valid until it is revoked. */
const expiresAt = z.number().int().optional();

/** `label` is that of its first key. */
export const createSourceSchema = z.strictObject({
  name: label.min(1),
  label: label.default(""),
  scopes: keyScopes,
  expiresAt,
});
export type CreateSource = z.input<typeof createSourceSchema>;

export const revokeSourceSchema = z.strictObject({ id });

/** Keys that a source may have at once: enough for every machine of a sender, few enough to be looked through. */
export const activeKeysAtMost = 20;
/** For how long a key goes on beside the one that replaces it, in hours. */
export const graceHours = { usual: 24, longest: 30 * 24 } as const;

export const issueKeySchema = z.strictObject({
  sourceId: id,
  /** What the key is for, so that people can tell it from others: a machine, a deployment. */
  label: label.default(""),
  scopes: keyScopes,
  expiresAt,
});
export type IssueKey = z.input<typeof issueKeySchema>;

const keyId = z.string().regex(/^[0-9a-f]{16}$/, "the 16 characters between wf_ and the next _ of a key");

export const rotateKeySchema = z.strictObject({
  keyId,
  graceHours: z.number().min(0).max(graceHours.longest).default(graceHours.usual),
});
export type RotateKey = z.input<typeof rotateKeySchema>;

export const revokeKeySchema = z.strictObject({ keyId });

/** A key as it is shown once, to the person who asked for it. */
export interface IssuedKey {
  sourceId: number;
  keyId: string;
  /** `wf_<key id>_<secret>`: in this answer and nowhere else. */
  key: string;
  label: string;
  scopes: Scope[];
  expiresAt: number | null;
}

/** A key that takes the place of another, which goes on until `endsAt` (epoch milliseconds). */
export interface RotatedKey extends IssuedKey {
  replaced: { keyId: string; endsAt: number };
}

/** `expired`: past its end, which a rotation brings nearer. */
export const keyStates = ["active", "expired", "revoked"] as const;
export type KeyState = (typeof keyStates)[number];

/** A key as lists show it; times in epoch milliseconds. The names are null for what older releases did. */
export interface SourceKey {
  keyId: string;
  label: string;
  scopes: Scope[];
  state: KeyState;
  createdAt: number;
  createdBy: string | null;
  expiresAt: number | null;
  revokedAt: number | null;
  revokedBy: string | null;
  /** The key that a rotation put in its place. */
  replacedBy: string | null;
  /** At most a minute too early: a busy key is written down once a minute. */
  lastUsedAt: number | null;
}

export const readKeysSchema = z.strictObject({ sourceId: id });

/** A page of rows, newest first; `cursor` is the `nextCursor` of the page before. */
const pageSchema = z.strictObject({
  sourceId: id,
  cursor: z.string().max(2_000).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export const readRejectionsSchema = pageSchema;
export const readBatchesSchema = pageSchema;
export type ReadPage = z.input<typeof pageSchema>;

export interface Page<Row> {
  rows: Row[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** How long refused items are kept, in days; their bodies never are. */
export const rejectionDays = 7;

/** Refused items of one minute, one key and one door that broke the same rule of the same field. */
export interface RejectedItems {
  /** Start of the minute of receipt, epoch milliseconds. */
  minute: number;
  keyId: string;
  keyLabel: string;
  door: IntakeDoor;
  /** Dotted name of the field at fault; `body` when it is the request as a whole. */
  field: string;
  reason: string;
  items: number;
  /** The id that its sender gave one of them. */
  sampleId: string | null;
}

/** What one request did. `events` that stand for `counted` things: `aggregates` of them for more than one each. */
export interface SentBatch {
  batchId: string;
  /** Epoch milliseconds. */
  receivedAt: number;
  keyId: string;
  keyLabel: string;
  received: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  counted: number;
  aggregates: number;
  /** Event time of its newest event, epoch milliseconds. */
  newestEvent: number | null;
  voided: boolean;
}

/**
 * `silent`: has not sent an event yet. `delayed`: the newest event is older than three times the usual gap.
 * `stale`: older than 15 minutes, so that live charts cannot move by it.
 */
export const freshnessStates = ["live", "delayed", "stale", "silent"] as const;
export type FreshnessState = (typeof freshnessStates)[number];

/**
 * The part of one kind that came from a source, by event time within the running UTC hour and the 23 before. Kinds are
 * not added up (a sign-up is no decision). Shares of the same kind add up to 1 over all sources, those since revoked
 * included.
 */
export interface SourceShare {
  kind: Kind;
  /** From 0 to 1. */
  part: number;
}

/** What a source sent in the 24 hours before, by time of receipt: "3,400 events stand for 1,200,000". */
export interface LastDay {
  /** Stored and not voided since; measurements are among them, and stand for nothing that is counted. */
  events: number;
  /** What those events stand for. */
  counted: number;
  /** Those among them that stand for more than one thing. */
  aggregates: number;
  duplicates: number;
  rejected: number;
  /** Events that were stored and voided since: in none of the first three. */
  voided: number;
}

export interface SourceFreshness {
  id: number;
  name: string;
  /** Event time of its newest event, epoch ms. */
  newestEvent: number | null;
  /** Median gap between its batches at this hour of day over the last 7 days, ms; null without two batches. */
  medianGapMs: number | null;
  state: FreshnessState;
  /** One for each kind it sends, decisions first, then the kind it sends most of; none where nothing was counted. */
  shares: SourceShare[];
  lastDay: LastDay;
}

/** A source on the page of sources, whatever its keys may do; times in epoch milliseconds. */
export interface SourceOverview extends SourceFreshness {
  createdAt: number;
  revokedAt: number | null;
  revokedBy: string | null;
  /** What its active keys may do together. */
  scopes: Scope[];
  activeKeys: number;
  /** When the first of its active keys ends that nothing replaces. */
  nextExpiry: number | null;
}

/** A stretch of event time of which nothing came from a source, epoch ms; `endedAt` null while nothing comes. */
export interface SourceOutage {
  sourceId: number;
  sourceName: string;
  /** Its newest event before. */
  beganAt: number;
  /** Its first event after, or when it was revoked. */
  endedAt: number | null;
}
