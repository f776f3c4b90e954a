import type { LiveGrain, View } from "../../server/realtime/contract.ts";

/** The rooms that Now is drawn from. Constants, so that panels which show the same share one room. */
export const takedownsBySubject: View = {
  kind: "takedowns",
  measure: "takedowns",
  breakdowns: ["subject"],
  filter: {},
  grain: "10s",
};

export const totalUsers: View = { kind: "growth", measure: "total_users", breakdowns: [], filter: {}, grain: "10s" };

export function takedownsByCategory(grain: LiveGrain): View {
  return { kind: "takedowns", measure: "takedowns", breakdowns: ["category"], filter: {}, grain };
}

/** The only view that also counts what came late: by timing. */
export function takedownsByTiming(grain: LiveGrain): View {
  return { kind: "takedowns", measure: "takedowns", breakdowns: ["timing"], filter: {}, grain };
}

export function signUps(grain: LiveGrain): View {
  return { kind: "growth", measure: "sign_ups", breakdowns: [], filter: {}, grain };
}

export function deletions(grain: LiveGrain): View {
  return { kind: "growth", measure: "deletions", breakdowns: [], filter: {}, grain };
}
