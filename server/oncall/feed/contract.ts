/** Links by which calendars subscribe to shifts. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { rowIdSchema } from "../schedule/contract.ts";

/** Shifts of one schedule, or, with null, the own ones in every schedule. */
export const issueFeedSchema = z.strictObject({ scheduleId: rowIdSchema.nullable() });
export const revokeFeedSchema = z.strictObject({ id: z.uuid() });
/** 32 random bytes. */
export const feedSecretSchema = z.string().regex(/^[\w-]{43}$/, "not a link of ours");

/** Never its secret. */
export interface Feed {
  id: string;
  ownerId: string;
  owner: string;
  scheduleId: number | null;
  /** Name of the schedule; null: the owner's own shifts. */
  schedule: string | null;
  /** Epoch ms. */
  issuedAt: number;
}

export interface IssuedFeed {
  id: string;
  /** In this answer and nowhere else. */
  link: string;
}
