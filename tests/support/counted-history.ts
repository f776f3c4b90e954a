import { expect } from "vitest";
import { randomOf, weighted } from "../../server/cli/demo/random.ts";
import { countedBy, type Dimension, type Filter, type Measure } from "../../server/counting/series/contract.ts";
import { type Grain, grainMs } from "../../server/kernel/grains.ts";
import type { Watchfloor } from "./watchfloor.ts";

/** An event that was sent, as it must have been counted. */
export interface Sent extends Record<Exclude<Dimension, "source">, string> {
  source: string;
  kind: string;
  time: number;
  n: number;
}

const category = weighted("SCAMS_AND_FRAUD 6, VIOLENCE 3, RISK_FOR_PUBLIC_SECURITY 2, SELF_HARM 1");
const subject = weighted("post 6, channel 2, account 1, group 1");
const country = weighted("IN 5, DE 3, FR 2, BR 1, ZZ 1");
const origin = weighted("SOURCE_VOLUNTARY 5, SOURCE_ARTICLE_16 2, SOURCE_TRUSTED_FLAGGER 1");
const originNames: Record<string, string> = {
  SOURCE_VOLUNTARY: "own_initiative",
  SOURCE_ARTICLE_16: "article_16",
  SOURCE_TRUSTED_FLAGGER: "trusted_flagger",
};
const automation = weighted("fully 5, partially 2, not 1");
const automationNames: Record<string, string> = {
  fully: "AUTOMATED_DECISION_FULLY",
  partially: "AUTOMATED_DECISION_PARTIALLY",
  not: "AUTOMATED_DECISION_NOT_AUTOMATED",
};
const kind = weighted("decision 8, accounts_created 2, accounts_deleted 1");

/**
 * Sends drawn events of two sources in `steps` requests an hour apart, a tenth of them about a day late, and answers
 * what they must be counted as. The clock stands an hour after the last request.
 */
export async function sendHistory(app: Watchfloor, options: { seed: number; steps: number; eventsAStep: number }) {
  const random = randomOf(options.seed, 0);
  const sources = [await app.source("classifier"), await app.source("moderation")];
  const sent: Sent[] = [];
  for (let step = 0; step < options.steps; step++) {
    for (const source of sources) {
      const events = Array.from({ length: options.eventsAStep }, (_, i) => {
        const now = app.clock.now();
        const isLate = random() < 0.1;
        const time = now - Math.floor(random() * 600_000) - (isLate ? 25 * 3_600_000 : 0);
        const { event, counted } = draw(random, `${step}-${i}`, time);
        sent.push({ ...counted, source: String(source.id), time, timing: isLate ? "late" : "live" });
        return event;
      });
      const answer = await source.events(events);
      expect(answer.body).toMatchObject({ accepted: events.length, rejected: [] });
    }
    app.clock.advance(3_600_000);
  }
  return { sent, sources };
}

function draw(random: () => number, id: string, time: number) {
  const what = kind(random);
  const where = country(random);
  const n = 1 + Math.floor(random() * 3);
  const stated = where === "ZZ" ? {} : { country: where };
  const head = { specversion: "1.0", id, source: "/history", time: new Date(time).toISOString() };
  const nothing = {
    kind: what,
    n,
    country: where,
    category: "none",
    subject: "none",
    effect: "none",
    keyword_class: "none",
    origin: "none",
    auto_detected: "none",
    auto_decided: "none",
  };
  if (what !== "decision") {
    const type = what === "accounts_created" ? "accounts.created" : "accounts.deleted";
    return { event: { ...head, type, data: { count: n, ...stated } }, counted: nothing };
  }
  const [about, why, how, by] = [subject(random), category(random), automation(random), origin(random)];
  const isTerrorism = why === "RISK_FOR_PUBLIC_SECURITY" && random() < 0.5;
  const isRemoved = about === "account" || random() < 0.7;
  const visibility = isRemoved ? "DECISION_VISIBILITY_CONTENT_REMOVED" : "DECISION_VISIBILITY_CONTENT_DEMOTED";
  const data = {
    count: n,
    ...stated,
    category: `STATEMENT_CATEGORY_${why}`,
    subject: about,
    source_type: by,
    automated_detection: how === "not" ? "No" : "Yes",
    automated_decision: automationNames[how],
    ...(about === "account"
      ? { decision_account: "DECISION_ACCOUNT_TERMINATED" }
      : { decision_visibility: [visibility] }),
    ...(isTerrorism ? { category_specification: ["KEYWORD_TERRORIST_CONTENT"] } : {}),
  };
  const counted = {
    ...nothing,
    category: why.toLowerCase(),
    subject: about,
    effect: isRemoved ? "takedown" : "restriction",
    keyword_class: isTerrorism ? "terrorism" : "none",
    origin: originNames[by] ?? by,
    auto_detected: how === "not" ? "no" : "yes",
    auto_decided: how,
  };
  return { event: { ...head, type: "decision.made", data }, counted };
}

/** What a question must be answered with, by key and start of the bucket, counted one by one. */
export function countByHand(
  sent: readonly Sent[],
  asked: { measure: Measure; breakdowns: readonly Dimension[]; filter: Filter; grain: Grain; from: number; to: number },
) {
  const { measure, breakdowns, filter, grain, from, to } = asked;
  const wanted = Object.entries({ ...countedBy[measure], ...filter }).filter(([, value]) => value !== undefined);
  const namesTiming = breakdowns.includes("timing") || filter.timing !== undefined;
  const keys = new Map<string, Map<number, number>>();
  let late = 0;
  for (const one of sent) {
    if (one.time < from || one.time >= to) continue;
    if (wanted.some(([by, value]) => one[by as keyof Sent] !== String(value))) continue;
    if (grain !== "day" && !namesTiming && one.timing !== "live") {
      late += one.n;
      continue;
    }
    const key = breakdowns.map((by) => one[by]).join("|") || "all";
    const buckets = keys.get(key) ?? new Map<number, number>();
    keys.set(key, buckets);
    const bucket = Math.floor(one.time / grainMs[grain]) * grainMs[grain];
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + one.n);
  }
  return { keys, late: grain === "day" || namesTiming ? null : late };
}
