import { z } from "zod";
import type { DemoEvent } from "./demo-event.ts";
import type { createPoster, Post } from "./poster.ts";

const eventsARequest = 5_000;

const answerSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(z.object({ field: z.string(), error: z.string() })),
});

/** What both the feeder and the history say to the machine doors, each answer looked at. */
export function createIntake(post: ReturnType<typeof createPoster>) {
  /** The parsed body of an answer with one of these statuses. @throws Error with the server's own words for another */
  async function taken(request: Post, statuses: readonly number[]): Promise<unknown> {
    const answer = await post(request);
    if (statuses.includes(answer.status)) return JSON.parse(answer.body);
    throw new Error(`${request.path} was answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  }

  return {
    taken,
    /** Posts the events in their order; answers how many were new and how many known. */
    async postEvents(key: string, events: readonly DemoEvent[]): Promise<{ accepted: number; duplicates: number }> {
      const sum = { accepted: 0, duplicates: 0 };
      for (let from = 0; from < events.length; from += eventsARequest) {
        const part = events.slice(from, from + eventsARequest);
        const body = part.map((event) => JSON.stringify(event)).join("\n");
        const request = { path: "/api/v1/events", key, contentType: "application/x-ndjson", body };
        const { accepted, duplicates, rejected } = answerSchema.parse(await taken(request, [200]));
        const [fault] = rejected;
        if (fault) throw new Error(`The server refused ${rejected.length} events: ${fault.field} ${fault.error}.`);
        sum.accepted += accepted;
        sum.duplicates += duplicates;
      }
      return sum;
    },
  };
}
export type Intake = ReturnType<typeof createIntake>;
