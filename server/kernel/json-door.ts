import type { IncomingMessage, ServerResponse } from "node:http";
import { isRefusal, Refusal, type RefusalCode } from "./refusal.ts";

/** HTTP status of each refusal at the doors of our own pages. */
export const refusalStatus: Record<RefusalCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  unavailable: 503,
};

/**
 * Answers a POST of one small JSON body: with what `answer` says, 204 for undefined, and a refusal as problem+json under its
 * status. The body, of at most `longestBody` bytes, is read when it is asked for: whoever may not ask is refused unread.
 * `refused` hears of each refusal before it is answered.
 */
export function createJsonDoor(options: {
  longestBody: number;
  answer(req: IncomingMessage, readBody: () => Promise<unknown>): Promise<object | undefined>;
  refused?(req: IncomingMessage, refusal: Refusal): Promise<unknown>;
}): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    try {
      const body = await options.answer(req, () => readBody(req, options.longestBody));
      if (body === undefined) res.writeHead(204, { "cache-control": "no-store" }).end();
      else send(res, 200, "application/json", body);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await options.refused?.(req, error);
      const status = refusalStatus[error.code];
      const retry = error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) };
      send(res, status, "application/problem+json", { type: "about:blank", status, detail: error.message }, retry);
    }
  };
}

async function readBody(req: IncomingMessage, longestBody: number): Promise<unknown> {
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

/** For a limit that is used up for so many milliseconds. */
export function tooMany(ms: number): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return new Refusal("too_many", `Too many requests; try again in ${seconds} s.`, undefined, seconds);
}
