import { countAround, randomOf, weighted } from "./demo-random.ts";

/** Who posts what: the classifier what it decided alone, the moderation tool the rest, the sign-up service accounts. */
export const eventSources = ["classifier", "moderation-tool", "sign-up-service"] as const;
export type EventSource = (typeof eventSources)[number];

/** A CloudEvent as it is posted. */
export interface DemoEvent {
  specversion: "1.0";
  id: string;
  source: string;
  type: "decision.made" | "accounts.created" | "accounts.deleted" | "audience.measured";
  time: string;
  data: Record<string, unknown>;
}

export interface DemoRhythm {
  seed: number;
  /** Takedowns a minute, on average over a day. */
  rate: number;
}

interface CategoryShare {
  category: string;
  keyword?: string;
  /** Percent of all decisions. */
  share: number;
  /** Percent that we found ourselves, and percent that no person looked at. */
  detected: number;
  decided: number;
}

/** Made up, in the proportions of what platforms published for 2024 and 2025; spam is everything without a keyword. */
const shares: readonly CategoryShare[] = [
  { category: "OTHER_VIOLATION_TC", share: 62, detected: 98, decided: 94 },
  { category: "SCAMS_AND_FRAUD", keyword: "PHISHING", share: 15, detected: 92, decided: 60 },
  { category: "OTHER_VIOLATION_TC", keyword: "ADULT_SEXUAL_MATERIAL", share: 9, detected: 97, decided: 90 },
  { category: "ILLEGAL_OR_HARMFUL_SPEECH", keyword: "HATE_SPEECH", share: 5, detected: 88, decided: 45 },
  { category: "VIOLENCE", share: 3, detected: 93, decided: 55 },
  { category: "UNSAFE_AND_PROHIBITED_PRODUCTS", keyword: "PROHIBITED_PRODUCTS", share: 3, detected: 85, decided: 40 },
  {
    category: "PROTECTION_OF_MINORS",
    keyword: "CHILD_SEXUAL_ABUSE_MATERIAL",
    share: 1.6,
    detected: 98,
    decided: 35,
  },
  { category: "RISK_FOR_PUBLIC_SECURITY", keyword: "TERRORIST_CONTENT", share: 0.9, detected: 96, decided: 50 },
  { category: "SELF_HARM", share: 0.2, detected: 80, decided: 20 },
  {
    category: "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    keyword: "NON_CONSENSUAL_IMAGE_SHARING",
    share: 0.15,
    detected: 40,
    decided: 5,
  },
  {
    category: "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    keyword: "COPYRIGHT_INFRINGEMENT",
    share: 0.15,
    detected: 40,
    decided: 5,
  },
];
/** Platforms publish no users by country: made up, after downloads and the regions of new users. */
const country = weighted([
  ...([["IN", 20], ["RU", 10], ["ID", 9], ["BR", 9], ["US", 5], ["MX", 4], ["UZ", 4], ["IR", 4], ["EG", 4]] as const),
  ...([["UA", 3], ["TR", 3], ["PH", 3], ["VN", 3], ["NG", 3], ["KZ", 3], ["CO", 2], ["PK", 2], ["BD", 2]] as const),
  ...([["AR", 1.5], ["SA", 1.5], ["IQ", 1.5], ["DE", 1], ["FR", 0.9], ["IT", 0.9], ["ES", 0.8], ["PL", 0.4]] as const),
  ...([["NL", 0.3], ["GB", 1.2], ["KR", 0.5], ["JP", 0.5], ["ZZ", 4]] as const),
] as [readonly [string, number], ...(readonly [string, number])[]]);
const subject = weighted([
  ["post", 89],
  ["account", 7],
  ["channel", 2],
  ["group", 1.6],
  ["bot", 0.4],
]);
const notice = weighted([
  ["SOURCE_ARTICLE_16", 60],
  ["SOURCE_TYPE_OTHER_NOTIFICATION", 32],
  ["SOURCE_TRUSTED_FLAGGER", 8],
]);
/** What a decision does instead of taking down: so many of a hundred decisions. */
const restrictionPercent = 6;
const restriction = weighted([
  ["DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED", 50],
  ["DECISION_VISIBILITY_CONTENT_DEMOTED", 30],
  ["DECISION_VISIBILITY_CONTENT_LABELLED", 20],
]);
/** About 2.6 million a day, and a fifth as many deletions: half a million more users each day. */
const signUpsASecond = 30;
const deletionsASecond = 24;
