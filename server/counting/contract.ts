/** What is counted, and by which dimensions. Runs in browsers: no imports from Node. */
export const kinds = [
  "decision",
  "reversal",
  "user_report",
  "appeal_opened",
  "appeal_decided",
  "accounts_created",
  "accounts_deleted",
] as const;
export type Kind = (typeof kinds)[number];

/** Kinds whose events each name one decision; they are counted by its day, too. */
export const kindsAboutDecisions = ["reversal", "appeal_opened", "appeal_decided"] as const satisfies readonly Kind[];

/** `live`; `late`: over 15 minutes old on receipt; `date_only`: a day without a time of day (DESIGN 3). */
export const timings = ["live", "late", "date_only"] as const;
export type Timing = (typeof timings)[number];

/** The EU's 16 categories, without their prefix and in lower case; `none` where the kind has no category. */
export const categories = [
  "animal_welfare",
  "consumer_information",
  "cyber_violence",
  "cyber_violence_against_women",
  "data_protection_and_privacy_violations",
  "illegal_or_harmful_speech",
  "intellectual_property_infringements",
  "negative_effects_on_civic_discourse_or_elections",
  "not_specified_notice",
  "other_violation_tc",
  "protection_of_minors",
  "risk_for_public_security",
  "scams_and_fraud",
  "self_harm",
  "unsafe_and_prohibited_products",
  "violence",
] as const;
export type Category = (typeof categories)[number];

export const subjects = ["post", "channel", "group", "account", "bot", "other"] as const;
export type Subject = (typeof subjects)[number];

export const effects = ["takedown", "restriction", "other"] as const;
export type Effect = (typeof effects)[number];

/** The EU's source_type: who or what brought the platform to decide. */
export const origins = ["article_16", "trusted_flagger", "other_notification", "own_initiative"] as const;
export type Origin = (typeof origins)[number];

export const autoDetections = ["yes", "no"] as const;
export type AutoDetected = (typeof autoDetections)[number];

export const autoDecisions = ["fully", "partially", "not"] as const;
export type AutoDecided = (typeof autoDecisions)[number];

export const keywordClasses = ["none", "terrorism", "child_abuse", "both"] as const;
export type KeywordClass = (typeof keywordClasses)[number];

export const none = "none";
export type None = typeof none;

/** ISO 3166-1 alpha-2 of the actor or the content; `ZZ` where it is not stated. */
export const unstatedCountry = "ZZ";

/** One event, already validated and classified, as the counting verb takes it. */
export interface CountableEvent {
  /** First 16 bytes of SHA-256 over source, door, CloudEvents source and id, written as a UUID. */
  identity: string;
  kind: Kind;
  /** Epoch milliseconds. */
  eventTime: number;
  timing: Timing;
  /** How many things the event stands for; 1 but for aggregate events, at most 1,000,000. */
  count: number;
  category: Category | None;
  subject: Subject | None;
  effect: Effect | None;
  origin: Origin | None;
  autoDetected: AutoDetected | None;
  autoDecided: AutoDecided | None;
  country: string;
  keywordClass: KeywordClass;
  /** Territorial scope of a statement: counted by day in a side cube that does not add up. */
  territories?: readonly string[];
  /** Which decision a reversal or an appeal is about, and its UTC day (`YYYY-MM-DD`): kept for cohorts. */
  about?: { decisionIdentity: string; decisionDay: string };
}

/** One refused item of a request: which rule of which field, never its value. */
export interface Rejection {
  /** Dotted name of the field at fault; `body` when it is the request as a whole. */
  field: string;
  reason: string;
  /** The id its sender gave it, so that the sender can find it. */
  id: string | null;
}

/** Which machine door a request came through. */
export const intakeDoors = ["statements", "events"] as const;
export type IntakeDoor = (typeof intakeDoors)[number];

/** What one request of a key did; times in epoch ms. */
export interface IntakeBatch {
  batchId: string;
  sourceId: number;
  keyId: string;
  door: IntakeDoor;
  receivedAt: number;
  received: number;
  /** Events and measurements stored now. */
  accepted: number;
  duplicates: number;
  rejections: readonly Rejection[];
  /** What the accepted events stand for: the sum of their counts. */
  counted: number;
  /** Accepted events that stand for more than one thing. */
  aggregates: number;
  newestEvent: number | null;
}

/** A newest-wins measurement; it does not add. */
export interface GaugeMeasurement {
  identity: string;
  gauge: Gauge;
  /** `world`, an ISO 3166-1 alpha-2 country, or the name of a queue. */
  scope: string;
  eventTime: number;
  value: number;
}
/** Users in total and active in a period; things that wait in a moderation queue (its name is the scope). */
export const gauges = ["total_users", "monthly_active_users", "daily_active_users", "queue_length"] as const;
export type Gauge = (typeof gauges)[number];

/** The cubes and the dimensions that each tells apart (docs/adr/0002-cubes.md), by the columns' names. */
export const cubeDimensions = {
  content: ["source", "timing", "category", "subject", "effect", "keyword_class"],
  method: ["source", "timing", "category", "effect", "origin", "auto_detected", "auto_decided"],
  place: ["source", "timing", "effect", "country"],
} as const;
export type CubeName = keyof typeof cubeDimensions;

/** What live screens are drawn from (DESIGN 5): these grains of these cubes. */
export const liveLayers = ["content 10s", "content minute", "place minute", "method minute"] as const;
export type LiveLayer = (typeof liveLayers)[number];

/** One row of a cube: absolute values, as the commit returned them. The higher `rev` of a row wins. */
export interface LiveRow {
  layer: LiveLayer;
  sourceId: number;
  /** Start of the bucket, epoch milliseconds. */
  bucket: number;
  /** The number of its combination of values in its cube. */
  cell: number;
  kind: Kind;
  /** Its value of each other dimension that its cube has but the source, by the dimension's name. */
  values: Readonly<Record<string, string>>;
  n: number;
  rev: number;
  /** Event time of the newest event in the row, epoch milliseconds. */
  newest: number;
}
