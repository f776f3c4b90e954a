"use client";

import { memo } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { abuseMinutes, abusePerThousand } from "../charts/abuse-lag.ts";
import { completeBuckets, spanAt, sumAt } from "../charts/bucket-series.ts";
import { type EarlierRate, earlierRate } from "../charts/earlier-rate.ts";
import { asWritten, knownUntil, livenessOf, type Missing, usualGap, watermark } from "../live/liveness.ts";
import { type LiveWindows, useLiveFigure } from "../live/use-live-windows.ts";
import { decisions, signUps } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import type { Zone } from "../ui/format-time.ts";
import { ChangeLine } from "./rate-tile.tsx";
import { Tile } from "./tile.tsx";
import { earlierDay, useEarlier } from "./use-earlier.ts";
import { useMissing } from "./use-missing.ts";

const decisionView = decisions("10s");
const signUpView = signUps("10s");
const views = [decisionView, signUpView];
const ofDecisions: readonly Kind[] = ["decision"];
const ofSignUps: readonly Kind[] = ["accounts_created"];
const kinds = [...ofDecisions, ...ofSignUps];
const buckets = (abuseMinutes * grainMs.minute) / grainMs["10s"];

/** Decisions for each 1,000 sign-ups of the last ten complete minutes (PRODUCT, metric dictionary). */
export function AbuseTile() {
  const zone = useZone();
  const missing = useMissing(kinds);
  const lacksSignUps = useMissing(ofSignUps) !== null;
  const lacksDecisions = useMissing(ofDecisions) !== null;
  const decided = useEarlier(decisionView);
  const created = useEarlier(signUpView);
  return (
    <LiveAbuse
      zone={zone}
      missing={missing}
      bound={lacksSignUps ? (lacksDecisions ? "either" : "most") : "least"}
      decided={decided.answer}
      created={created.answer}
      shift={decided.shift}
    />
  );
}

/** What moves with every frame, apart from what is asked for. */
const LiveAbuse = memo(function LiveAbuse({
  zone,
  missing,
  bound,
  decided,
  created,
  shift,
}: {
  zone: Zone;
  missing: Missing | null;
  bound: "least" | "most" | "either";
  decided: SeriesAnswer | undefined;
  created: SeriesAnswer | undefined;
  shift: number;
}) {
  const { figure, windows } = useLiveFigure(views, figureOf);
  if (figure === null) return null;
  const { liveness, ratio, until, ratios } = figure;
  const day = earlierDay(shift, until, zone);
  const before = ratioOf(earlierRate(decided, null, until, shift), earlierRate(created, null, until, shift));
  const hidden = liveness.state === "empty" || liveness.state === "forbidden";
  return (
    <Tile
      id="abuse"
      label="Abuse per 1 000 new accounts"
      liveness={liveness}
      value={hidden ? null : ratio}
      words={words()}
      long="Decisions for each 1 000 sign-ups, last 10 complete minutes"
      missing={missing}
      bound={bound}
      asOf={windows.rooms[0]?.window.asOf ?? null}
      until={until}
      spark={hidden ? undefined : ratios}
    />
  );

  function words() {
    if (liveness.state === "disconnected") return `${duration(liveness.age)} old`;
    if (liveness.state === "forbidden") return liveness.reason;
    if (liveness.state === "loading") return "";
    if (ratio === null) return "no sign-up in 10 min";
    if (before === null) return "last 10 min";
    const change = Math.round((ratio / before - 1) * 100);
    const percent = `${change > 0 ? "+" : "−"}${Math.abs(change)} %`;
    return <ChangeLine words={change === 0 ? "same as" : percent} day={day} />;
  }
});

function figureOf({ rooms, at }: LiveWindows) {
  const [decisionRoom, signUpRoom] = rooms;
  if (!decisionRoom || !signUpRoom) return null;
  const known = spanAt(knownUntil(rooms, at), "10s");
  const counted = completeBuckets(known).map((bucket) => sumAt(decisionRoom.window, ["all"], bucket));
  const gap = usualGap(counted, grainMs["10s"]);
  const span = spanAt(knownUntil(rooms, at), "10s", watermark(rooms, at, gap));
  const starts = completeBuckets(span);
  const decided = starts.map((bucket) => sumAt(decisionRoom.window, ["all"], bucket));
  const created = starts.map((bucket) => sumAt(signUpRoom.window, ["all"], bucket));
  return {
    liveness: asWritten(livenessOf(rooms, at, gap)),
    ratio: abusePerThousand(total(decided.slice(-buckets)), total(created.slice(-buckets))),
    until: span.settled,
    ratios: trailing(decided, created),
  };
}

/** On few events a ratio of ratios says nothing. */
const leastEvents = 50;

function ratioOf(decided: EarlierRate | null, created: EarlierRate | null): number | null {
  if (decided === null || created === null) return null;
  if (decided.events < leastEvents || created.events < leastEvents) return null;
  return abusePerThousand(decided.events, created.events);
}

/** The ratio of each ten minutes, a minute apart; those without a sign-up are left out. */
function trailing(decided: readonly number[], created: readonly number[]): number[] {
  const ratios: number[] = [];
  for (let end = buckets; end <= decided.length; end += 6) {
    const ratio = abusePerThousand(total(decided.slice(end - buckets, end)), total(created.slice(end - buckets, end)));
    if (ratio !== null) ratios.push(ratio);
  }
  return ratios;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
