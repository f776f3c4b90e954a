/** The wire between server and browser. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { AlertEvent, Severity } from "../alerts/contract.ts";
import type { CallEnd, PageKind } from "../alerts/delivery/contract.ts";
import type { LiveLayer } from "../counting/contract.ts";
import {
  checkLive,
  dimensions,
  filterSchema,
  type LiveGrain,
  liveGrains,
  liveMeasures,
} from "../counting/series/contract.ts";
import type { HotlineEvent } from "../hotline/contract.ts";
import { followHotlineSchema } from "../hotline/contract.ts";
import { followPortalSchema, type PortalChange } from "../hotline/portal/contract.ts";
import { bucketOf, grainMs } from "../kernel/grains.ts";

export { type LiveGrain, layerOf, liveGrains } from "../counting/series/contract.ts";

const growthMeasures: readonly string[] = ["sign_ups", "deletions", "total_users"];

/**
 * A view is what a room shows: one measure, at most two breakdowns, a filter, a grain, all of the vocabulary of history.
 * It reads `live` timing unless it names timing. What it names must stand in one cube that has the grain.
 * `total_users` is a single absolute figure: newest measurement + created − deleted since (bucket 0, key "all").
 */
export const viewSchema = z
  .strictObject({
    kind: z.enum(["takedowns", "growth"]),
    measure: z.enum(liveMeasures),
    breakdowns: z.array(z.enum(dimensions)).max(2),
    filter: filterSchema,
    grain: z.enum(liveGrains),
  })
  .superRefine((view, context) => {
    if (growthMeasures.includes(view.measure) !== (view.kind === "growth")) {
      context.addIssue({ code: "custom", path: ["measure"], message: "does not belong to the view's kind" });
    }
    checkLive(view, context);
  });
export type View = z.infer<typeof viewSchema>;

/** The grain of a layer's rows. */
export function grainOf(layer: LiveLayer): LiveGrain {
  return layer.endsWith(" minute") ? "minute" : "10s";
}

/** How long the live window of a grain is, in milliseconds: at most 240 points a series. */
export const liveWindowMs: Record<LiveGrain, number> = { "10s": 40 * 60_000, minute: 2 * 3_600_000 };

/** Start of the oldest bucket of a live window at `now`, both epoch milliseconds; older buckets fall out. */
export function oldestBucket(grain: LiveGrain, now: number): number {
  return bucketOf(now, grain) - liveWindowMs[grain] + grainMs[grain];
}

/** Breakdown values joined by "|" in the order of the view's breakdowns; "all" without breakdowns. */
export type BucketKey = string;
/** Key, bucket start (epoch ms), revision, absolute value. The higher revision of a key and bucket wins. */
export type Bucket = readonly [key: BucketKey, bucket: number, rev: number, value: number];

/** State, not deltas: a repeat or a reorder is harmless. */
export interface Frame {
  room: string;
  epoch: string;
  seq: number;
  /** Server time at which the frame was cut, epoch ms. */
  asOf: number;
  /** Event time of the newest event that the view shows, epoch ms; null when it shows none. */
  newest: number | null;
  buckets: readonly Bucket[];
}

export type WireRefusal = { ok: false; code: string; message: string };
export type JoinAnswer = ({ ok: true } & Frame) | WireRefusal;
export type FollowAnswer<Event = HotlineEvent> = { ok: true; cursor: number; events: readonly Event[] } | WireRefusal;

export const leaveSchema = z.strictObject({ room: z.string().max(100) });
export { followHotlineSchema };

/** What a browser asks again and again whose network lets no WebSocket through. `after`: its place in the hotline's stream. */
export const snapshotsSchema = z.strictObject({
  views: z.array(viewSchema).max(40),
  after: followHotlineSchema.shape.after,
});
/** Answers in the order of the views; hotline events after the place, at most 100. */
export interface Snapshots {
  serverTime: number;
  rooms: readonly JoinAnswer[];
  hotline: readonly HotlineEvent[];
}
/** So often it asks, ms. */
export const pollMs = 5_000;

export interface Hello {
  serverTime: number;
  epoch: string;
  version: string;
}
/** Sent to a socket that got no frame for a second: with the frames the sign that the line is alive, and its clock. */
export interface Tick {
  serverTime: number;
}

export { followPortalSchema };

/** A person is called on the pages that they have open. It holds no more than a line of a list does. */
export interface PageCall {
  /** The same however often it is sent: a repeat replaces. */
  deliveryId: string;
  kind: PageKind;
  /** Epoch ms. */
  calledAt: number;
  /** The alert, or the worst of a bundle; null in a test. */
  alert: { id: string; number: string; severity: Severity; summary: string } | null;
  /** How many alerts it stands for; 0 in a test. */
  alerts: number;
}

/** The calls that a page shows from before its line was there: of these deliveries it hears the end. */
export const watchPagesSchema = z.strictObject({ deliveryIds: z.array(z.uuid()).max(100) });

export interface ServerToClient {
  hello: (hello: Hello) => void;
  tick: (tick: Tick) => void;
  frame: (frame: Frame) => void;
  "hotline:event": (event: HotlineEvent) => void;
  "alerts:event": (event: AlertEvent) => void;
  page: (call: PageCall) => void;
  "page:ended": (end: CallEnd) => void;
  "portal:changed": (change: PortalChange) => void;
}
export interface ClientToServer {
  "room:join": (view: View, answer: (joined: JoinAnswer) => void) => void;
  "room:leave": (room: { room: string }, answer: (left: { ok: true } | WireRefusal) => void) => void;
  "portal:follow": (nothing: Record<never, never>, answer: (followed: { ok: true } | WireRefusal) => void) => void;
  "hotline:follow": (from: { after: number }, answer: (followed: FollowAnswer) => void) => void;
  "alerts:follow": (from: { after: number }, answer: (followed: FollowAnswer<AlertEvent>) => void) => void;
  "pages:watch": (calls: { deliveryIds: string[] }, answer: (watched: { ok: true } | WireRefusal) => void) => void;
}

export const limits = { roomsPerSocket: 40, roomsPerNode: 2_000, joinsPerSecond: 5, joinBurst: 10 } as const;
