import { hash } from "node:crypto";
import type { Timing } from "./contract.ts";

const dayMs = 86_400_000;
const lateAfterMs = 15 * 60_000;
const aheadMs = 5 * 60_000;
const earliest = Date.UTC(2000, 0, 1);

/** `late` when the event was more than 15 minutes old on receipt (DESIGN 3). Both in epoch milliseconds. */
export function timingOf(eventTime: number, receivedAt: number): "live" | "late" {
  return receivedAt - eventTime > lateAfterMs ? "late" : "live";
}

/** False for times before 2000-01-01 UTC and for those more than 5 minutes ahead of receipt. Epoch milliseconds. */
export function acceptableTime(time: number, receivedAt: number): boolean {
  return time >= earliest && time <= receivedAt + aheadMs;
}

/**
 * When a statement's decision counts, from its `application_date` (a valid `YYYY-MM-DD`, a UTC day): today is the time
 * of receipt, live; yesterday its last millisecond, late; older its first, `date_only`.
 * Undefined when the day begins more than 5 minutes after receipt; within them it is taken for today.
 */
export function statementTime(
  applicationDate: string,
  receivedAt: number,
): { eventTime: number; timing: Timing } | undefined {
  const day = Date.parse(`${applicationDate}T00:00:00Z`);
  const today = Math.floor(receivedAt / dayMs) * dayMs;
  if (day > today) return day - receivedAt > aheadMs ? undefined : { eventTime: receivedAt, timing: "live" };
  if (day === today) return { eventTime: receivedAt, timing: "live" };
  if (day === today - dayMs) return { eventTime: today - 1, timing: "late" };
  return { eventTime: day, timing: "date_only" };
}

/** Which door an event came through: statements of reasons, or CloudEvents. */
type Door = "sor" | "ce";

/** What names an event for ever. For a statement `id` is its puid and `cloudEventsSource` is empty. */
export interface EventName {
  sourceId: number;
  door: Door;
  cloudEventsSource: string;
  id: string;
}

/**
 * The identity of an event: the first 16 bytes of a SHA-256, in the form of a UUID (its version bits mean nothing).
 * Hashed are four parts in the order source id (decimal), door, CloudEvents source, id; each is written as the decimal
 * count of its UTF-8 bytes, a colon, its UTF-8 bytes: `1:7` `2:ce` `4:/app` `2:42`. Never change it: it is stored.
 */
export function identityOf(name: EventName): string {
  const digest = hash(
    "sha256",
    part(String(name.sourceId)) + part(name.door) + part(name.cloudEventsSource) + part(name.id),
    "hex",
  );
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`;
}

const part = (text: string) => `${Buffer.byteLength(text)}:${text}`;
