import { isRefusal, Refusal } from "../kernel/refusal.ts";
import type { ContentRow } from "./contract.ts";
import { type Recorded, type RecordingContext, recordEvents, type Submission } from "./record-events.ts";

const eventsATransaction = 20_000;
const submissionsATransaction = 256;
/** Beyond this many waiting events the door answers 503: memory stays bounded when the database is slow. */
const waitingEvents = 200_000;

interface Waiting {
  submission: Submission;
  resolve(recorded: Recorded): void;
  reject(error: unknown): void;
}

export interface Committed {
  liveRows: readonly ContentRow[];
  gaugesChanged: boolean;
}

/**
 * Requests that wait at the same moment share a transaction; one runs at a time, the next gathers meanwhile. A request
 * that fails does not fail its neighbours: the group is then stored one by one.
 */
export function createCommitter(context: RecordingContext, onCommit: (committed: Committed) => void) {
  const queue: Waiting[] = [];
  let waiting = 0;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const group = takeGroup(queue);
      for (const { submission } of group) waiting -= size(submission);
      await commit(group);
    }
    running = undefined;
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      const outcome = await recordEvents(
        context,
        group.map(({ submission }) => submission),
      );
      onCommit(outcome);
      for (const [i, { resolve, reject }] of group.entries()) {
        const recorded = outcome.recorded[i];
        if (recorded) resolve(recorded);
        else reject(new Error("the transaction answered for fewer requests than it took"));
      }
    } catch (error) {
      if (group.length === 1 || isRefusal(error)) for (const { reject } of group) reject(error);
      else for (const one of group) await commit([one]);
    }
  }

  return {
    /** Resolves when the events are committed. @throws Refusal `unavailable`: not stored for certain, send again. */
    submit(submission: Submission): Promise<Recorded> {
      if (waiting + size(submission) > waitingEvents) {
        return Promise.reject(new Refusal("unavailable", "Too many events wait to be stored; send this again later."));
      }
      waiting += size(submission);
      return new Promise<Recorded>((resolve, reject) => {
        queue.push({ submission, resolve, reject });
        running ??= run();
      });
    },
    /** Resolves when nothing waits any more. */
    async drain(): Promise<void> {
      await running;
    },
  };
}

/** At least 1: a request of refused items alone takes room in the queue, too. */
const size = ({ events, gauges, rejections }: Submission) =>
  Math.max(1, events.length + gauges.length + rejections.length);

/**
 * The next requests in order, within the limits. One that repeats an identity of an all-or-nothing request (or is one
 * and repeats any) waits: had the other to be withdrawn, its copy would have been answered as a duplicate and lost.
 */
function takeGroup(queue: Waiting[]): Waiting[] {
  const group: Waiting[] = [];
  const taken = new Set<string>();
  const exclusive = new Set<string>();
  let events = 0;
  while (queue.length > 0 && group.length < submissionsATransaction) {
    const next = queue[0];
    if (next === undefined) break;
    const { submission } = next;
    if (group.length > 0 && events + size(submission) > eventsATransaction) break;
    const keys = [...submission.events, ...submission.gauges].map(({ identity }) => identity);
    const against = submission.allOrNothing ? taken : exclusive;
    if (keys.some((key) => against.has(key))) break;
    for (const key of keys) {
      taken.add(key);
      if (submission.allOrNothing) exclusive.add(key);
    }
    events += size(submission);
    group.push(next);
    queue.shift();
  }
  return group;
}
