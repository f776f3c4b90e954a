/** How fast alerts are taken and ended. Runs in browsers: no imports from Node. */
import { z } from "zod";

export const responseDays = [7, 30] as const;
export const measureResponseSchema = z.strictObject({ days: z.union([z.literal(7), z.literal(30)]) });

/** Of alerts to which something happened: how many, and how long after they were triggered, ms; null where none. */
export interface Spread {
  count: number;
  meanMs: number | null;
  medianMs: number | null;
}

/** Of the alerts triggered in the window. */
export interface ResponseTimes {
  /** Null: of all integrations together. Names may come again, after one was revoked. */
  integrationId: number | null;
  integration: string | null;
  alerts: number;
  /** To the first acknowledgement, also of one that somebody reopened later. */
  acknowledged: Spread;
  resolved: Spread;
  /** Ended without anybody ever acknowledging it. */
  neverAcknowledged: number;
  /** Neither acknowledged nor ended until now. */
  waiting: number;
}

export interface ResponseFigures {
  days: (typeof responseDays)[number];
  /** The window, epoch ms; `to` is when it was asked. */
  from: number;
  to: number;
  all: ResponseTimes;
  /** Those with alerts in the window, by name. */
  integrations: ResponseTimes[];
}
