import { expect } from "@playwright/test";
import { event, type Installation, removal, type Sender } from "../support/installation.ts";

const minute = 60_000;
const week = 7 * 86_400_000;

/** Twenty-five minutes of steady traffic up to `now`, a removal of so many scams every 10 s among it. */
function traffic(now: number, scams: number): { tool: object[]; signUps: object[] } {
  const tool: object[] = [];
  const signUps: object[] = [];
  for (let at = now - 25 * minute; at <= now; at += 10_000) {
    tool.push(
      removal(at, scams),
      removal(at, 40, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"),
      event("user_report.received", at, { subject: "post", country: "IN", count: 30 }),
    );
    signUps.push(event("accounts.created", at, { count: 20 }), event("accounts.deleted", at, { count: 4 }));
  }
  return { tool, signUps };
}

/** The same 25 minutes a week ago and now, but four times the scams now; both were taken live. */
export async function weekAndNow(at: Installation): Promise<{ tool: Sender; signUps: Sender; now: number }> {
  const [tool, signUps] = [await at.source("Moderation tool"), await at.source("Sign-up service")];
  const now = Date.now() - 300;
  // What is sent in one go is live for 15 minutes of event time: the rest of a stretch is sent ten minutes before.
  for (const [end, scams] of [
    [now - week, 100],
    [now, 400],
  ] as const) {
    const all = traffic(end, scams);
    for (const [sender, events] of [
      [tool, all.tool],
      [signUps, all.signUps],
    ] as const) {
      const early = events.filter((one) => Date.parse((one as { time: string }).time) <= end - 10 * minute);
      const late = events.filter((one) => !early.includes(one));
      expect((await sender.eventsAt(end - 10 * minute, ...early)).body.rejected).toEqual([]);
      expect((await sender.eventsAt(end, ...late)).body.rejected).toEqual([]);
    }
  }
  return { tool, signUps, now };
}

const beat = 2_000;

/** Goes on sending at the same rate until the scope ends, from where the stretch ended: what took long leaves no gap. */
export function goingOn({ tool, signUps, now }: { tool: Sender; signUps: Sender; now: number }): AsyncDisposable {
  let last = Promise.resolve<unknown>(null);
  let until = now;
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
