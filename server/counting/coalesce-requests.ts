import { isRefusal, Refusal } from "../kernel/refusal.ts";
import type { LiveRow } from "./contract.ts";
import { type Recorded, type RecordingContext, recordEvents, type Submission } from "./record-events.ts";

const eventsATransaction = 20_000;
const submissionsATransaction = 256;
/** Beyond this many waiting events the door answers 503: memory stays bounded when the database is slow. */
const waitingEvents = 200_000;
/** Who would have to wait longer is asked to come again instead; who did wait so long is given up, unstored. */
const longestWaitMs = 10_000;
const givenUpMs = 30_000;
/** A transaction that takes longer is followed by a smaller one, one that is this quick by a larger one. */
const slowMs = 2_000;
const quickMs = 500;

interface Waiting {
  /** When it came, on the clock of `performance.now()`. */
  since: number;
  submission: Submission;
  resolve(recorded: Recorded): void;
  reject(error: unknown): void;
}

export interface Committed {
  liveRows: readonly LiveRow[];
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
  /** When the oldest request of the transaction under way came. */
  let oldest: number | undefined;
  /** Part of the limits that a transaction may use now, so that none takes minutes where the database is slow. */
  let share = 1;
  /** What an item takes while more come than are stored; 0 while all are. */
  let msAnItem = 0;

  async function run(): Promise<void> {
    for (giveUp(); queue.length > 0; giveUp()) {
      const group = takeGroup(queue, share);
      const items = group.reduce((sum, { submission }) => sum + size(submission), 0);
      const more = queue.length > 0;
      waiting -= items;
      oldest = group[0]?.since;
      const started = performance.now();
      await commit(group);
      const took = performance.now() - started;
      const used = Math.max(items / eventsATransaction, group.length / submissionsATransaction);
      if (took > slowMs) share = Math.max((used * slowMs) / took, 1 / submissionsATransaction);
      else if (took < quickMs) share = Math.min(share * 2, 1);
      if (took < quickMs) msAnItem = 0;
      else if (more) msAnItem = took / items;
    }
    oldest = undefined;
    msAnItem = 0;
    running = undefined;
  }

  /** Answers those whose senders have long stopped listening: nothing of theirs was stored. */
  function giveUp(): void {
    for (let next = queue[0]; next && performance.now() - next.since > givenUpMs; next = queue[0]) {
      queue.shift();
      waiting -= size(next.submission);
      next.reject(busy(longestWaitMs));
    }
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
      const since = performance.now();
      // Until the rate is known, what is ahead takes about as long again as the oldest of it has waited.
      const aheadMs = Math.max(oldest === undefined ? 0 : since - oldest, waiting * msAnItem);
      if (waiting + size(submission) > waitingEvents || aheadMs > longestWaitMs) return Promise.reject(busy(aheadMs));
      waiting += size(submission);
      return new Promise<Recorded>((resolve, reject) => {
        queue.push({ since, submission, resolve, reject });
        running ??= run();
      });
    },
    /** Resolves when nothing waits any more. */
    async drain(): Promise<void> {
      await running;
    },
  };
}

/** Whole seconds until what is ahead is stored, 30 at most: nobody knows further. */
function busy(aheadMs: number): Refusal {
  const retryAfter = Math.min(Math.max(Math.ceil(aheadMs / 1000), 1), 30);
  const message = `More events come than can be stored; send this again in ${retryAfter} s.`;
  return new Refusal("unavailable", message, undefined, retryAfter);
}

/** At least 1: a request of refused items alone takes room in the queue, too. */
const size = ({ events, gauges, rejections }: Submission) =>
  Math.max(1, events.length + gauges.length + rejections.length);

/**
 * The next requests in order, within that share of the limits. One that repeats an identity of an all-or-nothing request
 * (or is one and repeats any) waits: had the other to be withdrawn, its copy would have been called a duplicate and lost.
 */
function takeGroup(queue: Waiting[], share: number): Waiting[] {
  const group: Waiting[] = [];
  const taken = new Set<string>();
  const exclusive = new Set<string>();
  let events = 0;
  while (queue.length > 0 && group.length < submissionsATransaction * share) {
    const next = queue[0];
    if (next === undefined) break;
    const { submission } = next;
    if (group.length > 0 && events + size(submission) > eventsATransaction * share) break;
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
