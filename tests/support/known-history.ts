import { bucketOf } from "../../server/kernel/grains.ts";

/** Counts by bucket start, epoch ms, of 10-second buckets; buckets that counted nothing do not stand in it. */
export type Counts = ReadonlyMap<number, number>;

interface Commit {
  /** The database cannot have held it before this, epoch ms. */
  sent: number;
  /** The database held it from here on at the latest. */
  answered: number;
  added: readonly { at: number; count: number }[];
}

/** What the database held and when, known from outside: one sender, one request at a time, each with its answer. */
export interface KnownHistory {
  /** Keeps what `post` brought in; `post` resolves when the server has answered that it is stored. */
  record(added: Commit["added"], post: () => Promise<void>): Promise<void>;
  /** Everything stored so far. */
  latest(): Counts;
  /** Every state that the database may have been in at some moment from `from` to `to`, epoch ms, oldest first. */
  between(from: number, to: number): Counts[];
}

export function knownHistory(): KnownHistory {
  const commits: Commit[] = [];
  const after = (number: number): Counts => {
    const counts = new Map<number, number>();
    for (const { at, count } of commits.slice(0, number).flatMap(({ added }) => added)) {
      const bucket = bucketOf(at, "10s");
      counts.set(bucket, (counts.get(bucket) ?? 0) + count);
    }
    return counts;
  };
  return {
    async record(added, post) {
      const commit = { sent: Date.now(), answered: Number.POSITIVE_INFINITY, added };
      commits.push(commit);
      await post();
      commit.answered = Date.now();
    },
    latest: () => after(commits.length),
    between(from, to) {
      const states: Counts[] = [];
      for (let number = 0; number <= commits.length; number++) {
        const began = commits[number - 1]?.sent ?? 0;
        const over = commits[number]?.answered ?? Number.POSITIVE_INFINITY;
        if (began <= to && over >= from) states.push(after(number));
      }
      return states;
    },
  };
}

/** The part of counts from one bucket on to before another. */
export function within(counts: Counts, from: number, to = Number.POSITIVE_INFINITY): Counts {
  return new Map([...counts].filter(([bucket]) => bucket >= from && bucket < to).sort(([a], [b]) => a - b));
}

export function sumOf(counts: Counts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
