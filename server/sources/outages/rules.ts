/** A shorter silence is a delay, which the page shows while it lasts; it is no mark on charts, ms. */
export const leastOutageMs = 2 * 60_000;
const silentAfterGaps = 3;
const dayMs = 86_400_000;

/**
 * True when a source is silent for so long that its charts lack something: more than three times its usual gap, at least
 * two minutes. The usual gap is that of this hour of day; a source that is new here is judged by the hour before, too.
 * One that does not usually send at this hour is not missed, nor one that has only filled in days before it was known
 * here. Times in epoch ms, gaps in ms.
 */
export function isOut(
  now: number,
  source: { newestEvent: number | null; createdAt: number; usualGap: number | null; gapBefore: number | null },
): boolean {
  const { newestEvent, createdAt, usualGap, gapBefore } = source;
  const gap = usualGap ?? (now - createdAt < dayMs ? gapBefore : null);
  if (newestEvent === null || gap === null || newestEvent < createdAt - dayMs) return false;
  return now - newestEvent > Math.max(leastOutageMs, silentAfterGaps * gap);
}
