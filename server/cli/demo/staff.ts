import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import type { Outcome } from "../../hotline/contract.ts";
import type { Clock } from "../../kernel/clock.ts";
import { isRefusal } from "../../kernel/refusal.ts";
import type { ClientToServer, PageCall, ServerToClient } from "../../realtime/contract.ts";
import type { DemoTarget } from "./poster.ts";
import type { DemoSession } from "./session.ts";

/** Somebody simulated who is at work, with a page open. */
export interface AtWork {
  id: string;
  name: string;
  session: DemoSession;
  /** Takes also what is left to the visitor, when it comes to them in the end. */
  takesAll: boolean;
}

const inboxSchema = z.object({
  alerts: z.array(z.object({ id: z.string(), integration: z.string(), state: z.string() })),
});
const queueSchema = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      messages: z.int(),
      acknowledgement: z.object({ at: z.number().nullable(), by: z.string().nullable() }),
      closed: z.unknown(),
    }),
  ),
});

/** From the call to what follows it, ms: a person looks, reads and decides. */
const pace = { seen: 1_500, taken: 20_000, noted: 30_000, answered: 60_000, closed: 240_000 } as const;
const casesLookedAtMs = 5_000;

/**
 * Simulated people who are called by their open pages and do what people do: see it, take it, write a line; take hotline
 * cases by their alerts, answer and close them. `left`: summary of what nobody takes who need not.
 */
export function createStaff(options: { people: readonly AtWork[]; target: DemoTarget; clock: Clock; left: string }) {
  const { people, target, clock, left } = options;
  const due: { at: number; act: () => Promise<unknown> }[] = [];
  const later = (at: number, act: () => Promise<unknown>) => void due.push({ at, act });
  let lookAt = 0;

  function called({ session, takesAll }: AtWork, { deliveryId, kind, alert }: PageCall): void {
    const now = clock.now();
    later(now + pace.seen, () => session.act("alerts.shown", { deliveryId }));
    if (kind === "bundle") later(now + pace.taken, () => takeCases(session));
    if (!alert || (alert.summary === left && !takesAll)) return;
    const alertId = alert.id;
    later(now + pace.taken, async () => {
      await session.act("alerts.acknowledge", { alertId });
      const note = "I look into it. (simulated)";
      later(now + pace.noted, () => session.act("alerts.note", { alertId, note }));
    });
  }

  /** What came thick and fast is cases: all else that is staged is less than a bundle. */
  async function takeCases(session: DemoSession): Promise<void> {
    const { alerts } = inboxSchema.parse(await session.read("alerts.inbox"));
    for (const { id: alertId } of alerts.filter((one) => one.state === "open" && one.integration === "Hotline")) {
      await unlessRefused(session.act("alerts.acknowledge", { alertId }));
    }
  }

  async function workOnCases(): Promise<void> {
    const [first] = people;
    if (!first) return;
    const now = clock.now();
    const { cases } = queueSchema.parse(await first.session.read("hotline.queue"));
    for (const { id: caseId, messages, acknowledgement, closed } of cases) {
      const session = people.find(({ name }) => name === acknowledgement.by)?.session;
      if (!session || closed !== null || acknowledgement.at === null) continue;
      const since = now - acknowledgement.at;
      if (since >= pace.answered && messages === 0) {
        const text = "We have it and look into it now. (simulated)";
        await unlessRefused(session.act("hotline.sendMessage", { caseId, kind: "to_authority", text }));
      }
      if (since >= pace.closed) {
        const outcome: Outcome = "removed";
        await unlessRefused(session.act("hotline.close", { caseId, outcome }));
      }
    }
  }

  const sockets = people.map((person) => {
    const socket = openPage(target, person.session.cookie);
    socket.on("page", (call) => called(person, call));
    return socket;
  });

  return {
    /** Does what is due. A visitor who was first, or who took their rights away, is no fault. */
    async act(): Promise<void> {
      const now = clock.now();
      const ready = due.filter(({ at }) => at <= now);
      for (const one of ready) due.splice(due.indexOf(one), 1);
      for (const { act } of ready) await unlessRefused(act());
      if (now < lookAt) return;
      lookAt = now + casesLookedAtMs;
      await unlessRefused(workOnCases());
    },
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}

/** The line of an open page to the server. */
function openPage({ host, port, publicUrl }: DemoTarget, cookie: string): Socket<ServerToClient, ClientToServer> {
  const { origin, host: publicHost } = new URL(publicUrl);
  const extraHeaders = { cookie, origin, host: publicHost };
  return io(`http://${host}:${port}`, { transports: ["websocket"], forceNew: true, extraHeaders });
}

/** For deeds that a visitor may have forestalled, or forbidden. */
export async function unlessRefused(deed: Promise<unknown>): Promise<void> {
  await deed.catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
}
