import { z } from "zod";
import type { Clock } from "../../kernel/clock.ts";
import { type BySource, type DemoEvent, eventSources, noEvents } from "./demo-event.ts";
import type { DemoKeys } from "./demo-keys.ts";
import { caseOfMinute, type DemoCase } from "./hotline-cases.ts";
import { createIntake } from "./intake.ts";
import { type DemoRhythm, eventsOfSecond } from "./live-events.ts";
import { createPoster, type DemoTarget } from "./poster.ts";
import { sampleStatements } from "./sample-statements.ts";

export type { DemoKeys };

export interface FeederOptions extends DemoRhythm {
  target: DemoTarget;
  keys: DemoKeys;
  clock: Clock;
  /** The first second that is played, epoch seconds; without it 14 minutes ago. */
  from?: number;
  /** Hears up to which second events are about to be sent, before they are. */
  reserve?: (until: number) => void;
  /** Ends what is under way; whether an unanswered batch was stored stays open, and a later start sends it again. */
  signal: AbortSignal;
}

/** What was posted and acknowledged; `duplicates` of the events were known from an earlier start with the same seed. */
export interface Fed {
  decisions: number;
  reports: number;
  /** Appeals opened and decided, and reversals. */
  appeals: number;
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

/** Plays the systems of a platform against the public HTTP API; it knows nothing else of the server. */
export function createFeeder(options: FeederOptions) {
  const { target, keys, clock, signal, seed, reserve } = options;
  const { taken, postEvents } = createIntake(createPoster(target, signal));
  const fed: Fed = {
    decisions: 0,
    reports: 0,
    appeals: 0,
    signUps: 0,
    deletions: 0,
    measurements: 0,
    events: 0,
    duplicates: 0,
    hotlineCases: 0,
  };
  const thisSecond = () => Math.floor(clock.now() / 1000);
  let next = options.from ?? thisSecond() - reachBackSeconds;
  let minute: number | null = null;
  const since = next;
  const rhythm = () => ({ seed, rate: options.rate, played: options.played ?? [], since });

  async function post(events: BySource): Promise<void> {
    await Promise.all(
      eventSources.map(async (source) => {
        const { duplicates } = await postEvents(keys[source], events[source]);
        fed.duplicates += duplicates;
        for (const event of events[source]) add(fed, event);
      }),
    );
  }

  async function raise(authority: keyof DemoKeys, raised: DemoCase): Promise<void> {
    const path = "/api/v1/hotline/cases";
    const request = { path, key: keys[authority], contentType: "application/json", body: JSON.stringify(raised) };
    await taken(request, [200, 201]);
    fed.hotlineCases++;
  }

  /** One case at the start, so that there is one to see; later one in every fourth minute. */
  async function raiseCase(): Promise<void> {
    const now = Math.floor(clock.now() / 60_000);
    const raised = now === minute ? null : caseOfMinute(seed, now, minute === null);
    minute = now;
    if (raised) await raise("police-fr", raised);
  }

  return {
    fed,
    raise,
    /** Posts events beside the stream, as an episode needs it. */
    post,
    /** How far what is posted lies behind the clock, in seconds. */
    behind: () => Math.max(0, thisSecond() - next),
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
        const round = noEvents();
        // What fell out of reach while the server was away would come late: it is left out, and the charts show a gap.
        next = Math.max(next, thisSecond() - reachBackSeconds);
        reserve?.(thisSecond());
        for (let size = 0; next < thisSecond() && size < eventsARound; next++) {
          const events = eventsOfSecond(rhythm(), next);
          for (const source of eventSources) {
            round[source].push(...events[source]);
            size += events[source].length;
          }
        }
        await post(round);
      }
      await raiseCase();
    },
  };
}
export type Feeder = ReturnType<typeof createFeeder>;

const statementsTaken = z.object({ statements: z.array(z.unknown()) });
const statementsKnown = z.object({ errors: z.object({ existing_puids: z.array(z.string()) }) });

function add(fed: Fed, { type, data }: DemoEvent): void {
  const count = typeof data.count === "number" ? data.count : 1;
  fed.events++;
  if (type === "decision.made") fed.decisions += count;
  else if (type === "user_report.received") fed.reports += count;
  else if (type === "accounts.created") fed.signUps += count;
  else if (type === "accounts.deleted") fed.deletions += count;
  else if (type === "audience.measured") fed.measurements++;
  else fed.appeals++;
}
