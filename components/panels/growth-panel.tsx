"use client";

import { useMemo, useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import { growthDrawing } from "../charts/growth-drawing.ts";
import { LineGrowth } from "../charts/line-growth.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { useSameParts } from "../charts/use-same-parts.ts";
import { isOld, partly } from "../live/liveness.ts";
import { useLiveChart } from "../live/use-live-windows.ts";
import { deletions, signUps } from "../live/views.ts";
import { liveRanges, useLiveRange, useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber } from "../ui/format-number.ts";
import { FirstEvent } from "./first-event.tsx";
import { Panel } from "./panel.tsx";
import { ChartState, noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { TwinButton } from "./twin-button.tsx";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useMeasuredUsers } from "./use-measured-users.ts";
import { useMissing } from "./use-missing.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 252;
const drawn = (["sign_ups", "deletions"] as const).map((measure) => ({ measure, filter: {} }));
const usersHeight = 56;
const kinds: readonly Kind[] = ["accounts_created", "accounts_deleted"];

/** Total users in full digits, and sign-ups and deletions over time. */
export function GrowthPanel() {
  const element = useRef<HTMLDivElement>(null);
  const range = useLiveRange();
  const { grain, name } = liveRanges[range];
  const views = useMemo(() => [signUps(grain), deletions(grain)], [grain]);
  const { rooms, at } = useLiveChart(views, element);
  const zone = useZone();
  const [table, toggleTable] = useTableTwin(element);
  const drawing = useSameParts(useMemo(() => growthDrawing(rooms, at, grain), [rooms, at, grain]));
  const liveness = partly(drawing.liveness, useMissing(kinds));
  const marks = useMarks(drawing.span, drawn);
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
        {liveness.state === "forbidden" ? null : <UsersLine old={isOld(liveness)} />}
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
}

function UsersLine({ old }: { old: boolean }) {
  const users = useMeasuredUsers();
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
