/** The hotline's shapes. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { countries } from "../kernel/countries.ts";
import type { CaseClock } from "./clocks/contract.ts";
import type { CaseMessage } from "./messages/contract.ts";

/** Most urgent first; the order is the order of the queue where clocks are equal. */
export const urgencies = ["threat_to_life", "urgent", "standard"] as const;
export type Urgency = (typeof urgencies)[number];

export const threats = ["terrorism", "child_abuse", "violence", "self_harm", "abduction", "other"] as const;
export type Threat = (typeof threats)[number];

/** What is at stake, as the authority sees it. */
export const stakes = ["one_person", "a_minor", "several_people", "a_crowd", "infrastructure", "evidence"] as const;
export type Stake = (typeof stakes)[number];

/** What the authority's demand rests on; each starts the clocks of its law. `none`: an order is to follow, or none is. */
export const legalBases = [
  "none",
  "tco_removal_order",
  "production_order_emergency",
  "production_order",
  "order_to_act",
  "information_order",
  "suspicion_of_threat_to_life",
  "intimate_image_report",
  "nca_information_request",
] as const;
export type LegalBasis = (typeof legalBases)[number];

/** How a case came in. */
export const channels = ["key", "phone", "portal"] as const;
export type Channel = (typeof channels)[number];

/** What came of calling back the number that we had on file before the call. */
export const callBackResults = ["confirmed", "not_reached", "not_known_there"] as const;
export type CallBackResult = (typeof callBackResults)[number];

/** What was done, said when a case is closed. */
export const outcomes = [
  "blocked",
  "removed",
  "data_preserved",
  "data_handed_over",
  "referred",
  "nothing_found",
  "refused",
  "withdrawn",
] as const;
export type Outcome = (typeof outcomes)[number];

/** ISO 3166-1 alpha-2. */
export const countryCodes: readonly string[] = [...countries];

// Characters, not UTF-16 units: a reference in any script may have 100 of them.
const reference = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{M}\p{N} ._:/#-]{1,100}$/u, "1 to 100 letters, digits, spaces and . _ : / # - only");

/** No content and no personal data: a reference of the authority's own file, and closed lists. */
const raisedFields = {
  reference,
  urgency: z.enum(urgencies),
  threat: z.enum(threats),
  stake: z.enum(stakes).optional(),
  /** ISO 3166-1 alpha-2: where it is to happen. */
  country: z.enum(countryCodes, "not an ISO 3166-1 alpha-2 country").optional(),
  legalBasis: z.enum(legalBases).optional(),
  /** ISO 639-1: what the officer speaks. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/, "an ISO 639-1 language in two small letters")
    .optional(),
};
/** What an authority's system posts. */
export const raiseCaseSchema = z.strictObject(raisedFields);
export type RaiseCase = z.infer<typeof raiseCaseSchema>;

/** What a person on call writes down while an authority is on the phone. */
export const recordCallSchema = z.strictObject({
  ...raisedFields,
  authorityId: z.number().int().min(1).max(2_147_483_647),
  callBack: z.enum(callBackResults).optional(),
});

const caseId = z.uuid();
export const acknowledgeCaseSchema = z.strictObject({ caseId });
export const recordCallBackSchema = z.strictObject({ caseId, result: z.enum(callBackResults) });
export const closeCaseSchema = z.strictObject({ caseId, outcome: z.enum(outcomes) });
/** `HC-12`, `12` or the case's id. */
export const readCaseSchema = z.strictObject({
  number: z.string().regex(/^(?:(?:HC-)?[1-9]\d{0,8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/, "not a case"),
});

/** A case as every screen, frame and answer shows it. Times are epoch milliseconds. */
export interface HotlineCase {
  id: string;
  /** Short number for speech and screen: HC-1, HC-2 … */
  number: string;
  reference: string;
  urgency: Urgency;
  threat: Threat;
  /** What its raiser said beyond that; null where it was not said. */
  stake: Stake | null;
  country: string | null;
  legalBasis: LegalBasis | null;
  language: string | null;
  channel: Channel;
  /** Name of the authority, or of the source (the authority's system) that raised it. */
  raisedBy: string;
  /** Of a call: what came of calling back; null while nobody has. */
  callBack: { result: CallBackResult; at: number; by: string } | null;
  /** Never changes. */
  receivedAt: number;
  acknowledgement: { dueAt: number; basis: "internal target"; at: number | null; by: string | null };
  /** The one above among them. Of cases older than clocks it is the only one. */
  clocks: CaseClock[];
  /** How many messages there are, to and from the authority; what they say stands in no frame. */
  messages: number;
  closed: { at: number; by: string; outcome: Outcome } | null;
  /** Rises with each change; the higher version wins in the browser. */
  version: number;
}

const hotlineEventKinds = [
  "received",
  "acknowledged",
  "called_back",
  "message_sent",
  "message_received",
  "noted",
  "handed_over",
  "clock_started",
  "clock_paused",
  "clock_resumed",
  "clock_stopped",
  "clock_marked",
  "closed",
] as const;
export type HotlineEventKind = (typeof hotlineEventKinds)[number];

/** One entry of the durable stream. Cursors are gapless: a jump means something was missed, so follow again. */
export interface HotlineEvent {
  cursor: number;
  kind: HotlineEventKind;
  at: number;
  case: HotlineCase;
  /** Who did it; absent where a system did. */
  by?: string;
  /** Which clock or which side, in words; never content. */
  about?: string;
}

export const followHotlineSchema = z.strictObject({ after: z.number().int().min(0) });

/** Cases received in one hour by urgency, absolute. */
export interface CasesPerHour {
  hour: number;
  counts: Record<Urgency, number>;
}

/** How fast cases were acknowledged that were received in one hour, milliseconds; null where none was. */
export interface HourToAcknowledge {
  hour: number;
  p50: number | null;
  longest: number | null;
}

/** Over the cases received in the same hours as `perHour` and acknowledged since. */
export interface TimeToAcknowledge {
  hours: HourToAcknowledge[];
  cases: number;
  p50: number | null;
  p95: number | null;
  /** Within this time a case is to be acknowledged. */
  targetMs: number;
}

/** Everything the hotline's first screen draws. Following from `cursor` misses nothing that `cases` does not hold. */
export interface HotlineBoard {
  cursor: number;
  /** Open cases by shortest clock, then those acknowledged in the last 24 hours, newest first. */
  cases: HotlineCase[];
  /** The last 24 UTC hours, the running one included, oldest first; hours without cases hold zeros. */
  perHour: CasesPerHour[];
  toAcknowledge: TimeToAcknowledge;
  /** Server time of the read, epoch ms. */
  asOf: number;
}

/** Every case that is not closed, and those closed in the last 24 hours. */
export interface HotlineQueue {
  cases: HotlineCase[];
  /** Server time of the read, epoch ms. */
  asOf: number;
}

/** One line of what happened to a case; it says nothing of content. */
export interface TimelineEntry {
  cursor: number;
  kind: HotlineEventKind;
  at: number;
  by: string | null;
  about: string | null;
}

/** A case with its history, as its page shows it. */
export interface HotlineCaseFile {
  case: HotlineCase;
  timeline: TimelineEntry[];
  /** Null for those who may not read them. */
  messages: CaseMessage[] | null;
  asOf: number;
}
