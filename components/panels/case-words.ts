import type { Confidence, PauseReason, startableClocks } from "../../server/hotline/clocks/contract.ts";
import type {
  CallBackResult,
  Channel,
  LegalBasis,
  Outcome,
  Stake,
  TimelineEntry,
} from "../../server/hotline/contract.ts";

export const stakeNames: Record<Stake, string> = {
  one_person: "One person",
  a_minor: "A minor",
  several_people: "Several people",
  a_crowd: "A crowd",
  infrastructure: "Infrastructure",
  evidence: "Evidence",
};

export const legalBasisNames: Record<LegalBasis, string> = {
  none: "No order yet",
  tco_removal_order: "Removal order, terrorist content (EU 2021/784)",
  production_order_emergency: "Production order, emergency (EU 2023/1543)",
  production_order: "Production order (EU 2023/1543)",
  order_to_act: "Order to act against content (DSA, Article 9)",
  information_order: "Order to inform (DSA, Article 10)",
  suspicion_of_threat_to_life: "Suspicion of a threat to life (DSA, Article 18)",
  intimate_image_report: "Intimate image (UK OSA 2023)",
  nca_information_request: "Request of the NCA (UK SI 2026/268)",
};

export const channelNames: Record<Channel, string> = {
  key: "by the authority's system",
  phone: "by phone",
  portal: "by the portal",
};

export const callBackNames: Record<CallBackResult, string> = {
  confirmed: "Called back, confirmed",
  not_reached: "Called back, not reached",
  not_known_there: "Called back, nobody there knows of it",
};

export const outcomeNames: Record<Outcome, string> = {
  blocked: "Blocked",
  removed: "Removed",
  data_preserved: "Data preserved",
  data_handed_over: "Data handed over",
  referred: "Referred to another authority",
  nothing_found: "Nothing found",
  refused: "Refused",
  withdrawn: "Withdrawn by the authority",
};

export const pauseReasonNames: Record<PauseReason, string> = {
  force_majeure_art3_7: "Impossible for us, Article 3(7)",
  order_unclear_art3_8: "Order unclear, Article 3(8)",
  awaiting_authority: "We wait for the authority",
};

/** Clocks that people start by hand, by what was received. */
export const startableNames: Record<(typeof startableClocks)[number], string> = {
  tco_remove: "Removal order for terrorist content: 1 h",
  tco_threat_to_life: "Terrorist content with a threat to life: internal target 15 m",
  epoc_emergency: "Production order, emergency: 8 h",
  epoc_standard: "Production order: 10 d",
  epoc_preserve: "Preserve what a production order asks for: internal target 1 h",
  dsa_art9_effect: "Order to act against content: internal target 4 h",
  dsa_art10_effect: "Order to inform: internal target 4 h",
  dsa_art18: "Suspicion of a threat to life to report: internal target 30 m",
  uk_intimate: "Intimate image, UK: 48 h",
  uk_nca_info: "Request of the NCA, UK: 7 d",
};

// A fixed language, so that server and browser write the same.
const regions = new Intl.DisplayNames("en", { type: "region", fallback: "code" });
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
export const countryName = (code: string) => regions.of(code) ?? code;
export const languageName = (code: string) => languages.of(code) ?? code;

/** How sure we are of the law behind a clock, in a few words. */
export const confidenceNames: Record<Confidence, string> = {
  source: "wording of the law read",
  secondary: "from a commentary",
  single_secondary: "from one commentary, unconfirmed",
  memory: "not read again, unconfirmed",
  own: "our own target",
};

/** Those who speak and write of whom: "Acknowledged by Ada". */
export function eventWords({ kind, about }: Pick<TimelineEntry, "kind" | "about">): string {
  switch (kind) {
    case "received":
      return "Received. Nobody can change this time.";
    case "acknowledged":
      return "Acknowledged";
    case "called_back":
      return about !== null && about in callBackNames ? callBackNames[about as CallBackResult] : "Called back";
    case "message_sent":
      return "Wrote to the authority";
    case "message_received":
      return "The authority wrote";
    case "noted":
      return "Left a note";
    case "handed_over":
      return "Handed over";
    case "clock_started":
      return `Clock started: ${about}`;
    case "clock_paused":
      return `Clock paused: ${about}`;
    case "clock_resumed":
      return `Clock runs on: ${about}`;
    case "clock_stopped":
      return `Clock stopped: ${about}`;
    case "clock_marked":
      return `Clock warned. ${about}`;
    case "closed":
      return about !== null && about in outcomeNames ? `Closed: ${outcomeNames[about as Outcome]}` : "Closed";
  }
}
