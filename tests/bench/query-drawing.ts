import { randomOf } from "../../server/cli/demo/random.ts";
import type { CountableEvent } from "../../server/counting/contract.ts";
import { cellsOf } from "../../server/counting/cube/rules.ts";

/** One value of each dimension with its weight, most frequent first: splitting then soon runs out of counts. */
type Choices<Value> = readonly (readonly [Value, number])[];

const categories: Choices<CountableEvent["category"]> = [
  ["other_violation_tc", 62],
  ["scams_and_fraud", 15],
  ["illegal_or_harmful_speech", 11],
  ["negative_effects_on_civic_discourse_or_elections", 2.4],
  ["violence", 2],
  ["data_protection_and_privacy_violations", 1.6],
  ["protection_of_minors", 1.4],
  ["consumer_information", 1],
  ["risk_for_public_security", 0.9],
  ["unsafe_and_prohibited_products", 0.9],
  ["intellectual_property_infringements", 0.6],
  ["self_harm", 0.4],
  ["cyber_violence", 0.4],
  ["animal_welfare", 0.2],
];
const subjects: Choices<CountableEvent["subject"]> = [
  ["post", 86],
  ["account", 7],
  ["channel", 3],
  ["group", 3],
  ["bot", 1],
];
const effects: Choices<CountableEvent["effect"]> = [
  ["takedown", 88],
  ["restriction", 7],
  ["other", 5],
];
const origins: Choices<CountableEvent["origin"]> = [
  ["own_initiative", 96],
  ["article_16", 2.5],
  ["other_notification", 1],
  ["trusted_flagger", 0.5],
];
const automations: Choices<CountableEvent["autoDecided"]> = [
  ["fully", 80],
  ["partially", 12],
  ["not", 8],
];
const countries: Choices<string> =
  "IN 18,RU 12,BR 8,ID 7,US 6,UA 5,ZZ 5,EG 4,TR 4,MX 3,DE 3,PH 3,VN 3,NG 3,PK 3,FR 2,ES 2,IT 2,PL 2,GB 2,BD 2,UZ 2,KZ 2,IR 2,NL 1,IQ 1,SA 1,MY 1,TH 1,JP 1,KR 1,AR 1,CO 1,ZA 1,RO 1,CZ 1,GR 1,SE 1,PT 1"
    .split(",")
    .map((pair) => [pair.slice(0, 2), Number(pair.slice(3))] as const);

/** What was counted of one combination of values. */
export interface Drawn {
  cells: { content: number; method: number; place: number };
  n: number;
}

/**
 * Draws how `total` decisions fall on the combinations of values: each dimension splits what the one before left by
 * binomial draws, so no bucket is a multiple of another. Sign-ups and deletions are drawn beside them, by country.
 */
export function drawBucket(total: number, seed: readonly number[]): Drawn[] {
  const random = randomOf(...seed);
  const drawn: Drawn[] = [];
  const push = (kind: CountableEvent["kind"], n: number, values: Partial<CountableEvent>) => {
    if (n > 0) drawn.push({ cells: cellsOf({ ...blank, ...values, kind }), n });
  };
  for (const [category, ofCategory] of split(total, categories, random)) {
    for (const [subject, ofSubject] of split(ofCategory, subjects, random)) {
      for (const [effect, ofEffect] of split(ofSubject, effects, random)) {
        for (const [autoDecided, ofDecided] of split(ofEffect, automations, random)) {
          const autoDetected = autoDecided === "not" ? "no" : "yes";
          for (const [origin, ofOrigin] of split(ofDecided, origins, random)) {
            for (const [country, n] of split(ofOrigin, countries, random)) {
              push("decision", n, { category, subject, effect, autoDecided, autoDetected, origin, country });
            }
          }
        }
      }
    }
  }
  for (const [country, n] of split(Math.round(total / 8), countries, random)) push("accounts_created", n, { country });
  for (const [country, n] of split(Math.round(total / 40), countries, random)) push("accounts_deleted", n, { country });
  for (const [country, n] of split(Math.round(total / 5), countries, random))
    push("user_report", n, { country, subject: "post" });
  return drawn;
}

const blank: CountableEvent = {
  identity: "",
  kind: "decision",
  eventTime: 0,
  timing: "live",
  count: 1,
  category: "none",
  subject: "none",
  effect: "none",
  origin: "none",
  autoDetected: "none",
  autoDecided: "none",
  country: "ZZ",
  keywordClass: "none",
};

/** A multinomial draw, one binomial after the other; what has no count is left out. */
function split<Value>(total: number, choices: Choices<Value>, random: () => number): [Value, number][] {
  const parts: [Value, number][] = [];
  let left = total;
  let weight = choices.reduce((sum, [, one]) => sum + one, 0);
  for (const [value, own] of choices) {
    if (left === 0) break;
    const n = own >= weight - 1e-9 ? left : binomial(left, own / weight, random);
    if (n > 0) parts.push([value, n]);
    left -= n;
    weight -= own;
  }
  const [first] = parts;
  if (left > 0 && first) first[1] += left;
  return parts;
}

/** How many of `count` happen with a chance each: one by one where few do, else by the normal curve it comes close to. */
function binomial(count: number, chance: number, random: () => number): number {
  if (count <= 32) {
    let happened = 0;
    for (let i = 0; i < count; i++) if (random() < chance) happened++;
    return happened;
  }
  const mean = count * chance;
  if (mean < 20) {
    const limit = Math.exp(-mean);
    let happened = 0;
    for (let product = random(); product > limit; product *= random()) happened++;
    return Math.min(count, happened);
  }
  const spread = Math.sqrt(mean * (1 - chance));
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(count, Math.max(0, Math.round(mean + spread * normal)));
}
