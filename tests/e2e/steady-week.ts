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

/** Goes on sending at the same rate until the scope ends. */
export function goingOn({ tool, signUps }: { tool: Sender; signUps: Sender }): AsyncDisposable {
  let last = Promise.resolve<unknown>(null);
  const timer = setInterval(() => {
    const at = Date.now() - 200;
    const reports = event("user_report.received", at, { subject: "post", country: "IN", count: 6 });
    const minors = removal(at, 8, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS");
    last = Promise.all([
      tool.events(removal(at, 80), minors, reports),
      signUps.events(event("accounts.created", at, { count: 4 }), event("accounts.deleted", at, { count: 1 })),
    ]);
  }, 2_000);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}
