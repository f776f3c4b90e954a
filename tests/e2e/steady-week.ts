import { expect } from "@playwright/test";
import { bucketOf } from "../../server/kernel/grains.ts";
import { event, type Installation, removal, type Sender } from "../support/installation.ts";

const step = 10_000;
const minute = 60_000;
const week = 7 * 86_400_000;

interface Events {
  tool: object[];
  signUps: object[];
}

/** Steady traffic between two times, a removal of so many scams every 10 s among it. */
function traffic(from: number, to: number, scams: number): Events {
  const events: Events = { tool: [], signUps: [] };
  for (let at = from; at <= to; at += step) {
    events.tool.push(
      removal(at, scams),
      removal(at, 40, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"),
      event("user_report.received", at, { subject: "post", country: "IN", count: 30 }),
    );
    events.signUps.push(event("accounts.created", at, { count: 20 }), event("accounts.deleted", at, { count: 4 }));
  }
  return events;
}

/** What is sent in one go is live for 15 minutes of event time. */
const live = 14 * minute;

/**
 * Twenty-five minutes a week ago and now, but four times the scams now; all were taken live. That of a week ago goes on
 * for ten minutes more, so that what is compared while a test goes on stays the same.
 */
export async function weekAndNow(at: Installation): Promise<{ tool: Sender; signUps: Sender; now: number }> {
  const [tool, signUps] = [await at.source("Moderation tool"), await at.source("Sign-up service")];
  // Whole buckets, of which the one of now is left to what goes on: each is counted as often as all others.
  const now = bucketOf(Date.now() - 300, "10s");
  const start = now - 25 * minute;
  for (const [from, to, scams] of [
    [start - week, now - week + 10 * minute, 100],
    [start, now - step, 400],
  ] as const) {
    for (let end = to; end >= from; end -= live) {
      const events = traffic(Math.max(from, end - live + step), end, scams);
      expect((await tool.eventsAt(end, ...events.tool)).body.rejected).toEqual([]);
      expect((await signUps.eventsAt(end, ...events.signUps)).body.rejected).toEqual([]);
    }
  }
  return { tool, signUps, now };
}

const beat = 2_000;

/** Goes on at the same rate until the scope ends, from `now` on: what took long leaves no gap. */
export function goingOn({ tool, signUps, now }: { tool: Sender; signUps: Sender; now: number }): AsyncDisposable {
  let last = Promise.resolve<unknown>(null);
  let until = now - beat;
  const send = () => {
    const due: number[] = [];
    while (until + beat <= Date.now() - 200) {
      until += beat;
      due.push(until);
    }
    if (due.length === 0) return;
    const ofTool = due.flatMap((at) => [
      removal(at, 80),
      removal(at, 8, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"),
      event("user_report.received", at, { subject: "post", country: "IN", count: 6 }),
    ]);
    const ofSignUps = due.flatMap((at) => [
      event("accounts.created", at, { count: 4 }),
      event("accounts.deleted", at, { count: 1 }),
    ]);
    last = Promise.all([tool.events(...ofTool), signUps.events(...ofSignUps)]);
  };
  send();
  const timer = setInterval(send, beat);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}
