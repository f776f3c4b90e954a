import type { DemoState } from "../../demo/contract.ts";
import { categoryOf } from "./decision.ts";
import { eventAt, noEvents } from "./demo-event.ts";
import { type EpisodeName, endOf, episodes, type PlayedEpisode } from "./episodes.ts";
import type { Feeder } from "./feeder.ts";
import type { createListingCheck } from "./listing-check.ts";
import { places } from "./platform.ts";

type ListingCheck = Awaited<ReturnType<typeof createListingCheck>>;

/** An episode that begins at a second (epoch seconds) and is played in so many minutes. */
export const played = (name: EpisodeName, from: number, minutes: number): PlayedEpisode => ({
  name,
  from,
  secondsAnHour: (minutes * 60) / episodes[name].hours,
});

/** What every page says while it is played, and that it is compressed. */
export function labelOf(one: PlayedEpisode, minutes: number): NonNullable<DemoState["episode"]> {
  const { title, words, look, hours } = episodes[one.name];
  return { title, words, look, hours, minutes, endsAt: Math.ceil(endOf(one)) * 1000 };
}

/**
 * What an episode does beside the stream, whose rates it sets: cases that authorities raise, one channel in conflict, a
 * source that is wrong. `act` is called each second; it answers what just happened in sentences for the terminal.
 */
export function createEpisodePlayer(
  one: PlayedEpisode,
  by: { feeder: Pick<Feeder, "raise" | "post">; listingCheck: ListingCheck | null },
) {
  const { cases = [], conflict, invertedUntil } = episodes[one.name];
  const name = `${one.name}-${one.from}`;
  const secondOf = (hour: number) => Math.floor(one.from + hour * one.secondsAnHour);
  const decision = {
    ...categoryOf(places.hate),
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_DISABLED"],
    subject: "channel",
    country: conflict?.country,
  };
  const deeds: { at: number; act: () => Promise<string> }[] = cases.map(({ hour, authority, urgency, threat }, at) => ({
    at: secondOf(hour),
    async act() {
      await by.feeder.raise(authority, { reference: `DEMO ${name} ${at + 1}`, urgency, threat });
      return `${authority} raised a case`;
    },
  }));
  if (conflict) {
    const { disabled, restored, country } = conflict;
    const made = eventAt("decision.made", secondOf(disabled), "moderation-tool", `${name}-made`, decision);
    const data = { ...decision, decision: { source: made.source, id: made.id }, decided_on: made.time.slice(0, 10) };
    const undone = eventAt("decision.reversed", secondOf(restored), "moderation-tool", `${name}-undone`, data);
    deeds.push(
      { at: secondOf(disabled), act: () => post(made, `the channel is disabled in ${country}`) },
      { at: secondOf(restored), act: () => post(undone, "the channel is restored: the order does not hold in the EU") },
    );
  }
  if (by.listingCheck && invertedUntil !== undefined) {
    const { restate } = by.listingCheck;
    const act = async () => `found out: ${await restate()} decisions voided and sent again the right way round`;
    deeds.push({ at: secondOf(invertedUntil), act });
  }
  deeds.sort((a, b) => a.at - b.at);

  async function post(event: ReturnType<typeof eventAt>, said: string): Promise<string> {
    await by.feeder.post({ ...noEvents(), "moderation-tool": [event] });
    return said;
  }

  return {
    ends: endOf(one),
    async act(second: number): Promise<string[]> {
      const said: string[] = [];
      if (by.listingCheck && second < endOf(one)) await by.listingCheck.send(second);
      for (let due = deeds[0]; due !== undefined && due.at <= second; due = deeds[0]) {
        deeds.shift();
        said.push(await due.act());
      }
      return said;
    },
    close: async () => by.listingCheck?.close(),
  };
}
