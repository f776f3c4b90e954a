"use client";

import { useRef } from "react";
import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { completeBuckets, rateOf, spanAt, sumAt } from "../charts/bucket-series.ts";
import { changeWords, earlierPoints, earlierRate } from "../charts/earlier-rate.ts";
import { multiples } from "../charts/multiple-looks.ts";
import { SparkLine } from "../charts/spark-line.tsx";
import { isOld, knownUntil, type Liveness, livenessOf, usualGap, watermark } from "../live/liveness.ts";
import type { RoomView } from "../live/rooms.ts";
import { useLiveChart } from "../live/use-live-windows.ts";
import { takedownsByCategory, takedownsByKeyword } from "../live/views.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber } from "../ui/format-number.ts";
import { Panel } from "./panel.tsx";
import { ChartState } from "./panel-state.tsx";
import { ChangeLine } from "./rate-tile.tsx";
import { type Earlier, useEarlier, useEarlierDay } from "./use-earlier.ts";

const byCategory = takedownsByCategory("10s");
const byKeyword = takedownsByKeyword("10s");
const views = [byCategory, byKeyword];
const size = { width: 232, height: 28 };
const bucketsAMinute = grainMs.minute / grainMs["10s"];

/** What harms most, each on its own scale, so that a rise of what is rare is seen beside what is not. */
export function CategoryMultiples() {
  const element = useRef<HTMLDivElement>(null);
  const { rooms, at } = useLiveChart(views, element);
  const ofCategory = useEarlier(byCategory);
  const ofKeyword = useEarlier(byKeyword);
  const day = useEarlierDay(ofCategory.shift, at);
  const [categories, keywords] = rooms;
  const until = knownUntil(rooms, at);
  const buckets = completeBuckets(spanAt(until, "10s"));
  const counted = buckets.map((bucket) =>
    categories ? sumAt(categories.window, categories.window.series.keys(), bucket) : 0,
  );
  const gap = usualGap(counted, grainMs["10s"]);
  const liveness = livenessOf(rooms.slice(0, 1), at, gap);
  const mark = watermark(rooms.slice(0, 1), at, gap);
  return (
    <div ref={element} data-testid="multiples" data-state={liveness.state}>
      <Panel
        id="multiples"
        title="By category"
        unit="/ min, each on its own scale"
        aside={
          <>
            <span className="max-md:hidden">
              last 40 min; terrorism and child abuse are keywords under the categories
            </span>
            <ChartState views={views.slice(0, 1)} gap={gap} />
          </>
        }
      >
        <ul className="multiples border-t border-border">
          {multiples.map(({ id, name, by, keys, colour, href }) => {
            const room = by === "category" ? categories : keywords;
            return room ? (
              <Multiple
                key={id}
                id={id}
                name={name}
                keys={keys}
                colour={colour}
                href={href}
                room={room}
                until={until}
                mark={mark}
                earlier={by === "category" ? ofCategory : ofKeyword}
                day={day}
                liveness={liveness}
              />
            ) : null;
          })}
        </ul>
      </Panel>
    </div>
  );
}

function Multiple({
  id,
  name,
  keys,
  colour,
  href,
  room,
  until,
  mark,
  earlier,
  day,
  liveness,
}: {
  id: string;
  name: string;
  keys: readonly string[];
  colour: string;
  href: string;
  room: RoomView;
  until: number;
  mark: number | null;
  earlier: Earlier;
  day: string;
  liveness: Liveness;
}) {
  const rate = rateOf(room.window, keys, until, mark);
  const old = isOld(liveness);
  const before = earlierRate(earlier.answer, keys, rate.until, earlier.shift);
  const perMinute = minutesOf(rate.counts);
  const compared = earlier.answer && minutesBefore(earlier.answer, keys, rate.until - earlier.shift, perMinute.length);
  const none = liveness.state === "empty" || liveness.state === "loading" || liveness.state === "forbidden";
  return (
    <li>
      <a
        href={href}
        data-testid={`multiple-${id}`}
        data-value={none ? "" : rate.perMinute}
        data-until={rate.until}
        className="block px-4 py-2 hover:bg-secondary focus-visible:-outline-offset-2"
      >
        <span className="flex items-center gap-2">
          <span className="h-0.5 w-4 shrink-0" style={{ background: colour }} aria-hidden="true" />
          <span className="truncate">{name}</span>
          <b className={cn("ml-auto font-medium", old && "text-muted-foreground")}>
            {none ? "—" : fullNumber(rate.perMinute)}
          </b>
        </span>
        <span className="mt-1 block h-7 overflow-hidden">
          {none ? null : (
            <SparkLine
              values={perMinute}
              earlier={compared}
              muted={old}
              colour={colour}
              size={size}
              className="w-full"
            />
          )}
        </span>
        <span className="block h-4 truncate text-sm text-secondary-foreground">
          {none || before === null ? (
            none ? (
              ""
            ) : (
              "nothing to compare yet"
            )
          ) : (
            <ChangeLine words={changeWords(rate.perMinute, before)} day={day} />
          )}
        </span>
      </a>
    </li>
  );
}

/** Whole minutes of 10-second counts, oldest first. */
function minutesOf(counts: readonly number[]): number[] {
  const whole = Math.floor(counts.length / bucketsAMinute);
  const first = counts.length - whole * bucketsAMinute;
  return Array.from({ length: whole }, (_, index) => {
    const from = first + index * bucketsAMinute;
    return counts.slice(from, from + bucketsAMinute).reduce((sum, count) => sum + count, 0);
  });
}

/** So many minutes up to `until` of an answer in minutes; undefined where it has coarser ones, or not all of them. */
function minutesBefore(
  answer: SeriesAnswer,
  keys: readonly string[],
  until: number,
  count: number,
): (number | null)[] | undefined {
  if (answer.step !== grainMs.minute) return undefined;
  const end = answer.times.filter((time) => time + grainMs.minute <= until).length;
  return end < count ? undefined : earlierPoints(answer, keys).slice(end - count, end);
}
