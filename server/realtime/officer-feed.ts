import type { PortalChange } from "../hotline/portal/contract.ts";
import { createHintedRead } from "./hinted-read.ts";

/** What the feed asks of the hotline domain: bound to the officers' own authorities where it is read. */
export interface OfficerReader {
  readOfficerChanges(
    personIds: readonly string[],
    after: number,
    limit: number,
  ): Promise<readonly (PortalChange & { cursor: number; personId: string })[]>;
  lastCursor(): Promise<number>;
}

interface Follower {
  personId: string;
  cursor: number;
  ready(): boolean;
  send(change: PortalChange): void;
}

/** At most so many changes come in one read. */
const changesPerRead = 2_000;

export interface OfficerFeed {
  /** From now on sends every change of the own authority's cases; what was before is asked for. */
  follow(id: string, follower: Omit<Follower, "cursor">): Promise<void>;
  unfollow(id: string): void;
  /** Reads what is new and sends it on. Never rejects. */
  poll(): Promise<void>;
  /** Waits for a read that is under way. */
  settled(): Promise<void>;
}

/** Tells officers that something of a case of theirs changed. A hint: the page asks, and asks again when it comes back. */
export function createOfficerFeed(hotline: OfficerReader, onError: (error: unknown) => void): OfficerFeed {
  const followers = new Map<string, Follower>();

  async function readOnce(): Promise<boolean> {
    const listening = [...followers.values()].filter((one) => one.ready());
    if (listening.length === 0) return false;
    const after = Math.min(...listening.map(({ cursor }) => cursor));
    const last = await hotline.lastCursor();
    if (last <= after) return false;
    const changes = await hotline.readOfficerChanges(
      [...new Set(listening.map(({ personId }) => personId))],
      after,
      changesPerRead,
    );
    for (const follower of listening) {
      for (const { cursor, personId, number, kind, at } of changes) {
        if (personId !== follower.personId || cursor <= follower.cursor) continue;
        follower.cursor = cursor;
        follower.send({ number, kind, at });
      }
      // What belongs to others is passed over, once.
      if (changes.length < changesPerRead) follower.cursor = Math.max(follower.cursor, last);
    }
    return false;
  }

  const read = createHintedRead(readOnce, onError);
  return {
    async follow(id, follower) {
      followers.set(id, { ...follower, cursor: await hotline.lastCursor() });
      void read.poll();
    },
    unfollow: (id) => void followers.delete(id),
    ...read,
  };
}
