import type { IncomingMessage, ServerResponse } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { createAddressSlots } from "../kernel/address.ts";
import { isRefusal, Refusal, type RefusalCode } from "../kernel/refusal.ts";
import type { Push } from "../push/push.ts";

const longestBody = 4 * 1024;
/** A team behind one address gets a storm of pages. */
const requestsAMinute = 300;
/** Whoever sends more tokens a minute that open nothing is guessing. */
const deadTokensAMinute = 20;

const statuses: Partial<Record<RefusalCode, number>> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  unavailable: 503,
};

/**
 * What a notification does without a page of ours and without a session: the token that it carries is the right. Only a
 * POST of JSON does anything, so no link and no preview of one acknowledges.
 */
export function createPageDoors(context: {
  push: Pick<Push, "acknowledgePage" | "recordReceipt">;
  clientAddress(req: IncomingMessage): string;
}) {
  const requests = new RateLimiterMemory({ points: requestsAMinute, duration: 60 });
  const deadTokens = new RateLimiterMemory({ points: deadTokensAMinute, duration: 60 });
  const slotOf = createAddressSlots();

  const door = (deed: (input: unknown) => Promise<object | undefined>) => {
    return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
      const slot = slotOf(context.clientAddress(req));
      try {
        const dead = await deadTokens.get(slot);
        if (dead && dead.remainingPoints <= 0) throw tooMany(dead.msBeforeNext);
        await requests.consume(slot).catch(({ msBeforeNext }: { msBeforeNext: number }) => {
          throw tooMany(msBeforeNext);
        });
        const answer = await deed(await bodyOf(req));
        if (answer === undefined) res.writeHead(204, { "cache-control": "no-store" }).end();
        else send(res, 200, "application/json", answer);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (error.code === "forbidden" || error.code === "invalid") await deadTokens.consume(slot).catch(() => {});
        const status = statuses[error.code] ?? 400;
        const retry = error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) };
        const problem = { type: "about:blank", status, detail: error.message };
        send(res, status, "application/problem+json", problem, retry);
      }
    };
  };
  return {
    /** POST /page/acknowledge {"token"} → 200 {"number","by"}; 409 says who was first. */
    acknowledge: door((input) => context.push.acknowledgePage(input)),
    /** POST /page/shown {"token"} → 204. */
    shown: door((input) => context.push.recordReceipt(input).then(() => undefined)),
  };
}

function tooMany(ms: number): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return new Refusal("too_many", `Too many requests; try again in ${seconds} s.`, undefined, seconds);
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? "")) {
    throw new Refusal("unsupported", "Send application/json.");
  }
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

function send(res: ServerResponse, status: number, type: string, body: object, headers = {}): void {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers }).end(JSON.stringify(body));
}
