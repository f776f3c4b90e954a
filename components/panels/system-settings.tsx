import type { Setting } from "../../server/system/contract.ts";
import type { Liveness } from "../live/liveness.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { Panel } from "./panel.tsx";

/** The settings as they run. A secret is not sent here at all, so no part of it can be shown. */
export function SystemSettings({ settings, liveness }: { settings: readonly Setting[]; liveness: Liveness }) {
  return (
    <Panel
      id="system-settings"
      title="Configuration"
      unit="as it runs"
      className="border-t border-border pt-1"
      liveness={liveness}
      aside={<span className="max-md:hidden">environment variables, read once at the start</span>}
    >
      <DataTable caption="Settings">
        <thead>
          <tr>
            <HeadCell>Setting</HeadCell>
            <HeadCell>Value</HeadCell>
            <HeadCell>From</HeadCell>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ name, value, origin, hidden }) => (
            <tr key={name} data-testid={`setting-${name}`}>
              <Cell className="font-mono">{name}</Cell>
              <Cell className="w-full min-w-40 whitespace-normal [overflow-wrap:anywhere]">
                {value ?? (
                  <span className="text-muted-foreground">{hidden && origin === "set" ? "hidden" : "not set"}</span>
                )}
              </Cell>
              <Cell>{origin}</Cell>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </Panel>
  );
}

/** The live hub and gateway in figures, by the names that they have in the metrics. */
export function SystemLive({
  live,
  muted,
  liveness,
}: {
  live: Record<string, number>;
  muted: boolean;
  liveness: Liveness;
}) {
  return (
    <Panel
      id="system-live"
      title="Live"
      unit="hub and gateway of this process"
      className="border-t border-border pt-1"
      liveness={liveness}
    >
      <DataTable caption="Figures of the live hub" muted={muted}>
        <thead>
          <tr>
            <HeadCell>Figure</HeadCell>
            <HeadCell end>Value</HeadCell>
          </tr>
        </thead>
        <tbody>
          {Object.entries(live).map(([name, value]) => (
            <tr key={name}>
              <Cell className="w-full">{wordsOf(name)}</Cell>
              <Cell end>{fullNumber(value)}</Cell>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </Panel>
  );
}

/** "slowEnded" → "slow ended". */
const wordsOf = (name: string) =>
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll("_", " ");
