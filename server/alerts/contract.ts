/** What an alert is, and what may be done to it. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Channel } from "../oncall/notification/contract.ts";
import type { Delivery } from "./delivery/contract.ts";
import { type Escalation, type Routing, routingSchema } from "./escalation/contract.ts";

/** Which format an integration's system speaks. */
export const integrationKinds = ["pagerduty", "alertmanager", "generic"] as const;
export type IntegrationKind = (typeof integrationKinds)[number];

/** What calls people from within: one integration each, without a key, always there. */
export const ownKinds = ["hotline", "clock", "source", "system", "rule"] as const;
export type OwnKind = (typeof ownKinds)[number];

/** Worst first. */
export const severities = ["critical", "error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

export const alertStates = ["open", "acknowledged", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];

/** Longest texts of an alert, in UTF-16 units, and what its details may hold. */
export const alertBounds = {
  summary: 1024,
  dedupKey: 255,
  /** Source, component, group, class, and the words of a link. */
  name: 255,
  href: 2048,
  links: 20,
  /** Bytes of the custom details as JSON. */
  customBytes: 16 * 1024,
  repairs: 20,
  repair: 200,
  note: 2000,
} as const;

/** PostgreSQL keeps neither a zero character nor half of a surrogate pair. */
const stored = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "has characters that cannot be stored");
const name = stored(alertBounds.name);

const linkSchema = z.strictObject({
  href: stored(alertBounds.href).regex(/^https?:\/\//i, "an address on http or https"),
  text: name,
});

const detailsSchema = z.strictObject({
  component: name.optional(),
  group: name.optional(),
  class: name.optional(),
  /** When it happened by the sender's clock, epoch ms. */
  occurredAt: z.number().int().optional(),
  links: z.array(linkSchema).max(alertBounds.links).optional(),
  custom: z.record(z.string(), z.json()).optional(),
});
/** What the newest event said beyond the summary. Shown to people who open the alert, and in no list or frame. */
export type AlertDetails = z.output<typeof detailsSchema>;

/** What a door hands on: already cut and mapped, with a sentence for each repair. */
export const signalSchema = z.strictObject({
  dedupKey: stored(alertBounds.dedupKey).min(1),
  summary: stored(alertBounds.summary).min(1),
  severity: z.enum(severities),
  source: name.min(1),
  details: detailsSchema,
  repairs: z.array(stored(alertBounds.repair)).max(alertBounds.repairs),
});
export type Signal = z.output<typeof signalSchema>;

/** What a part of ours says when somebody is to be called; its summary is neutral: no content, no person. */
export interface OwnSignal {
  dedupKey: string;
  severity: Severity;
  summary: string;
  /** Which part or thing it is about. */
  source: string;
  /** What belongs together, for one page. */
  group?: string;
  /** Where to look: a path of ours, or an address, and its words. */
  links?: readonly { href: string; text: string }[];
  /** What else its page shows, by name. */
  custom?: Readonly<Record<string, string>>;
}

/** What a part of ours says of one of its alerts. `why`: a sentence for the timeline. */
export type OwnCall = { kind: OwnKind } & (
  | { deed: "trigger"; signal: OwnSignal }
  /** Whoever acts has taken what the alert is about, and so the alert. */
  | { deed: "acknowledge"; dedupKey: string }
  | { deed: "resolve"; dedupKey: string; why: string }
);

/** `acknowledge` and `resolve` of an integration: the open alert of its key. */
export const dedupKeySchema = signalSchema.pick({ dedupKey: true, repairs: true });

/** One thing that fires inside a group; the same fingerprint with another start is another occurrence. */
const occurrenceSchema = z.strictObject({
  fingerprint: name.min(1),
  /** Epoch ms; 0 where the sender did not say. */
  startsAt: z.number().int(),
  firing: z.boolean(),
});
export type Occurrence = z.output<typeof occurrenceSchema>;

/** A notice of Alertmanager about one group of alerts; the signal's dedup key is the group's. */
export const noticeSchema = z.strictObject({
  firing: z.boolean(),
  /** How many more there are that the notice leaves out. */
  truncated: z.number().int().min(0),
  occurrences: z.array(occurrenceSchema).max(20_000),
  /** Why the sender sent it, in its words. */
  reason: name.optional(),
  signal: signalSchema,
});
export type Notice = z.output<typeof noticeSchema>;

const alertId = z.uuid();
export const alertIdSchema = z.strictObject({ alertId });
export const alertNumberSchema = z.strictObject({ number: z.string().regex(/^A-[1-9]\d{0,8}$/, "a number as A-17") });
export const noteSchema = z.strictObject({
  alertId,
  note: stored(alertBounds.note).trim().min(1, "write something first"),
});
/** `until` in epoch ms, at most 7 days ahead. */
export const snoozeSchema = z.strictObject({ alertId, until: z.number().int() });
/** Null: nobody. */
export const assignSchema = z.strictObject({ alertId, personId: z.string().min(1).max(100).nullable() });

/** For the machine door: newest first; `cursor` is that of the page before. */
export const readAlertsSchema = z.strictObject({
  state: z.enum(alertStates).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
});

export const createIntegrationSchema = z.strictObject({
  kind: z.enum(integrationKinds),
  name: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N} ._:/#()-]{1,100}$/u, "1 to 100 letters, digits, spaces and . _ : / # ( ) - only"),
  /** Whom its alerts call; null: nobody, and its alerts say so. */
  policyId: routingSchema.shape.policyId.default(null),
});
export type CreateIntegration = z.input<typeof createIntegrationSchema>;
export const revokeIntegrationSchema = z.strictObject({ id: z.number().int().min(1).max(2_147_483_647) });

/** An integration as its page shows it: one of ours, or of another system. Times are epoch milliseconds. */
export interface Integration extends Routing {
  id: number;
  kind: IntegrationKind | OwnKind;
  name: string;
  createdAt: number;
  createdBy: string;
  revoked: Deed | null;
  /** Null before the first. */
  lastEventAt: number | null;
  /** In the last 24 hours. */
  eventsADay: number;
  /** Alerts that are not resolved. */
  unresolved: number;
}

/** Who did something, by the name that they had then, and when (epoch ms). */
interface Deed {
  at: number;
  by: string;
}

/** An alert as lists, frames and answers show it: no details. Times are epoch milliseconds. */
export interface Alert {
  id: string;
  /** Short number for speech and screen: … */
  number: string;
  /** Name of the integration that triggered it. */
  integration: string;
  dedupKey: string;
  state: AlertState;
  /** The worst that was said of it while it was not resolved. */
  severity: Severity;
  summary: string;
  source: string;
  /** How many events it stands for. */
  events: number;
  triggeredAt: number;
  lastEventAt: number;
  acknowledged: Deed | null;
  resolved: Deed | null;
  snoozedUntil: number | null;
  assignee: { personId: string; name: string } | null;
  /** Rises by one with each entry of the timeline; the higher version wins in the browser. */
  version: number;
}

export const entryKinds = [
  "triggered",
  "joined",
  "acknowledged",
  "resolved",
  "noted",
  "snoozed",
  "silenced",
  "unsilenced",
  "assigned",
  "called",
  "unreachable",
  "exhausted",
  "escalated",
  "responder",
  "paged",
  "shown",
  "unseen",
  "undelivered",
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** One entry of an alert's timeline; it is never changed. */
export interface TimelineEntry {
  /** 1, 2, 3 … of this alert, without a gap. */
  sequence: number;
  kind: EntryKind;
  at: number;
  /** `chore`: the rules of escalation themselves. */
  by: { kind: "person" | "integration" | "chore"; name: string };
  detail: {
    /** Why an event joined, or an alert ended. */
    why?: string;
    /** What of the sender's body was cut, filled in or mapped. */
    repairs?: string[];
    /** The severity that the event raised the alert to. */
    severity?: Severity;
    /** What a joining event said where it said it in other words. */
    summary?: string;
    note?: string;
    /** Epoch ms. */
    until?: number;
    /** Names of who made the silence, and of who answers for it. */
    silence?: { madeBy: string; owner: string };
    /** Name of who has it now; null: nobody. */
    assignee?: string | null;
    /** Names of who was called, asked to join, or paged. */
    people?: string[];
    channel?: Channel;
    /** Of a policy, from 1; `levels`: those that reached nobody. */
    level?: number;
    round?: number;
    levels?: number[];
  };
}

/** One entry of the durable stream. Cursors are gapless. `alert` is as new as the entry or newer. */
export interface AlertEvent {
  cursor: number;
  entry: TimelineEntry;
  alert: Alert;
}

/** The newest entries, newest first, of `entries` in all. */
export interface AlertPage {
  alert: Alert;
  details: AlertDetails;
  timeline: TimelineEntry[];
  entries: number;
  /** Null: from before there were escalations. */
  escalation: Escalation | null;
  /** The newest call first, at most 200. */
  deliveries: Delivery[];
}

/** What the inbox draws first. Following from `cursor` misses nothing that `alerts` does not hold. */
export interface Inbox {
  cursor: number;
  /** Open and acknowledged by severity, then newest first, at most 200 each; the 100 resolved last. */
  alerts: Alert[];
  counts: Record<AlertState, number>;
  /** Server time of the read, epoch ms. */
  asOf: number;
}

/** How many alerts are open and do not rest, and the worst of them. */
export interface WaitingAlerts {
  open: number;
  worst: { number: string; severity: Severity; summary: string } | null;
  /** Silences that are on; when the first of them ends (epoch ms), and who answers for that one. Null: none is. */
  silences: { on: number; until: number; owner: string } | null;
}

/** What became of an event. */
export type Outcome = "triggered" | "joined" | "acknowledged" | "resolved" | "dropped";
export interface Received {
  outcome: Outcome;
  /** The alert concerned; null where an event found none. */
  alert: Alert | null;
}
