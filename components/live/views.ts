import type { Measure } from "../../server/counting/series/contract.ts";
import type { LiveGrain, View } from "../../server/realtime/contract.ts";

/** A view of something that history counts, too. */
export type CountedView = View & { measure: Measure };

/** The rooms that Now is drawn from. Constants, so that panels which show the same share one room. */
export const takedownsBySubject: CountedView = {
  kind: "takedowns",
  measure: "takedowns",
  breakdowns: ["subject"],
  filter: {},
  grain: "10s",
};

export const totalUsers: View = { kind: "growth", measure: "total_users", breakdowns: [], filter: {}, grain: "10s" };

export function takedownsByCategory(grain: LiveGrain): CountedView {
  return { kind: "takedowns", measure: "takedowns", breakdowns: ["category"], filter: {}, grain };
}

/** The only view that also counts what came late: by timing. */
export function takedownsByTiming(grain: LiveGrain): CountedView {
  return { kind: "takedowns", measure: "takedowns", breakdowns: ["timing"], filter: {}, grain };
}

export function signUps(grain: LiveGrain): CountedView {
  return { kind: "growth", measure: "sign_ups", breakdowns: [], filter: {}, grain };
}

export function deletions(grain: LiveGrain): CountedView {
  return { kind: "growth", measure: "deletions", breakdowns: [], filter: {}, grain };
}

export function userReports(grain: LiveGrain): CountedView {
  return { kind: "takedowns", measure: "user_reports", breakdowns: [], filter: {}, grain };
}

export function decisions(grain: LiveGrain): CountedView {
  return { kind: "takedowns", measure: "decisions", breakdowns: [], filter: {}, grain };
}

/** Terrorism and child abuse are keywords under the categories. */
export function takedownsByKeyword(grain: LiveGrain): CountedView {
  return { kind: "takedowns", measure: "takedowns", breakdowns: ["keyword_class"], filter: {}, grain };
}
