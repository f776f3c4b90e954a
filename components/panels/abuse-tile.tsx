"use client";

import type { Kind } from "../../server/counting/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { completeBuckets, spanAt, sumAt } from "../charts/bucket-series.ts";
import { type EarlierRate, earlierRate } from "../charts/earlier-rate.ts";
import { knownUntil, livenessOf, usualGap, watermark } from "../live/liveness.ts";
import { useLiveWindows } from "../live/use-live-windows.ts";
import { decisions, signUps } from "../live/views.ts";
import { duration } from "../ui/format-duration.ts";
import { ChangeLine } from "./rate-tile.tsx";
import { Tile } from "./tile.tsx";
import { useEarlier, useEarlierDay } from "./use-earlier.ts";
import { useMissing } from "./use-missing.ts";

const decisionView = decisions("10s");
const signUpView = signUps("10s");
const views = [decisionView, signUpView];
const ofDecisions: readonly Kind[] = ["decision"];
const ofSignUps: readonly Kind[] = ["accounts_created"];
const kinds = [...ofDecisions, ...ofSignUps];
/** Ten minutes: a minute of a small team's sign-ups may have none. */
const buckets = 60;

/** Decisions for each 1,000 sign-ups of the last ten complete minutes (PRODUCT, metric dictionary). */
export function AbuseTile() {
  const { rooms, at } = useLiveWindows(views);
  const missing = useMissing(kinds);
  const lacksSignUps = useMissing(ofSignUps) !== null;
  const lacksDecisions = useMissing(ofDecisions) !== null;
  const decided = useEarlier(decisionView);
  const created = useEarlier(signUpView);
  const day = useEarlierDay(decided.shift, at);
  const [decisionRoom, signUpRoom] = rooms;
  if (!decisionRoom || !signUpRoom) return null;
  const known = spanAt(knownUntil(rooms, at), "10s");
  const counted = completeBuckets(known).map((bucket) => sumAt(decisionRoom.window, ["all"], bucket));
  const gap = usualGap(counted, grainMs["10s"]);
  const span = spanAt(knownUntil(rooms, at), "10s", watermark(rooms, at, gap));
  const starts = completeBuckets(span);
  const decidedCounts = starts.map((bucket) => sumAt(decisionRoom.window, ["all"], bucket));
  const createdCounts = starts.map((bucket) => sumAt(signUpRoom.window, ["all"], bucket));
  const ratio = abusePerThousand(total(decidedCounts.slice(-buckets)), total(createdCounts.slice(-buckets)));
  const liveness = livenessOf(rooms, at, gap);
  const before = ratioOf(
    earlierRate(decided.answer, null, span.settled, decided.shift),
    earlierRate(created.answer, null, span.settled, created.shift),
  );
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
      bound={lacksSignUps ? (lacksDecisions ? "either" : "most") : "least"}
      asOf={decisionRoom.window.asOf}
      until={span.settled}
      spark={hidden ? undefined : trailing(decidedCounts, createdCounts)}
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
}

/** Null where nobody signed up: never infinity. */
function abusePerThousand(decisions: number, signUps: number): number | null {
  return signUps > 0 ? (decisions / signUps) * 1_000 : null;
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
