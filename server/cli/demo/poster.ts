import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** Where the public HTTP API is reached, and under which name it knows itself. */
export interface DemoTarget {
  /** Where to connect to. */
  host: string;
  port: number;
  /** `Host` of each request: that of PUBLIC_URL. */
  publicHost: string;
}

export interface Post {
  path: string;
  key: string;
  contentType: string;
  body: string;
}

export interface Posted {
  status: number;
  body: string;
}

const longestWaitMs = 5_000;

/** Posts as a well-behaved sender does: what was not taken (429, 503, no answer) is sent again, the same bytes. */
export function createPoster(target: DemoTarget, signal: AbortSignal) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  signal.addEventListener("abort", () => agent.destroy(), { once: true });

  /** One attempt; undefined when no answer came. */
  const attempt = ({ path, key, contentType, body }: Post) =>
    new Promise<(Posted & { retryAfterMs: number }) | undefined>((resolve) => {
      const headers = {
        host: target.publicHost,
        authorization: `Bearer ${key}`,
        "content-type": contentType,
        "content-length": Buffer.byteLength(body),
      };
      const { host, port } = target;
      const sent = request({ agent, host, port, path, method: "POST", headers, timeout: 30_000, signal }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          text += part;
        });
        answer.once("error", () => resolve(undefined));
        answer.once("end", () => {
          const retryAfterMs = Number(answer.headers["retry-after"] ?? 1) * 1000 || 1000;
          resolve({ status: answer.statusCode ?? 0, body: text, retryAfterMs });
        });
      });
      sent.once("timeout", () => sent.destroy());
      sent.once("error", () => resolve(undefined));
      sent.end(body);
    });

  /** The answer that was not "later". @throws AbortError when the demo stops meanwhile */
  return async (post: Post): Promise<Posted> => {
    for (;;) {
      signal.throwIfAborted();
      const answer = await attempt(post);
      if (answer && answer.status !== 429 && answer.status !== 503) return answer;
      await wait(Math.min(answer?.retryAfterMs ?? 1000, longestWaitMs), undefined, { signal });
    }
  };
}
