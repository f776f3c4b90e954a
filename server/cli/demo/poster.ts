import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** Where the public HTTP API is reached, and under which name it knows itself. */
export interface DemoTarget {
  /** Where to connect to. */
  host: string;
  port: number;
  /** PUBLIC_URL: its host is the `Host` of each request, and pages come from its origin. */
  publicUrl: string;
}

export interface Post {
  path: string;
  key: string;
  contentType: string;
  body: string;
}

/** What a page of somebody asks: by GET where nothing is sent. */
export interface PageRequest {
  path: string;
  cookie?: string;
  body?: string;
}

export interface Posted {
  status: number;
  body: string;
  /** Those that the answer set, as the next request sends them. */
  cookie: string;
}

const longestWaitMs = 5_000;

/** Asks as a well-behaved sender does: what was not taken (429, 503, no answer) is sent again, the same bytes. */
export function createPoster(target: DemoTarget, signal: AbortSignal) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  signal.addEventListener("abort", () => agent.destroy(), { once: true });

  /** One attempt; undefined when no answer came. */
  const attempt = (asked: Post | PageRequest) =>
    new Promise<(Posted & { retryAfterMs: number }) | undefined>((resolve) => {
      const { path, body } = asked;
      const headers = { ...headersOf(asked, target), "content-length": Buffer.byteLength(body ?? "") };
      const { host, port } = target;
      const method = body === undefined ? "GET" : "POST";
      const sent = request({ agent, host, port, path, method, headers, timeout: 30_000, signal }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          text += part;
        });
        answer.once("error", () => resolve(undefined));
        answer.once("end", () => {
          const retryAfterMs = Number(answer.headers["retry-after"] ?? 1) * 1000 || 1000;
          const cookie = (answer.headers["set-cookie"] ?? []).map((one) => one.split(";", 1)[0]).join("; ");
          resolve({ status: answer.statusCode ?? 0, body: text, cookie, retryAfterMs });
        });
      });
      sent.once("timeout", () => sent.destroy());
      sent.once("error", () => resolve(undefined));
      sent.end(body);
    });

  /** The answer that was not "later". @throws AbortError when the demo stops meanwhile */
  return async (asked: Post | PageRequest): Promise<Posted> => {
    for (;;) {
      signal.throwIfAborted();
      const answer = await attempt(asked);
      if (answer && answer.status !== 429 && answer.status !== 503) return answer;
      await wait(Math.min(answer?.retryAfterMs ?? 1000, longestWaitMs), undefined, { signal });
    }
  };
}

function headersOf(asked: Post | PageRequest, { publicUrl }: DemoTarget): Record<string, string> {
  const { host, origin } = new URL(publicUrl);
  if ("key" in asked) return { host, authorization: `Bearer ${asked.key}`, "content-type": asked.contentType };
  return { host, origin, "content-type": "application/json", ...(asked.cookie ? { cookie: asked.cookie } : {}) };
}
