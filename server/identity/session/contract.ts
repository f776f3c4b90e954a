/** Sessions as lists show them. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { idSchema } from "../contract.ts";

export const endSessionSchema = z.strictObject({ sessionId: idSchema });
export const endSessionsSchema = z.strictObject({ personId: idSchema });

/** One sign-in that is alive; times in epoch milliseconds. */
export interface PersonSession {
  id: string;
  since: number;
  /** At most a minute too early; null when it was never used after signing in. */
  lastUsedAt: number | null;
  expiresAt: number;
  /** Network that it came from, `203.0.113.0/24`: never the whole address. Null when unknown. */
  network: string | null;
  /** "Firefox on Linux"; null when unknown. */
  browser: string | null;
  /** The one that asks. */
  current: boolean;
}
