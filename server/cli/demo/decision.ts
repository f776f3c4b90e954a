import type { EventSource } from "./demo-event.ts";
import { stated } from "./demo-event.ts";
import type { Conditions } from "./episodes.ts";
import { categoryShares, countryAt, latinAmerica, restrictionPercent } from "./platform.ts";
import { weighted } from "./random.ts";

export const subjectShares = [
  ["post", 89],
  ["account", 7],
  ["channel", 2],
  ["group", 1.6],
  ["bot", 0.4],
] as const;
const anySubject = weighted(subjectShares.map(([name, share]) => `${name} ${share}`).join());
const notice = weighted("SOURCE_ARTICLE_16 60, SOURCE_TYPE_OTHER_NOTIFICATION 32, SOURCE_TRUSTED_FLAGGER 8");
const restriction = weighted("AGE_RESTRICTED 50, DEMOTED 30, LABELLED 20");

/** What is decided about something of the category at this place among the shares, in this second, and who says so. */
export function decide(
  place: number,
  second: number,
  conditions: Conditions,
  random: () => number,
  about = anySubject(random),
): { source: EventSource; data: Record<string, unknown> } {
  const share = categoryShares[place];
  if (share === undefined) throw new Error(`there is no category at ${place}`);
  const detected = random() * 100 < share.detected;
  const alone = detected && random() * share.detected < share.decided;
  const restricts = random() * 100 < restrictionPercent;
  const measure = restricts
    ? { decision_visibility: [`DECISION_VISIBILITY_CONTENT_${restriction(random)}`] }
    : about === "account"
      ? { decision_account: "DECISION_ACCOUNT_TERMINATED" }
      : { decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"] };
  const partly = detected ? "AUTOMATED_DECISION_PARTIALLY" : "AUTOMATED_DECISION_NOT_AUTOMATED";
  const outburst = conditions.from(place);
  const where =
    outburst !== null && random() < outburst.share ? outburst.country : countryAt(second, share.daily, random);
  const data = {
    ...categoryOf(place),
    ...measure,
    subject: about,
    source_type: detected ? "SOURCE_VOLUNTARY" : notice(random),
    automated_detection: detected ? "Yes" : "No",
    automated_decision: alone ? "AUTOMATED_DECISION_FULLY" : partly,
    ...stated(where),
  };
  const classifier = latinAmerica.has(where) ? "classifier-latam" : "classifier";
  return { source: alone ? classifier : "moderation-tool", data };
}

/** Category and keyword as events state them. */
export function categoryOf(place: number): { category: string; category_specification?: string[] } {
  const { category = "", keyword } = categoryShares[place] ?? {};
  return {
    category: `STATEMENT_CATEGORY_${category}`,
    ...(keyword ? { category_specification: [`KEYWORD_${keyword}`] } : {}),
  };
}
