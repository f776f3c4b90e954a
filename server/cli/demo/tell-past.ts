import type { DemoKeys, HistoryKeys } from "./demo-keys.ts";
import { historyEnd } from "./demo-stretches.ts";
import { standingEpisodes } from "./episodes.ts";
import { fillStretch } from "./fill.ts";
import { startUsersEvent } from "./growth-history.ts";
import { tellHistory } from "./history.ts";
import { createIntake } from "./intake.ts";
import type { PastDoors } from "./past-doors.ts";
import { createPoster, type DemoTarget } from "./poster.ts";
import { closeHistory, type DemoPlace } from "./setup.ts";
import type { StateFile } from "./state-file.ts";

/**
 * Tells what lies before a start: at the first one the history, the two weeks after it and how many users that makes;
 * later what was missed. What was cut off is told again, event for event, and counts once. Closes the doors then.
 */
export async function tellPast(told: {
  place: DemoPlace;
  doors: PastDoors;
  target: DemoTarget;
  keys: DemoKeys & HistoryKeys;
  record: StateFile;
  anchor: number;
  say: (line: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { place, target, keys, record, anchor, say, signal } = told;
  await using doors = told.doors;
  const { seed, history: known, fills } = record.state;
  const [earlier, users] = await Promise.all([tellEarlier(), fillAll()]);
  if (earlier !== null) {
    const { postEvents } = createIntake(createPoster(target, signal));
    await postEvents(keys["growth-history"], [startUsersEvent(anchor, earlier + users)]);
  }
  record.write({ history: true, fills: [] });
  if (!known) await closeHistory(place, record.state.ids);

  /** Users at the end of the history; null when an earlier start has told it. */
  async function tellEarlier(): Promise<number | null> {
    if (known) return null;
    const { days, events, users } = await tellHistory({ target, keys, seed, until: historyEnd(anchor), signal });
    say(`${days} days of history are told, ${events} events by the hour`);
    return users;
  }

  /** Answers by how many the users grew in the two weeks before the first start. */
  async function fillAll(): Promise<number> {
    let grown = 0;
    for (const stretch of fills) {
      const played = standingEpisodes(anchor);
      const { events, users } = await fillStretch({ doors, keys, seed, stretch, played, signal });
      if (stretch.to === anchor) grown = users;
      say(`${lengthOf(stretch)} before this start are told, ${events} events`);
    }
    return grown;
  }
}

function lengthOf({ from, to }: { from: number; to: number }): string {
  const hours = (to - from) / 3_600;
  return hours >= 48 ? `the ${Math.round(hours / 24)} days` : `the ${Math.round(hours * 10) / 10} hours`;
}
