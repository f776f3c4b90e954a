import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { acknowledgeCase } from "./acknowledge-case.ts";
import type { HotlineBoard, HotlineCase, HotlineEvent } from "./contract.ts";
import { raiseCase } from "./raise-case.ts";
import { readBoard } from "./read-board.ts";
import { readEventsAfter, readLastCursor } from "./store.ts";

/** Emergencies of partner authorities: raised by their systems, acknowledged by people on call. */
export interface Hotline {
  /** `input` is an untrusted body, parsed by `raiseCaseSchema`. */
  raiseCase(actor: Actor, input: unknown): Promise<{ case: HotlineCase; created: boolean }>;
  acknowledgeCase(actor: Actor, input: unknown): Promise<HotlineCase>;
  readBoard(): Promise<HotlineBoard>;
  /** Events after a cursor in order, at most `limit`. */
  readEvents(after: number, limit: number): Promise<HotlineEvent[]>;
  /** The newest cursor; 0 before the first event. */
  lastCursor(): Promise<number>;
}

/** `wake` runs after each commit that appended an event: a hint to read the stream, which is the truth. */
export function createHotline(context: {
  database: Database;
  clock: Clock;
  acknowledgeWithinMs: number;
  wake: () => void;
}): Hotline {
  return {
    raiseCase: (actor, input) => raiseCase(context, actor, input),
    acknowledgeCase: (actor, input) => acknowledgeCase(context, actor, input),
    readBoard: () => readBoard(context),
    readEvents: (after, limit) => readEventsAfter(context.database.query, after, limit),
    lastCursor: () => readLastCursor(context.database.query),
  };
}
