import { type DemoEvent, eventAt, stated } from "./demo-event.ts";
import { aSecond, countryWeights, rhythmOf } from "./platform.ts";
import { daySeconds } from "./published-days.ts";
import { randomOf, split } from "./random.ts";

/** What was said of all users: 950 million in July 2024, a billion on 19 March 2025. */
export const saidUsers = [
  { at: Date.UTC(2024, 6, 31) / 1000, value: 950_000_000 },
  { at: Date.UTC(2025, 2, 19) / 1000, value: 1_000_000_000 },
] as const;

/** Accounts that come on a day, in the mean; as many fewer go as the billion and the 950 million lie apart. */
const createdADay = aSecond.created * daySeconds;
const netADay = (saidUsers[1].value - saidUsers[0].value) / ((saidUsers[1].at - saidUsers[0].at) / daySeconds);
/** Countries that the history tells apart; all others are not stated. */
const told = countryWeights.filter(([code, weight]) => weight >= 4 && code !== "ZZ");
const others =
  countryWeights.reduce((sum, [, weight]) => sum + weight, 0) - told.reduce((sum, [, weight]) => sum + weight, 0);

/** Each at the last second of the day before: of so long ago whole days are kept, and none may be counted in part. */
export const saidUsersEvents = (before: number): DemoEvent[] =>
  saidUsers
    .filter(({ at }) => at < before)
    .map(({ at, value }) =>
      eventAt("audience.measured", at - 1, "growth", `said-${value}`, { gauge: "total_users", scope: "world", value }),
    );

/** Users in total at a first start (epoch seconds): simulated, what was said and what came and went since. */
export const startUsersEvent = (at: number, value: number): DemoEvent =>
  eventAt("audience.measured", at, "growth", "at-the-first-start", { gauge: "total_users", scope: "world", value });

/** Accounts created less those deleted. */
export function netUsers(events: readonly DemoEvent[]): number {
  const sign = { "accounts.created": 1, "accounts.deleted": -1 } as Record<string, number>;
  return events.reduce((sum, { type, data }) => sum + (sign[type] ?? 0) * Number(data.count ?? 0), 0);
}

/** Who came and who went on one UTC day (its start, epoch seconds), by country: simulated. */
export function accountsOfDay(seed: number, day: number): DemoEvent[] {
  const random = randomOf(seed, day, 7);
  const uneven = (0.94 + 0.12 * random()) * rhythmOf(day + daySeconds / 2, 0);
  const created = Math.round(createdADay * uneven);
  const deleted = Math.round(created - netADay * (0.9 + 0.2 * random()));
  const names = [...told.map(([code]) => code), "ZZ"];
  return [["created", created] as const, ["deleted", deleted] as const].flatMap(([change, count]) => {
    const weights = [...told.map(([, weight]) => weight), others].map((weight) => weight * (0.9 + 0.2 * random()));
    return split(count, weights).flatMap((part, at) => {
      const where = names[at] ?? "ZZ";
      const id = `${day}-${change}-${where}`;
      const data = { count: part, ...stated(where) };
      return part === 0 ? [] : [eventAt(`accounts.${change}`, day + daySeconds / 2, "growth", id, data)];
    });
  });
}
