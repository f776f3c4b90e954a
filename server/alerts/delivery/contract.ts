/** What leaves for a person, by which channel, and what became of it. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { type Channel, channels } from "../../oncall/notification/contract.ts";
import type { Severity } from "../contract.ts";

/** What is sent: about one alert, about several that waited, or to see that a channel works. */
export const pageKinds = ["alert", "bundle", "test"] as const;
export type PageKind = (typeof pageKinds)[number];

/**
 * What a channel is asked to send to one person. It names no one else, and what an alert is about only in `summary`,
 * which leaves out case and content by construction, and which channels that show on lock screens leave out too.
 */
export interface Page {
  /** Stable over every try, so that a repeat replaces: push tag and topic, Message-ID, webhook-id. */
  deliveryId: string;
  kind: PageKind;
  personId: string;
  /** Epoch ms, of the call that it belongs to. */
  calledAt: number;
  /** The alert, or the worst of a bundle; null in a test. */
  alert: { id: string; number: string; severity: Severity; summary: string; integration: string } | null;
  /** How many alerts it stands for; 0 in a test. */
  alerts: number;
}

/** What a channel made of one try. `why` is a sentence for the alert's timeline, without secrets. */
export type Sent =
  | { outcome: "accepted" }
  /** May succeed later; not before `afterMs` where the other side said so. */
  | { outcome: "retry"; why: string; afterMs?: number }
  /** Will not succeed: nothing to send it to, or it is refused for good. */
  | { outcome: "failed"; why: string };

/** One channel's way out. It finds the person's addresses itself, and gives up when the signal says so. */
export interface Sender {
  channel: Channel;
  send(page: Page, signal: AbortSignal): Promise<Sent>;
  /** Of the channel `browser`: whose open pages this process holds. Others' wait 20 s for the process that holds them. */
  peopleHere?(): string[];
}

/**
 * `bundled`: leaves in one page with others, because its person got many; `unseen`: accepted, and no receipt came in time;
 * `stopped`: the alert was taken, ended or put to rest first.
 */
export const deliveryStates = [
  "waiting",
  "sending",
  "accepted",
  "shown",
  "unseen",
  "failed",
  "stopped",
  "bundled",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One delivery as the alert's page shows it. Times in epoch ms. */
export interface Delivery {
  id: string;
  /** Which call of the alert it belongs to: 1, 2, 3 … */
  call: number;
  person: string;
  channel: Channel;
  state: DeliveryState;
  dueAt: number;
  tries: number;
  acceptedAt: number | null;
  shownAt: number | null;
  why: string | null;
}

/** The receipt of a page that was painted where its person could see it. */
export const shownSchema = z.strictObject({ deliveryId: z.uuid() });

/** Why a person is not called any more by a delivery that left. */
export interface CallEnd {
  deliveryId: string;
  /** Of its alert; null of a bundle, all of whose alerts were taken. */
  number: string | null;
  how: "acknowledged" | "resolved" | "resting";
  /** Who did it; null where that was not one person. */
  by: string | null;
}

export const sendTestPageSchema = z.strictObject({ channel: z.enum(channels) });

/** What became of a test page. `askedAt`: epoch ms. */
export interface TestPage {
  id: string;
  channel: Channel;
  state: DeliveryState;
  tries: number;
  why: string | null;
  askedAt: number;
}
