"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { UsersHistory } from "../../server/growth/contract.ts";
import type { TotalUsers } from "../../server/growth/growth.ts";
import { LineSeries } from "../charts/line-series.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { drawingOf } from "../charts/series-drawing.ts";
import { isOld } from "../live/liveness.ts";
import { usePaused } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import { Panel } from "./panel.tsx";
import { noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { RefreshLine } from "./series-frame.tsx";
import { TwinButton } from "./twin-button.tsx";
import type { GrowthScope } from "./use-growth-scope.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useMeasuredUsers, useMeasurement } from "./use-measured-users.ts";
import { useAskedSeries } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 240;
const askAgainMs = 30_000;
const drawn = (["sign_ups", "deletions"] as const).map((measure) => ({ measure, filter: {} }));
const kinds: readonly Kind[] = ["accounts_created", "accounts_deleted"];
const look = { key: "users", name: "Users in total", short: "Users", colour: "var(--chart-1)", dash: null };

/** Users in total: the live figure with what it is made of, and how it came to be. */
export function UsersChart({ scope: { grain, window } }: { scope: GrowthScope }) {
  const element = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const trpc = useTRPC();
  const paused = usePaused() !== null;
  const measurement = useMeasurement();
  const [table, toggleTable] = useTableTwin(element, true);
  const question = { grain, from: window.from, to: window.to };
  const answered = useQuery({
    ...trpc.growth.history.queryOptions(question),
    staleTime: paused ? Number.POSITIVE_INFINITY : askAgainMs,
    refetchInterval: paused ? false : askAgainMs,
  });
  const asked = useAskedSeries<UsersHistory>(answered, question, askAgainMs);
  const { data } = asked;
  const known = data?.totals.flatMap((total) => total ?? []) ?? [];
  const liveness = useSeriesLiveness(asked, { empty: known.length === 0, kinds });
  const drawing = useMemo(
    () =>
      data
        ? drawingOf({ ...data, compared: null, late: null }, [{ look, points: data.totals, comparedPoints: null }])
        : null,
    [data],
  );
  const marks = useMarks(drawing?.span, drawn, zone);
  const old = liveness !== null && isOld(liveness);
  const height = old ? plotHeight - noticeHeight : plotHeight;
  const change = known.length > 1 ? (known.at(-1) ?? 0) - (known[0] ?? 0) : null;
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-users"
      data-marks={kindsOf(marks)}
      data-points={known.length}
      data-state={liveness?.state}
    >
      <Panel
        id="users"
        title="Users in total"
        summary={`${summary(data)}${marksSentence(marks)}`}
        className="pt-1"
        liveness={liveness}
        aside={
          <>
            <span className="max-md:hidden">axis does not begin at 0</span>
            <TwinButton shown={table} toggle={toggleTable} what="users in total" />
          </>
        }
      >
        <RefreshLine shown={asked.refreshing} />
        {liveness?.state === "forbidden" ? null : (
          <UsersNow measurement={measurement} zone={zone} old={old} change={change} />
        )}
        <PanelBody
          liveness={liveness}
          failed={asked}
          what="Users in total"
          height={height}
          empty="No total was measured before the end of this range. Send audience.measured with the gauge total_users."
        >
          {drawing ? (
            <LineSeries
              drawing={drawing}
              label="Users in total"
              zone={zone}
              height={height}
              asTable={table}
              muted={old}
              marks={marks}
              fromZero={false}
            />
          ) : null}
        </PanelBody>
        {liveness ? <PanelNotice liveness={liveness} zone={zone} /> : null}
      </Panel>
    </div>
  );
}

/** The live figure, which moves while the chart below it rests. */
function UsersNow({
  measurement,
  zone,
  old,
  change,
}: {
  measurement: TotalUsers | undefined;
  zone: Zone;
  old: boolean;
  change: number | null;
}) {
  const users = useMeasuredUsers(measurement, zone);
  return (
    <>
      <p className={cn("px-4 text-2xl font-medium", old && "text-muted-foreground")} data-testid="users-now">
        {users.total === null ? "—" : fullNumber(users.total)}
      </p>
      <p className="px-4 pb-1 text-secondary-foreground">
        {users.long ?? users.words}
        {change === null ? "" : ` · ${signedNumber(change)} over what is drawn`}
      </p>
    </>
  );
}

function summary(data: UsersHistory | undefined): string {
  const known = data?.totals.flatMap((total) => total ?? []) ?? [];
  const [first, last] = [known[0], known.at(-1)];
  if (!data || first === undefined || last === undefined) return "Users in total: not known in this range.";
  const made = `${data.measured.length} of ${data.times.length} points hold a measurement; the others add what came and went.`;
  return `Users in total: from ${fullNumber(first)} to ${fullNumber(last)}. ${made}`;
}
