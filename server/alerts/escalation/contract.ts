/** Where the escalation of an alert stands. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { rowIdSchema } from "../../oncall/schedule/contract.ts";

/**
 * What comes next, or why nothing does. `calling`: the next level is called at a time. `resting`: calls wait for the end
 * of a snooze or a silence. `unreachable`: no level reaches anybody, and is asked again. `grouped`: the page of another
 * alert of the same cause stands for it. `exhausted`: every level was called as often as the policy says.
 */
export const standings = [
  "calling",
  "resting",
  "unreachable",
  "grouped",
  "acknowledged",
  "resolved",
  "exhausted",
  "no_policy",
] as const;
export type Standing = (typeof standings)[number];

/** What belongs together for paging: what names one cause, everything of an integration, or nothing. */
export const groupings = ["cause", "all", "none"] as const;

/** As the alert's page shows it. Times in epoch ms. */
export interface Escalation {
  standing: Standing;
  /** Name of the policy as it was when the alert was triggered; null: its integration had none. */
  policy: string | null;
  levels: number;
  /** The level that is called next, from 1, and in which round, from 1. */
  level: number;
  round: number;
  rounds: number;
  nextAt: number | null;
  /** Number of the alert whose page stands for it. */
  ledBy: string | null;
}

export const addResponderSchema = z.strictObject({ alertId: z.uuid(), personId: z.string().min(1).max(100) });

/** Where an integration's alerts go, and which of them are one page. */
export const routingSchema = z.strictObject({
  policyId: rowIdSchema.nullable(),
  grouping: z.enum(groupings),
  groupingMinutes: z.int().min(1).max(1440),
});
export type Routing = z.infer<typeof routingSchema>;
export const changeRoutingSchema = z.strictObject({
  integrationId: z.int().min(1).max(2_147_483_647),
  ...routingSchema.shape,
});
