/** What officers of a partner authority see and do. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { HotlineCase, HotlineEventKind, TimelineEntry } from "../contract.ts";
import { type CaseMessage, messageTextSchema } from "../messages/contract.ts";

export const writeToDeskSchema = z.strictObject({ caseId: z.uuid(), text: messageTextSchema });

/** What stays on our side of a case: how we checked the call. */
export type OfficerCase = Omit<HotlineCase, "callBack">;

/** The number to call when nobody has taken a case for so long, milliseconds; null where none is set. */
export interface Fallback {
  number: string;
  afterMs: number;
}

/** The first screen of the portal. */
export interface Portal {
  /** The authority that the officer belongs to. */
  authority: { name: string; country: string };
  officer: { personId: string; name: string };
  /** Its newest 200 cases. */
  cases: OfficerCase[];
  fallback: Fallback | null;
  /** Server time of the read, epoch ms. */
  asOf: number;
}

/** A case of the own authority with what happened to it and what both sides wrote. */
export interface OfficerCaseFile {
  case: OfficerCase;
  timeline: TimelineEntry[];
  messages: CaseMessage[];
  fallback: Fallback | null;
  asOf: number;
}

/** What stays on our side of what happens to a case: what we write among us, check, and are reminded of. */
export const innerKinds: readonly HotlineEventKind[] = ["noted", "handed_over", "called_back", "clock_marked"];

export const followPortalSchema = z.strictObject({});

/** Something of a case of the own authority changed: ask again. */
export interface PortalChange {
  number: string;
  kind: HotlineEventKind;
  at: number;
}
