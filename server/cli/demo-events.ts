import { countAround, randomOf, weighted } from "./demo-random.ts";
import { type CategoryShare, categoryShares, waveOf } from "./demo-rhythm.ts";

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
  /** Takedowns a minute, averaged over a day. */
  rate: number;
}

/** Platforms publish no users by country: made up, after downloads and the regions that new users come from. */
const country = weighted(
  "IN 20, RU 10, ID 9, BR 9, US 5, MX 4, UZ 4, IR 4, EG 4, UA 3, TR 3, PH 3, VN 3, NG 3, KZ 3, CO 2, PK 2, BD 2," +
    "AR 1.5, SA 1.5, IQ 1.5, GB 1.2, DE 1, FR 0.9, IT 0.9, ES 0.8, KR 0.5, JP 0.5, PL 0.4, NL 0.3, ZZ 4",
);
const subject = weighted("post 89, account 7, channel 2, group 1.6, bot 0.4");
const notice = weighted("SOURCE_ARTICLE_16 60, SOURCE_TYPE_OTHER_NOTIFICATION 32, SOURCE_TRUSTED_FLAGGER 8");
const restrictionPercent = 6;
const restriction = weighted("AGE_RESTRICTED 50, DEMOTED 30, LABELLED 20");
/** About 1.6 million accounts come a day and one million go: half a million more users. */
const accountsASecond = { created: 18, deleted: 12 };
const firstAudience = 950_000_000;

/** What happens in one second, given as whole seconds since 1970: the same for the same seed and rate, whenever asked. */
export function eventsOfSecond(rhythm: DemoRhythm, second: number): Record<EventSource, DemoEvent[]> {
  const events: Record<EventSource, DemoEvent[]> = { classifier: [], "moderation-tool": [], "sign-up-service": [] };
  for (const [place, share] of categoryShares.entries()) {
    const random = randomOf(rhythm.seed, second, place);
    const decisionsASecond = rhythm.rate / 60 / (1 - restrictionPercent / 100);
    const mean = decisionsASecond * (share.share / 100) * waveOf(rhythm.seed, second, place);
    const count = countAround(mean, share.dispersion, random);
    for (let n = 0; n < count; n++) {
      const { data, source } = decide(share, random);
      events[source].push(eventAt(second, random, source, `${rhythm.seed}-${second}-${place}-${n}`, data));
    }
  }
  for (const [change, mean] of Object.entries(accountsASecond)) {
    const random = randomOf(rhythm.seed, second, change.length, mean);
    const type = change === "created" ? "accounts.created" : "accounts.deleted";
    for (const [where, count] of byCountry(countAround(mean, 25, random), random)) {
      const id = `${rhythm.seed}-${second}-${change}-${where}`;
      const event = eventAt(second, random, "sign-up-service", id, { count, ...stated(where) });
      events["sign-up-service"].push({ ...event, type });
    }
  }
  return events;
}

/** The one measurement of the audience. Its id never changes, so that a later start does not measure again. */
export function firstMeasurement(second: number): DemoEvent {
  const data = { gauge: "total_users", scope: "world", value: firstAudience };
  return { ...eventAt(second, () => 0, "sign-up-service", "first-measurement", data), type: "audience.measured" };
}

function eventAt(
  second: number,
  random: () => number,
  source: EventSource,
  id: string,
  data: Record<string, unknown>,
): DemoEvent {
  const time = new Date(second * 1000 + Math.floor(random() * 1000)).toISOString();
  return { specversion: "1.0", id, source: `/demo/${source}`, type: "decision.made", time, data };
}

function decide(share: CategoryShare, random: () => number): { source: EventSource; data: Record<string, unknown> } {
  const detected = random() * 100 < share.detected;
  const alone = detected && random() * share.detected < share.decided;
  const about = subject(random);
  const restricts = random() * 100 < restrictionPercent;
  const measure = restricts
    ? { decision_visibility: [`DECISION_VISIBILITY_CONTENT_${restriction(random)}`] }
    : about === "account"
      ? { decision_account: "DECISION_ACCOUNT_TERMINATED" }
      : { decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"] };
  const partly = detected ? "AUTOMATED_DECISION_PARTIALLY" : "AUTOMATED_DECISION_NOT_AUTOMATED";
  const data = {
    category: `STATEMENT_CATEGORY_${share.category}`,
    ...(share.keyword ? { category_specification: [`KEYWORD_${share.keyword}`] } : {}),
    ...measure,
    subject: about,
    source_type: detected ? "SOURCE_VOLUNTARY" : notice(random),
    automated_detection: detected ? "Yes" : "No",
    automated_decision: alone ? "AUTOMATED_DECISION_FULLY" : partly,
    ...stated(country(random)),
  };
  return { source: alone ? "classifier" : "moderation-tool", data };
}

const stated = (where: string) => (where === "ZZ" ? {} : { country: where });

function byCountry(accounts: number, random: () => number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let n = 0; n < accounts; n++) {
    const where = country(random);
    counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  return counts;
}
