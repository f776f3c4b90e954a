/** How a person wants to be notified. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { zoneSchema } from "../schedule/contract.ts";

export const urgencies = ["high", "low"] as const;
export type Urgency = (typeof urgencies)[number];
/** An open page of ours, Web Push, e-mail, a signed webhook. */
export const channels = ["browser", "push", "mail", "webhook"] as const;
export type Channel = (typeof channels)[number];

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 22:00");
const stepSchema = z.strictObject({
  /** After the person is called. */
  delayMinutes: z.int().min(0).max(120, "at most two hours"),
  channel: z.enum(channels),
});
export type NotificationStep = z.infer<typeof stepSchema>;
const steps = z
  .array(stepSchema)
  .min(1, "add a step")
  .max(10)
  .refine(
    (all) => all.every(({ delayMinutes }, i) => delayMinutes >= (all[i - 1]?.delayMinutes ?? 0)),
    "in order of time",
  )
  .refine(
    (all) => new Set(all.map(({ delayMinutes, channel }) => `${delayMinutes} ${channel}`)).size === all.length,
    "each once",
  );

export const notificationRulesSchema = z.strictObject({
  high: steps,
  low: steps,
  /** In these hours what is of low urgency waits until they end; high urgency passes. `to` before `from`: over midnight. */
  quiet: z
    .strictObject({ zone: zoneSchema, from: time, to: time })
    .refine(({ from, to }) => from !== to, { message: "must differ from the start", path: ["to"] })
    .nullable(),
});
export type NotificationRules = z.infer<typeof notificationRulesSchema>;

/** The rules of whoever has set none. */
export const usualNotificationRules: NotificationRules = {
  high: [
    { delayMinutes: 0, channel: "browser" },
    { delayMinutes: 0, channel: "push" },
    { delayMinutes: 2, channel: "mail" },
  ],
  low: [
    { delayMinutes: 0, channel: "browser" },
    { delayMinutes: 0, channel: "mail" },
  ],
  quiet: null,
};

export interface OwnNotificationRules extends NotificationRules {
  /** Epoch ms; null: these are the usual ones. */
  changedAt: number | null;
}

/** One step of a call, with its time in epoch ms. */
export interface PlannedNotification {
  at: number;
  channel: Channel;
}
