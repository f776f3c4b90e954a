import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { acknowledgeCase } from "./acknowledge-case.ts";
import type { Authority } from "./authorities/contract.ts";
import { createAuthority, readAuthorities } from "./authorities/create-authority.ts";
import { pauseClock } from "./clocks/pause-clock.ts";
import { resumeClock } from "./clocks/resume-clock.ts";
import { startClock } from "./clocks/start-clock.ts";
import { stopClock } from "./clocks/stop-clock.ts";
import { closeCase } from "./close-case.ts";
import type { HotlineBoard, HotlineCase, HotlineCaseFile, HotlineEvent, HotlineQueue } from "./contract.ts";
import { createTextSeal } from "./messages/seal-text.ts";
import { sendMessage } from "./messages/send-message.ts";
import { raiseCase } from "./raise-case.ts";
import { readBoard } from "./read-board.ts";
import { readCase, readQueue } from "./read-case.ts";
import { recordCall, recordCallBack } from "./record-call.ts";
import { readEventsAfter, readLastCursor } from "./store.ts";

/** A change of a case by a person on call; `input` is untrusted. Answers the case as it is then. */
type CaseVerb = (actor: Actor, input: unknown) => Promise<HotlineCase>;

/** Emergencies of partner authorities: raised by their systems or on the phone, handled by people on call. */
export interface Hotline {
  /** `input` is an untrusted body, parsed by `raiseCaseSchema`. */
  raiseCase(actor: Actor, input: unknown): Promise<{ case: HotlineCase; created: boolean }>;
  recordCall: CaseVerb;
  recordCallBack: CaseVerb;
  acknowledgeCase: CaseVerb;
  sendMessage: CaseVerb;
  startClock: CaseVerb;
  pauseClock: CaseVerb;
  resumeClock: CaseVerb;
  stopClock: CaseVerb;
  closeCase: CaseVerb;
  readBoard(): Promise<HotlineBoard>;
  readQueue(actor: Actor): Promise<HotlineQueue>;
  readCase(actor: Actor, input: unknown): Promise<HotlineCaseFile>;
  createAuthority(actor: Actor, input: unknown): Promise<Authority>;
  readAuthorities(actor: Actor): Promise<Authority[]>;
  /** Events after a cursor in order, at most `limit`. */
  readEvents(after: number, limit: number): Promise<HotlineEvent[]>;
  /** The newest cursor; 0 before the first event. */
  lastCursor(): Promise<number>;
}

/**
 * `wake` runs after each commit that appended an event: a hint to read the stream, which is the truth. `secret`: that of
 * the installation; messages are sealed by a key that is derived from it.
 */
export function createHotline(options: {
  database: Database;
  clock: Clock;
  secret: string;
  acknowledgeWithinMs: number;
  wake: () => void;
}): Hotline {
  const { secret, ...rest } = options;
  const context = { ...rest, seal: createTextSeal(secret) };
  return {
    raiseCase: (actor, input) => raiseCase(context, actor, input),
    recordCall: (actor, input) => recordCall(context, actor, input),
    recordCallBack: (actor, input) => recordCallBack(context, actor, input),
    acknowledgeCase: (actor, input) => acknowledgeCase(context, actor, input),
    sendMessage: (actor, input) => sendMessage(context, actor, input),
    startClock: (actor, input) => startClock(context, actor, input),
    pauseClock: (actor, input) => pauseClock(context, actor, input),
    resumeClock: (actor, input) => resumeClock(context, actor, input),
    stopClock: (actor, input) => stopClock(context, actor, input),
    closeCase: (actor, input) => closeCase(context, actor, input),
    readBoard: () => readBoard(context),
    readQueue: (actor) => readQueue(context, actor),
    readCase: (actor, input) => readCase(context, actor, input),
    createAuthority: (actor, input) => createAuthority(context, actor, input),
    readAuthorities: (actor) => readAuthorities(context, actor),
    readEvents: (after, limit) => readEventsAfter(context.database.query, after, limit),
    lastCursor: () => readLastCursor(context.database.query),
  };
}
