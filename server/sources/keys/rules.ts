import { Refusal } from "../../kernel/refusal.ts";
import { activeKeysAtMost, type KeyState } from "../contract.ts";

const hourMs = 3_600_000;
/** Five years, whichever of them are leap years. */
const longestMs = 5 * 366 * 24 * hourMs;

/** What decides whether a key may be used; epoch milliseconds. */
interface Lifetime {
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
}

export function stateOf(now: number, { expiresAt, revokedAt }: Omit<Lifetime, "createdAt">): KeyState {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}

/** @throws Refusal `invalid` unless the end of a new key lies ahead, by 5 years at most. Times are epoch ms. */
export function requireAcceptableEnd(now: number, expiresAt: number | null): void {
  if (expiresAt === null) return;
  if (expiresAt <= now) throw new Refusal("invalid", "A key must end in the future.", "expiresAt");
  if (expiresAt > now + longestMs) {
    throw new Refusal("invalid", "A key lasts 5 years at most; rotate it before it ends.", "expiresAt");
  }
}

/** @throws Refusal `conflict` when one key more would be too many. */
export function requireRoomForKey(active: number): void {
  if (active < activeKeysAtMost) return;
  throw new Refusal("conflict", `This source has ${active} active keys, the most there may be: revoke one first.`);
}

/** The end of a key that replaces another: as long as that one was to last, counted from now; never where it had none. */
export function endOfSuccessor(now: number, { createdAt, expiresAt }: Lifetime): number | null {
  if (expiresAt === null) return null;
  return now + Math.min(longestMs, Math.max(hourMs, expiresAt - createdAt));
}

/** When a replaced key ends: after the grace period, never later than it was to end anyway. */
export function endOfReplaced(now: number, expiresAt: number | null, graceHours: number): number {
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, now + Math.round(graceHours * hourMs));
}

/** "2026-11-24 00:40 UTC": for sentences that say when somebody was first. */
export function utcMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
