"use client";

import dynamic from "next/dynamic";
import { memo, useMemo, useRef } from "react";
import type { Annotation } from "../../server/annotations/contract.ts";
import type { Kind } from "../../server/counting/contract.ts";
import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { completeBuckets, spanAt, sumAt } from "../charts/bucket-series.ts";
import {
  type DrawnMultiple,
  marksOf,
  minutesSpan,
  multiplesDrawing,
  multiplesSentence,
  multiplesTable,
  sharesOf,
} from "../charts/multiples-drawing.ts";
import { marksSentence } from "../charts/plot-marks.ts";
import { SparkLine } from "../charts/spark-line.tsx";
import { TableTwin } from "../charts/table-twin.tsx";
import { useSameParts } from "../charts/use-same-parts.ts";
import { isOld, knownUntil, livenessOf, type Missing, partly, usualGap, watermark } from "../live/liveness.ts";
import { useLiveChart } from "../live/use-live-windows.ts";
import { takedownsByCategory, takedownsByKeyword } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import { Panel } from "./panel.tsx";
import { ChartState, PanelBody } from "./panel-state.tsx";
import { ChangeLine } from "./rate-tile.tsx";
import { TwinButton } from "./twin-button.tsx";
import { earlierDay, useEarlier } from "./use-earlier.ts";
import { kindsOf, useAnnotations } from "./use-marks.ts";
import { useMissing } from "./use-missing.ts";
import { useTableTwin } from "./use-table-twin.ts";

const MarkBrief = dynamic(() => import("../charts/mark-brief.tsx").then((all) => all.MarkBrief), { ssr: false });

const byCategory = takedownsByCategory("10s");
const byKeyword = takedownsByKeyword("10s");
const views = [byCategory, byKeyword];
const kinds: readonly Kind[] = ["decision"];
const size = { width: 232, height: 28 };
const tableHeight = 260;
const bodyHeight = 176;

/** What harms most, each on its own scale, so that a rise of what is rare is seen beside what is not. */
export function CategoryMultiples() {
  const [ofCategory, ofKeyword] = [useEarlier(byCategory), useEarlier(byKeyword)];
  return (
    <LiveMultiples
      zone={useZone()}
      missing={useMissing(kinds)}
      shift={ofCategory.shift}
      beforeByCategory={ofCategory.answer}
      beforeByKeyword={ofKeyword.answer}
    />
  );
}

/** What moves with every commit, apart from what is asked for and set. */
const LiveMultiples = memo(function LiveMultiples({
  zone,
  missing,
  shift,
  beforeByCategory,
  beforeByKeyword,
}: {
  zone: Zone;
  missing: Missing | null;
  shift: number;
  beforeByCategory: SeriesAnswer | undefined;
  beforeByKeyword: SeriesAnswer | undefined;
}) {
  const element = useRef<HTMLDivElement>(null);
  const { rooms, at } = useLiveChart(views, element);
  const day = earlierDay(shift, at, zone);
  const [table, toggleTable] = useTableTwin(element);
  const [categories, keywords] = rooms;
  const until = knownUntil(rooms, at);
  const buckets = completeBuckets(spanAt(until, "10s"));
  const counted = buckets.map((bucket) =>
    categories ? sumAt(categories.window, categories.window.series.keys(), bucket) : 0,
  );
  const gap = usualGap(counted, grainMs["10s"]);
  const span = spanAt(until, "10s", watermark(rooms.slice(0, 1), at, gap));
  const liveness = partly(livenessOf(rooms.slice(0, 1), at, gap), missing);
  const drawing = useSameParts(
    multiplesDrawing(
      {
        category: { room: categories, earlier: { answer: beforeByCategory, shift } },
        keyword_class: { room: keywords, earlier: { answer: beforeByKeyword, shift } },
      },
      span,
    ),
  );
  const { shown, until: end } = drawing;
  const minutes = shown[0]?.minutes.length ?? 0;
  const annotations = useAnnotations(useMemo(() => minutesSpan(end, minutes), [end, minutes]));
  const marks = marksOf(shown, end, annotations, zone);
  const none = liveness.state === "empty" || liveness.state === "loading" || liveness.state === "forbidden";
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="multiples"
      data-state={liveness.state}
      data-until={end}
      data-marks={kindsOf(marks)}
    >
      <Panel
        id="multiples"
        title="By category"
        unit="/ min, each on its own scale"
        summary={
          none
            ? "Takedowns a minute by category: nothing is drawn."
            : `${multiplesSentence(drawing, zone)}${marksSentence(marks)}`
        }
        liveness={liveness}
        badge={<ChartState views={views.slice(0, 1)} gap={gap} kinds={kinds} />}
        aside={
          <>
            <span className="max-xl:hidden">
              last 40 min; terrorism and child abuse are keywords under the categories
            </span>
            <TwinButton shown={table} toggle={toggleTable} what="the small charts by category" />
          </>
        }
      >
        <PanelBody
          liveness={liveness.state === "forbidden" ? liveness : null}
          what="Takedowns by category"
          height={bodyHeight}
          empty={null}
        >
          {table && !none ? (
            <TableTwin
              caption="Takedowns a minute by category, last 40 minutes, newest first"
              bucketName={`Minute from, ${zone.label}`}
              {...multiplesTable(drawing, day, zone, marks)}
              height={tableHeight}
            />
          ) : (
            <ul className="multiples border-t border-border">
              {shown.map((one) => (
                <Multiple
                  key={one.look.id}
                  drawn={one}
                  day={day}
                  old={isOld(liveness)}
                  none={none}
                  until={end}
                  annotations={annotations}
                  zone={zone}
                />
              ))}
            </ul>
          )}
        </PanelBody>
      </Panel>
    </div>
  );
});

const Multiple = memo(function Multiple({
  drawn,
  day,
  old,
  none,
  until,
  annotations,
  zone,
}: {
  drawn: DrawnMultiple;
  day: string;
  old: boolean;
  none: boolean;
  until: number;
  annotations: readonly Annotation[];
  zone: Zone;
}) {
  const { look, perMinute, minutes, earlier, change } = drawn;
  const { id, name, colour, href } = look;
  const marks = marksOf([drawn], until, annotations, zone);
  return (
    <li>
      <a
        href={href}
        data-testid={`multiple-${id}`}
        data-value={none ? "" : perMinute}
        data-until={until}
        className="block px-4 py-2 hover:bg-secondary focus-visible:-outline-offset-2"
      >
        <span className="flex items-center gap-2">
          <span
            className="h-0.5 w-4 shrink-0 forced-color-adjust-none"
            style={{ background: colour }}
            aria-hidden="true"
          />
          <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
          <b className={cn("ml-auto font-medium", old && "text-muted-foreground")}>
            {none ? "—" : fullNumber(perMinute)}
          </b>
        </span>
        <span className="mt-1 block h-7 overflow-hidden">
          {none ? null : (
            <SparkLine
              values={minutes}
              earlier={earlier}
              muted={old}
              colour={colour}
              size={size}
              className="w-full"
              marks={sharesOf(marks, minutesSpan(until, minutes.length))}
            />
          )}
        </span>
        <span className="flex min-h-4 flex-wrap justify-between gap-x-2 text-sm text-secondary-foreground">
          <span>
            {none ? "" : change === null ? "nothing to compare yet" : <ChangeLine words={change} day={day} />}
          </span>
          {none || marks.length === 0 ? null : <MarkBrief marks={marks} />}
        </span>
      </a>
    </li>
  );
});
