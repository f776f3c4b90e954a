/** What a server that runs as the demo knows of it. Runs in browsers: no imports from Node. */
import { z } from "zod";

/** What the demo tells its server, whole each time. Times are epoch milliseconds. */
export const demoStateSchema = z.strictObject({
  /** How many times the usual rate is played; the clock is never multiplied. */
  times: z.number().min(0).max(1_000),
  /** The history is still being filled in. */
  filling: z.boolean(),
  /** How far what is played lies behind the clock, in seconds; null while it keeps up. */
  behindSeconds: z.int().min(0).nullable(),
  /** The episode that is played now, at its beginning compressed. */
  episode: z
    .strictObject({
      title: z.string().max(100),
      words: z.string().max(300),
      /** An address of the dashboard that shows it. */
      look: z.string().startsWith("/").max(300),
      hours: z.number(),
      minutes: z.number(),
      endsAt: z.int(),
    })
    .nullable(),
});
export type DemoState = z.infer<typeof demoStateSchema>;
