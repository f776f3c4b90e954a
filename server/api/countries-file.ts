import type { IncomingMessage } from "node:http";
import type { CountriesAnswer } from "../growth/contract.ts";
import type { Growth } from "../growth/growth.ts";
import type { Session } from "../identity/identity.ts";
import { type CsvCell, csvOf } from "../kernel/csv.ts";
import { createFileRoute, isoOf } from "./file-route.ts";

/**
 * Answers GET /export/countries.csv: what `growth.countries` answers, one line a country, by net. Parameters: grain, from,
 * to (epoch ms), compare, mark=1 for Excel.
 */
export function createCountriesFile(context: {
  growth: Pick<Growth, "readCountries">;
  readSession(req: IncomingMessage): Promise<Session | null>;
}) {
  return createFileRoute({
    readSession: context.readSession,
    async write({ actor }, query) {
      const compare = query.get("compare");
      const time = (name: string) => Number(query.get(name) ?? Number.NaN);
      const answer = await context.growth.readCountries(actor, {
        grain: query.get("grain"),
        from: time("from"),
        to: time("to"),
        ...(compare === null ? {} : { compare }),
      });
      const before = compare === null ? [] : ["net_before"];
      const header = ["from_utc", "to_utc", "country", "sign_ups", "deletions", "net", ...before];
      return {
        name: `watchfloor-growth-by-country-${isoOf(answer.from).slice(0, 10)}.csv`,
        text: csvOf(header, linesOf(answer, compare !== null), query.get("mark") === "1"),
      };
    },
  });
}

function* linesOf({ countries, from, to }: CountriesAnswer, compared: boolean): Generator<CsvCell[]> {
  for (const { country, signUps, deletions, net, netBefore } of countries) {
    const before = compared ? [netBefore] : [];
    yield [isoOf(from), isoOf(to), country, signUps, deletions, net, ...before];
  }
}
