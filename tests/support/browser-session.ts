import type { Answer } from "./watchfloor.ts";

/** A browser as sign-in sees it: it keeps cookies, and asks from one address. */
export interface BrowserSession {
  post(path: string, body: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** A tRPC mutation. */
  call(procedure: string, input?: object): Promise<Answer>;
  /** A tRPC query. */
  ask(procedure: string): Promise<Answer>;
  /** As a Cookie header has it. */
  cookie(): string;
}

/** `address`: as the trusted proxy names it. */
export function browserSession(url: string, address = "203.0.113.7"): BrowserSession {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  async function send(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(url + path, {
      method,
      redirect: "manual",
      headers: { "content-type": "application/json", origin: url, cookie: cookie(), "x-forwarded-for": address },
      ...(body && { body: JSON.stringify(body) }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = "", ...attributes] = set.split(/;\s*/);
      const at = pair.indexOf("=");
      const ended = attributes.some((one) => /^max-age=0$/i.test(one)) || at === pair.length - 1;
      if (ended) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await answer.text();
    return {
      status: answer.status,
      body: /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : text,
    };
  }
  return {
    post: (path, body) => send("POST", path, body),
    get: (path) => send("GET", path),
    call: (procedure, input = {}) => send("POST", `/api/trpc/${procedure}`, input),
    ask: (procedure) => send("GET", `/api/trpc/${procedure}`),
    cookie,
  };
}
