import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { createTextSeal } from "../kernel/text-seal.ts";
import { acknowledgeCase } from "./acknowledge-case.ts";
import type { Authority, AuthorityStaff, IssuedOfficer } from "./authorities/contract.ts";
import { createAuthority, readAuthorities } from "./authorities/create-authority.ts";
import { type InviteByEmail, inviteOfficer, readStaff } from "./authorities/invite-officer.ts";
import { type CreateSystem, issueAuthorityKey } from "./authorities/issue-authority-key.ts";
import { pauseClock } from "./clocks/pause-clock.ts";
import { resumeClock } from "./clocks/resume-clock.ts";
import { startClock } from "./clocks/start-clock.ts";
import { stopClock } from "./clocks/stop-clock.ts";
import { closeCase } from "./close-case.ts";
import type { HotlineBoard, HotlineCase, HotlineCaseFile, HotlineEvent, HotlineQueue } from "./contract.ts";
import { sendMessage } from "./messages/send-message.ts";
import { type Fallback, innerKinds, type OfficerCase, type OfficerCaseFile, type Portal } from "./portal/contract.ts";
import { raiseEmergency } from "./portal/raise-emergency.ts";
import { readPortal, readPortalCase } from "./portal/read-portal.ts";
import { sendWord } from "./portal/send-word.ts";
import { type OfficerChange, readChangesOfOfficers } from "./portal/store.ts";
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
  inviteOfficer(actor: Actor, input: unknown): Promise<IssuedOfficer>;
  issueAuthorityKey(actor: Actor, input: unknown): Promise<{ sourceId: number; key: string }>;
  /** Officers and systems of an authority. */
  readStaff(actor: Actor, input: unknown): Promise<AuthorityStaff>;
  /** The portal of officers: each reaches the own authority's cases alone. */
  readPortal(actor: Actor): Promise<Portal>;
  readPortalCase(actor: Actor, input: unknown): Promise<OfficerCaseFile>;
  raiseEmergency(actor: Actor, input: unknown): Promise<OfficerCase>;
  sendWord(actor: Actor, input: unknown): Promise<OfficerCase>;
  /** What changed after a cursor in cases of these officers' own authorities, in order. */
  readOfficerChanges(personIds: readonly string[], after: number, limit: number): Promise<OfficerChange[]>;
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
  /** Whom officers call when nobody takes a case; none by default. */
  fallback?: Fallback | null;
  wake: () => void;
  /** How an officer is invited and a system made; without them nobody is. */
  invite?: InviteByEmail;
  createSystem?: CreateSystem;
}): Hotline {
  const { secret, invite = unconnected, createSystem = unconnected, fallback = null, ...rest } = options;
  const context = {
    ...rest,
    fallback,
    invite,
    createSystem,
    seal: createTextSeal(secret, "watchfloor hotline messages 1"),
  };
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
    inviteOfficer: (actor, input) => inviteOfficer(context, actor, input),
    issueAuthorityKey: (actor, input) => issueAuthorityKey(context, actor, input),
    readStaff: (actor, input) => readStaff(context, actor, input),
    readPortal: (actor) => readPortal(context, actor),
    readPortalCase: (actor, input) => readPortalCase(context, actor, input),
    raiseEmergency: (actor, input) => raiseEmergency(context, actor, input),
    sendWord: (actor, input) => sendWord(context, actor, input),
    readOfficerChanges: (personIds, after, limit) =>
      readChangesOfOfficers(context.database.query, { personIds, after, limit, inner: innerKinds }),
    readEvents: (after, limit) => readEventsAfter(context.database.query, after, limit),
    lastCursor: () => readLastCursor(context.database.query),
  };
}

const unconnected = () =>
  Promise.reject(new Error("the hotline was made without the domains that make people and keys"));
