"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { Kind } from "../../server/counting/contract.ts";
import type { CountriesAnswer } from "../../server/growth/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { valueName } from "../charts/dimension-names.ts";
import { TableTwin, type TwinRow } from "../charts/table-twin.tsx";
import { usePaused } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { comparisonNames, useZone } from "../shell/use-scope.ts";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import { shortInstant } from "../ui/format-time.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { RefreshLine } from "./series-frame.tsx";
import type { GrowthScope } from "./use-growth-scope.ts";
import { useHeld } from "./use-held.ts";
import { useAskedSeries } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";

const askAgainMs = 60_000;
const kinds: readonly Kind[] = ["accounts_created", "accounts_deleted"];
const tableHeight = 520;
const noSources = new Map<string, string>();
const columns = [
  { key: "sign_ups", name: "Sign-ups" },
  { key: "deletions", name: "Deletions" },
  { key: "net", name: "Net", signed: true },
];
const comparedColumns = [
  ...columns,
  { key: "before", name: "Net then", signed: true },
  { key: "change", name: "Change", signed: true },
];

/** Who came and went by country, and what it comes to; the largest net first, sorted anew by any column. */
export function CountryGrowth({ scope, mayExport }: { scope: GrowthScope; mayExport: boolean }) {
  const { grain, window, compare } = scope;
  const trpc = useTRPC();
  const zone = useZone();
  const paused = usePaused() !== null;
  // A part is never set against a whole: with a comparison only complete buckets count.
  const back = compare === null ? 0 : grainMs[grain];
  const [from, to] = [Math.max(0, window.from - back), window.to - back];
  const question = { grain, from, to, ...(compare && { compare }) };
  const answered = useQuery({
    ...trpc.growth.countries.queryOptions(question),
    staleTime: paused ? Number.POSITIVE_INFINITY : askAgainMs,
    refetchInterval: paused ? false : askAgainMs,
  });
  const asked = useAskedSeries<CountriesAnswer>(answered, question, askAgainMs);
  const liveness = useSeriesLiveness(asked, { empty: asked.data?.countries.length === 0, kinds });
  const { shown, handlers } = useHeld(asked.data);
  const query = new URLSearchParams({ grain, from: String(from), to: String(to), ...(compare && { compare }) });
  return (
    <div data-testid="countries" data-net={shown?.all?.net ?? ""}>
      <Panel
        id="countries"
        title="By country"
        unit={compare ? `vs ${comparisonNames[compare].short}` : null}
        className="pt-1"
        liveness={liveness}
        aside={
          <>
            {compare ? <span>complete up to {shortInstant(to, window.to, zone)}</span> : null}
            {mayExport ? (
              <a
                href={`/export/countries.csv?${query}`}
                download
                data-testid="csv-countries"
                className="inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-secondary-foreground hover:bg-secondary max-md:h-11"
              >
                <Download size={14} aria-hidden /> CSV <span className="sr-only">of growth by country</span>
              </a>
            ) : null}
          </>
        }
      >
        <RefreshLine shown={asked.refreshing} />
        <PanelBody
          liveness={liveness}
          failed={asked}
          what="By country"
          height={120}
          empty="Nobody signed up and nobody left in this range."
        >
          {shown ? (
            <div {...handlers}>
              <p className="px-4 pb-1 text-secondary-foreground">{sentence(shown)}</p>
              <TableTwin
                caption="Sign-ups, deletions and net by country"
                bucketName="Country"
                columns={compare ? comparedColumns : columns}
                rows={rowsOf(shown)}
                height={Math.min(tableHeight, 36 + 28 * shown.countries.length)}
                sortedBy="net"
              />
            </div>
          ) : null}
        </PanelBody>
      </Panel>
    </div>
  );
}

function sentence({ countries, all, late }: CountriesAnswer): string {
  if (all === null) return "Nothing is known of this time yet.";
  const lead = countries[0] ? ` ${nameOf(countries[0].country)} leads with ${signedNumber(countries[0].net)}.` : "";
  const missing = late ? ` ${fullNumber(late)} came late and are in no figure.` : "";
  return `${signedNumber(all.net)} net in ${countries.length} ${countries.length === 1 ? "country" : "countries"}.${lead}${missing}`;
}

function rowsOf({ countries }: CountriesAnswer): TwinRow[] {
  // Higher is first, and A comes before Z.
  const places = countries.map(({ country }) => nameOf(country)).sort((a, b) => b.localeCompare(a, "en"));
  return countries.map(({ country, signUps, deletions, net, netBefore }) => ({
    bucket: places.indexOf(nameOf(country)),
    label: nameOf(country),
    values: {
      sign_ups: signUps,
      deletions,
      net,
      before: netBefore,
      change: netBefore === null ? null : net - netBefore,
    },
  }));
}

const nameOf = (country: string) => valueName("country", country, noSources);
