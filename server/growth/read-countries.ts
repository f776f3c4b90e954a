import type { Counting } from "../counting/counting.ts";
import type { Measure, TotalsAnswer } from "../counting/series/contract.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { type CountriesAnswer, readCountriesSchema } from "./contract.ts";
import { growthOfCountries } from "./rules.ts";

/**
 * Sign-ups, deletions and what they come to, by country, beside an earlier stretch of the same length.
 * @throws Refusal `forbidden`, `invalid`, `too_large` when it takes too long
 */
export async function readCountries(
  counting: Pick<Counting, "readTotals">,
  actor: Actor,
  input: unknown,
): Promise<CountriesAnswer> {
  const window = parseOrRefuse(readCountriesSchema, input);
  requirePermission(actor, "growth.read");
  const count = (measure: Measure): Promise<TotalsAnswer> =>
    counting.readTotals(actor, { measure, filter: {}, breakdowns: ["country"], ...window });
  const [created, deleted] = await Promise.all([count("sign_ups"), count("deletions")]);
  const { from, to, asOf } = created;
  const late = created.late === null || deleted.late === null ? null : created.late + deleted.late;
  return { ...growthOfCountries(created, deleted), from, to, late, asOf };
}
