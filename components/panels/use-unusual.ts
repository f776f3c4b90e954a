"use client";

import { rateOf, spanAt } from "../charts/bucket-series.ts";
import { earlierRate, isUnusual } from "../charts/earlier-rate.ts";
import { multiples } from "../charts/multiple-looks.ts";
import { type LiveWindows, useLiveFigure } from "../live/use-live-windows.ts";
import { takedownsByCategory, takedownsByKeyword } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { inTrouble } from "./missing-shares.ts";
import { earlierDay, useEarlier } from "./use-earlier.ts";
import { useSources } from "./use-sources.ts";

/** A rate of takedowns far from that of the same time before. */
export interface Unusual {
  id: string;
  name: string;
  /** Now ÷ then; null where then was nothing. */
  ratio: number | null;
  /** What it is compared with: "Tue 17 Nov". */
  day: string;
  /** The same on Explore. */
  href: string;
}

const byCategory = takedownsByCategory("10s");
const byKeyword = takedownsByKeyword("10s");
const views = [byCategory, byKeyword];
/** Ten minutes of 10-second buckets, as long as what they are compared with. */
const buckets = 60;
const minutes = 10;

/** The categories and keywords whose last ten minutes are unusual, the furthest from usual first. */
export function useUnusual(): Unusual[] {
  const zone = useZone();
  const ofCategory = useEarlier(byCategory);
  const ofKeyword = useEarlier(byKeyword);
  const known = useSources();
  // While a source is late a fall is no news: its part is not counted yet.
  const lacking = known === null || inTrouble(known.sources).length > 0;
  const look = ({ rooms: [categories, keywords], at }: LiveWindows) => {
    const span = spanAt(at, "10s");
    return multiples.flatMap(({ id, name, by, keys, href }) => {
      const room = by === "category" ? categories : keywords;
      const earlier = by === "category" ? ofCategory : ofKeyword;
      if (room?.synced !== true) return [];
      const { counts, until } = rateOf(room.window, keys, span);
      const before = earlierRate(earlier.answer, keys, until, earlier.shift);
      if (before === null) return [];
      const events = counts.slice(-buckets).reduce((sum, count) => sum + count, 0);
      const usual = before.perMinute * minutes;
      if (!isUnusual(events, usual) || (lacking && events < usual)) return [];
      const day = earlierDay(earlier.shift, until, zone);
      return [{ id, name, ratio: usual === 0 ? null : events / usual, day, href }];
    });
  };
  const { figure } = useLiveFigure(views, look, "second");
  const distance = ({ ratio }: Unusual) => (ratio === null ? 0 : -Math.abs(Math.log(Math.max(ratio, 0.001))));
  return figure.toSorted((a, b) => distance(a) - distance(b));
}
