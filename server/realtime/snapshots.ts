import type { IncomingMessage } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { HotlineEvent } from "../hotline/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import { createJsonDoor, tooMany } from "../kernel/json-door.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import { allows } from "../kernel/roles.ts";
import { type JoinAnswer, type Snapshots, snapshotsSchema, type View } from "./contract.ts";
import type { EventReader } from "./event-feed.ts";
import type { Hub } from "./hub.ts";
import type { Visitor } from "./member.ts";
import type { Sessions } from "./session-watch.ts";
import { permissionOf } from "./view.ts";

const longestBody = 32 * 1024;
const eventsAtMost = 100;
/** Five tabs that ask every 5 seconds. */
const asksAMinute = 60;

/**
 * Answers POST /live/snapshots: the live windows of views from the hub's memory, for networks that block WebSocket
 * (DESIGN 2). The same views, rights and limits as joining a room has.
 */
export function createSnapshots(context: {
  hub: Pick<Hub, "peek">;
  hotline: EventReader<HotlineEvent>;
  sessions: Pick<Sessions, "read">;
  clock: Clock;
  /** Whose pages may ask. */
  origin: string;
}) {
  const limiter = new RateLimiterMemory({ points: asksAMinute, duration: 60 });

  async function answer(req: IncomingMessage, readBody: () => Promise<unknown>): Promise<Snapshots> {
    if (req.headers.origin !== context.origin) throw new Refusal("forbidden", "Only pages of this server may ask.");
    const visitor = await context.sessions.read(req.headers.cookie);
    if (visitor === null) throw new Refusal("unauthenticated", "Sign in first.");
    await limiter.consume(visitor.personId).catch(({ msBeforeNext }: { msBeforeNext: number }) => {
      throw tooMany(msBeforeNext);
    });
    const { views, after } = parseOrRefuse(snapshotsSchema, await readBody());
    const mayFollow = allows(visitor.roles, "hotline.read");
    const hotline = mayFollow ? await context.hotline.readEvents(after, eventsAtMost) : [];
    return { serverTime: context.clock.now(), rooms: views.map((view) => look(visitor, view)), hotline };
  }

  function look(visitor: Visitor, view: View): JoinAnswer {
    if (!allows(visitor.roles, permissionOf(view))) {
      return { ok: false, code: "forbidden", message: "Your roles do not include these figures." };
    }
    try {
      return { ok: true, ...context.hub.peek(view) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { ok: false, code: error.code, message: error.message };
    }
  }

  return createJsonDoor({ longestBody, answer });
}
