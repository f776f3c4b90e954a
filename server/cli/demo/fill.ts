import { type EventSource, eventSources } from "./demo-event.ts";
import type { PlayedEpisode } from "./episodes.ts";
import { fillRounds } from "./fill-steps.ts";
import { netUsers } from "./growth-history.ts";
import { createIntake } from "./intake.ts";
import type { PastDoors } from "./past-doors.ts";
import { createPoster } from "./poster.ts";
import { eventsOfStep } from "./step-events.ts";

/**
 * Tells a stretch before a start (epoch seconds) to doors whose clock stands in it, so that it is received when it
 * happens; answers how many events that were and how many accounts came less those that went. Known events are answered as duplicates, so it may be told again.
 */
export async function fillStretch(told: {
  doors: PastDoors;
  keys: Record<EventSource, string>;
  seed: number;
  stretch: { from: number; to: number };
  played: readonly PlayedEpisode[];
  signal: AbortSignal;
}): Promise<{ events: number; users: number }> {
  const { doors, keys, seed, stretch, played, signal } = told;
  const { postEvents } = createIntake(createPoster(doors.target, signal));
  let events = 0;
  let users = 0;
  for (const { at, steps } of fillRounds(stretch)) {
    const happened = steps.map((step) => eventsOfStep(seed, step, played));
    await doors.stand(at * 1000 - 1);
    await Promise.all(
      eventSources.map(async (source) => {
        const ofSource = happened.flatMap((step) => step[source]);
        events += ofSource.length;
        users += netUsers(ofSource);
        await postEvents(keys[source], ofSource);
      }),
    );
  }
  return { events, users };
}
