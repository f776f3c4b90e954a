import { createHintedRead } from "./hinted-read.ts";

/** An event of a durable stream. */
interface Numbered {
  cursor: number;
}

/** What a feed asks of the domain whose stream it sends on. */
export interface EventReader<Event extends Numbered> {
  /** Events after a cursor in order, at most `limit`; cursors have no gaps and become visible in order. */
  readEvents(after: number, limit: number): Promise<readonly Event[]>;
  /** The newest cursor; 0 before the first event. */
  lastCursor(): Promise<number>;
}

/** Somebody who wants every event after a cursor, each once and in order. */
export interface Listener<Event> {
  /** False while nothing more should be sent: the events wait in the database. */
  ready(): boolean;
  send(event: Event): void;
}

interface Follower<Event> extends Listener<Event> {
  cursor: number;
}

/** How many events one read brings, also as the answer of a follow. */
const eventsPerRead = 500;

export interface EventFeed<Event extends Numbered> {
  /**
   * Starts, or starts again, to follow. `answer` gets the first events and the cursor up to which they go; then each
   * later event is sent. Nothing follows when `answer` says that the listener is gone.
   */
  follow(
    id: string,
    after: number,
    listener: Listener<Event>,
    answer: (events: readonly Event[], cursor: number) => boolean,
  ): Promise<void>;
  unfollow(id: string): void;
  /** Reads what is new and sends it on. Never rejects. */
  poll(): Promise<void>;
  followers(): number;
  /** Waits for a read that is under way. */
  settled(): Promise<void>;
}

/** A durable stream: the database is the truth, each follower stands at a cursor of its own. */
export function createEventFeed<Event extends Numbered>(
  reader: EventReader<Event>,
  onError: (error: unknown) => void,
): EventFeed<Event> {
  const followers = new Map<string, Follower<Event>>();

  /** One read for all who are ready, from the one furthest back. Whoever starts meanwhile waits for the next. */
  async function readOnce(): Promise<boolean> {
    const listening = [...followers.values()].filter((follower) => follower.ready());
    if (listening.length === 0) return false;
    const events = await reader.readEvents(Math.min(...listening.map(({ cursor }) => cursor)), eventsPerRead);
    const current = new Set(followers.values());
    for (const follower of listening) if (current.has(follower)) sendTo(follower, events);
    return events.length === eventsPerRead;
  }

  function sendTo(follower: Follower<Event>, events: readonly Event[]): void {
    for (const event of events) {
      if (event.cursor <= follower.cursor) continue;
      if (!follower.ready()) return;
      follower.cursor = event.cursor;
      follower.send(event);
    }
  }

  const read = createHintedRead(readOnce, onError);
  return {
    async follow(id, after, listener, answer) {
      followers.delete(id);
      const events = await reader.readEvents(after, eventsPerRead);
      // Nothing after it: the newest there is, also for a cursor of a database that was since restored.
      const cursor = events.at(-1)?.cursor ?? Math.min(after, await reader.lastCursor());
      if (!answer(events, cursor)) return;
      followers.set(id, { ...listener, cursor });
      void read.poll();
    },
    unfollow: (id) => void followers.delete(id),
    followers: () => followers.size,
    ...read,
  };
}
