import { z } from "zod";
import type { Clock } from "../kernel/clock.ts";
import {
  type DemoEvent,
  type DemoRhythm,
  type EventSource,
  eventSources,
  eventsOfSecond,
  firstMeasurement,
} from "./demo-events.ts";
import { caseOfMinute } from "./demo-hotline.ts";
import { createPoster, type DemoTarget, type Post, type Posted } from "./demo-post.ts";
import { sampleStatements } from "./demo-statements.ts";

/** The keys that the feeder posts with: one a source of events, and the authority's. */
export type DemoKeys = Record<EventSource | "authority", string>;

export interface FeederOptions extends DemoRhythm {
  target: DemoTarget;
  keys: DemoKeys;
  clock: Clock;
  /** Ends what is under way; whether an unanswered batch was stored stays open, and a later start sends it again. */
  signal: AbortSignal;
}

/** What was posted and acknowledged; `duplicates` of the events were known from an earlier start with the same seed. */
export interface Fed {
  decisions: number;
  /** Accounts, not events. */
  signUps: number;
  deletions: number;
  measurements: number;
  events: number;
  duplicates: number;
  hotlineCases: number;
}

/** Events up to 15 minutes old move the live charts: the first round begins 14 minutes ago. */
const reachBackSeconds = 14 * 60;
const eventsARound = 2_000;
const eventsARequest = 5_000;

/** Plays the systems of a platform against the public HTTP API; it knows nothing else of the server. */
export function createFeeder(options: FeederOptions) {
  const { target, keys, clock, signal, seed, rate } = options;
  const post = createPoster(target, signal);
  const fed: Fed = {
    decisions: 0,
    signUps: 0,
    deletions: 0,
    measurements: 0,
    events: 0,
    duplicates: 0,
    hotlineCases: 0,
  };
  const thisSecond = () => Math.floor(clock.now() / 1000);
  let next = thisSecond() - reachBackSeconds;
  let minute: number | null = null;

  async function postEvents(source: EventSource, events: readonly DemoEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += eventsARequest) {
      const part = events.slice(from, from + eventsARequest);
      const body = part.map((event) => JSON.stringify(event)).join("\n");
      const request = { path: "/api/v1/events", key: keys[source], contentType: "application/x-ndjson", body };
      const { duplicates, rejected } = answerSchema.parse(await taken(request, [200]));
      const [fault] = rejected;
      if (fault) throw new Error(`The server refused ${rejected.length} events: ${fault.field} ${fault.error}.`);
      fed.duplicates += duplicates;
      for (const event of part) add(fed, event);
    }
  }

  /** The parsed body of an answer with one of these statuses. @throws Error with the server's own words for another */
  async function taken(request: Post, statuses: readonly number[]): Promise<unknown> {
    const answer: Posted = await post(request);
    if (statuses.includes(answer.status)) return JSON.parse(answer.body);
    throw new Error(`${request.path} was answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  }

  /** One case at the start, so that there is one to see; later one in every fourth minute. */
  async function raiseCase(): Promise<void> {
    const now = Math.floor(clock.now() / 60_000);
    const raised = now === minute ? null : caseOfMinute(seed, now, minute === null);
    minute = now;
    if (!raised) return;
    const path = "/api/v1/hotline/cases";
    await taken(
      { path, key: keys.authority, contentType: "application/json", body: JSON.stringify(raised) },
      [200, 201],
    );
    fed.hotlineCases++;
  }

  return {
    fed,
    /** Posts the 50 real statements, once for ever; answers how many are new: a later start finds them all known. */
    async replayStatements(): Promise<number> {
      const statements = sampleStatements();
      const [path, key] = ["/api/v1/statements", keys["moderation-tool"]];
      const body = JSON.stringify({ statements });
      const answer = await taken({ path, key, contentType: "application/json", body }, [201, 422]);
      if (statementsTaken.safeParse(answer).success) return statements.length;
      const known = statementsKnown.safeParse(answer);
      if (known.data?.errors.existing_puids.length === statements.length) return 0;
      throw new Error(`The server refused the statements: ${JSON.stringify(answer).slice(0, 300)}`);
    },
    /** Posts everything that happened until now and was not posted yet. */
    async catchUp(): Promise<void> {
      while (next < thisSecond()) {
        const round: Record<EventSource, DemoEvent[]> = {
          classifier: [],
          "moderation-tool": [],
          "sign-up-service": [],
        };
        // What fell out of reach while the server was away would come late: it is left out, and the charts show a gap.
        next = Math.max(next, thisSecond() - reachBackSeconds);
        if (fed.measurements === 0) round["sign-up-service"].push(firstMeasurement(next));
        for (let size = 0; next < thisSecond() && size < eventsARound; next++) {
          const events = eventsOfSecond({ seed, rate }, next);
          for (const source of eventSources) {
            round[source].push(...events[source]);
            size += events[source].length;
          }
        }
        await Promise.all(eventSources.map((source) => postEvents(source, round[source])));
      }
      await raiseCase();
    },
  };
}
export type Feeder = ReturnType<typeof createFeeder>;

const answerSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(z.object({ field: z.string(), error: z.string() })),
});
const statementsTaken = z.object({ statements: z.array(z.unknown()) });
const statementsKnown = z.object({ errors: z.object({ existing_puids: z.array(z.string()) }) });

function add(fed: Fed, { type, data }: DemoEvent): void {
  const { count } = data;
  const accounts = typeof count === "number" ? count : 0;
  fed.events++;
  if (type === "decision.made") fed.decisions++;
  else if (type === "accounts.created") fed.signUps += accounts;
  else if (type === "accounts.deleted") fed.deletions += accounts;
  else fed.measurements++;
}
