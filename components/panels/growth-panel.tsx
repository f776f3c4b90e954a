"use client";

import { memo, useMemo, useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { TotalUsers } from "../../server/growth/growth.ts";
import { growthDrawing } from "../charts/growth-drawing.ts";
import { LineGrowth } from "../charts/line-growth.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { useSameParts } from "../charts/use-same-parts.ts";
import { isOld, type Missing, partly } from "../live/liveness.ts";
import { useLiveChart } from "../live/use-live-windows.ts";
import { deletions, signUps } from "../live/views.ts";
import { type LiveRange, liveRanges, useLiveRange, useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import { FirstEvent } from "./first-event.tsx";
import { Panel } from "./panel.tsx";
import { ChartState, noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { TwinButton } from "./twin-button.tsx";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useMeasuredUsers, useMeasurement } from "./use-measured-users.ts";
import { useMissing } from "./use-missing.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 252;
const drawn = (["sign_ups", "deletions"] as const).map((measure) => ({ measure, filter: {} }));
const usersHeight = 56;
const kinds: readonly Kind[] = ["accounts_created", "accounts_deleted"];

/** Total users in full digits, and sign-ups and deletions over time. */
export function GrowthPanel() {
  return <LiveGrowth range={useLiveRange()} zone={useZone()} missing={useMissing(kinds)} />;
}

/** What moves with every commit, apart from what is asked for and set. */
const LiveGrowth = memo(function LiveGrowth({
  range,
  zone,
  missing,
}: {
  range: LiveRange;
  zone: Zone;
  missing: Missing | null;
}) {
  const element = useRef<HTMLDivElement>(null);
  const { grain, name } = liveRanges[range];
  const views = useMemo(() => [signUps(grain), deletions(grain)], [grain]);
  const { rooms, at } = useLiveChart(views, element);
  const [table, toggleTable] = useTableTwin(element);
  const drawing = useSameParts(useMemo(() => growthDrawing(rooms, at, grain), [rooms, at, grain]));
  const liveness = partly(drawing.liveness, missing);
  const marks = useMarks(drawing.span, drawn, zone);
  const height = isOld(liveness) ? plotHeight - noticeHeight : plotHeight;
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-growth"
      data-total={drawing.signUps}
      data-deletions={drawing.deletions}
      data-as-of={drawing.asOf ?? ""}
      data-from={drawing.span.from}
      data-grain={grain}
      data-state={liveness.state}
      data-marks={kindsOf(marks)}
      className="min-w-0"
    >
      <Panel
        id="growth"
        title="Growth"
        unit={grain === "10s" ? "sign-ups / 10 s" : "sign-ups / min"}
        summary={`${drawing.summary(name.toLowerCase())}${marksSentence(marks)}`}
        liveness={liveness}
        badge={<ChartState views={views} gap={drawing.gap} kinds={kinds} />}
        aside={<TwinButton shown={table} toggle={toggleTable} what="sign-ups and deletions" />}
      >
        {liveness.state === "forbidden" ? null : <UsersLine old={isOld(liveness)} zone={zone} />}
        <PanelBody
          liveness={liveness.state === "loading" ? null : liveness}
          what="Growth"
          height={liveness.state === "forbidden" ? plotHeight + usersHeight : plotHeight}
          empty={<FirstEvent what={`No sign-up in the ${name.toLowerCase()}.`} />}
        >
          <LineGrowth drawing={drawing} zone={zone} height={height} asTable={table} marks={marks} />
        </PanelBody>
        <PanelNotice liveness={liveness} zone={zone} />
      </Panel>
    </div>
  );
});

const UsersLine = memo(function UsersLine({ old, zone }: { old: boolean; zone: Zone }) {
  const measurement = useMeasurement();
  return <LiveUsersLine old={old} zone={zone} measurement={measurement} />;
});

function LiveUsersLine({ old, zone, measurement }: { old: boolean; zone: Zone; measurement: TotalUsers | undefined }) {
  const users = useMeasuredUsers(measurement, zone);
  return (
    <div className="flex flex-col justify-center px-4" style={{ minHeight: usersHeight }}>
      <p className={cn("text-xl font-medium", old && "text-muted-foreground")} data-testid="total-users">
        {users.total === null ? "—" : fullNumber(users.total)}{" "}
        <span className="text-sm font-normal tracking-normal text-secondary-foreground">users in total</span>
      </p>
      <p className="text-sm text-muted-foreground">{users.long ?? users.words}</p>
    </div>
  );
}
