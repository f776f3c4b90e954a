import type { IncomingMessage, ServerResponse } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { HotlineEvent } from "../hotline/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { isRefusal, Refusal, type RefusalCode } from "../kernel/refusal.ts";
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
const statuses: Partial<Record<RefusalCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  too_large: 413,
  too_many: 429,
};

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

  async function answer(req: IncomingMessage): Promise<Snapshots> {
    if (req.headers.origin !== context.origin) throw new Refusal("forbidden", "Only pages of this server may ask.");
    const visitor = await context.sessions.read(req.headers.cookie);
    if (visitor === null) throw new Refusal("unauthenticated", "Sign in first.");
    await limiter.consume(visitor.personId).catch((used: { msBeforeNext: number }) => {
      const seconds = Math.max(1, Math.ceil(used.msBeforeNext / 1000));
      throw new Refusal("too_many", `Asked too often; try again in ${seconds} s.`, undefined, seconds);
    });
    const { views, after } = parseOrRefuse(snapshotsSchema, await bodyOf(req));
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

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const send = (status: number, type: string, body: object, headers = {}) =>
      void res
        .writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers })
        .end(JSON.stringify(body));
    try {
      send(200, "application/json", await answer(req));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const status = statuses[error.code] ?? 400;
      const retry = error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) };
      send(status, "application/problem+json", { type: "about:blank", status, detail: error.message }, retry);
    }
  };
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new Refusal("too_large", `At most ${longestBody} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal("invalid", "Send one JSON object.");
  }
}
