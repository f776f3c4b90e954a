import type { Stretch } from "../schedule/contract.ts";
import { overrideAheadDays } from "./contract.ts";

/** An override as it is kept: nothing of it lies in the past. Null when all of it does. */
export function fromNowOn<T extends Stretch>(override: T, now: number): T | null {
  return override.to <= now ? null : { ...override, from: Math.max(override.from, now) };
}

/** A beginning further ahead than a year is a slip of the pen. */
export const isWithinReach = ({ from }: Stretch, now: number) => from <= now + overrideAheadDays * 86_400_000;
