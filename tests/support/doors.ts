import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { startWatchfloor, type Watchfloor } from "./watchfloor.ts";

export interface DoorAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The parsed body, or its text where it is not JSON. */
  body: unknown;
}

/** A running Watchfloor, and its machine doors as any sender finds them: any bytes, any key, any type. */
export interface Doors extends AsyncDisposable {
  watchfloor: Watchfloor;
  post(path: string, key: string, body: string | Buffer, contentType?: string): Promise<DoorAnswer>;
  /** Posts with these headers and no other, the key's and the host's excepted. */
  postAs(path: string, key: string, body: string | Buffer, headers: Record<string, string>): Promise<DoorAnswer>;
  /** Asks without a body; redirects are not followed and the path is sent as it is written. */
  ask(method: string, path: string, key?: string): Promise<DoorAnswer>;
  /** Rows of one query on the server's database. */
  rows(query: string): Promise<Record<string, unknown>[]>;
}

type Reach = NonNullable<Parameters<typeof startWatchfloor>[0]>["reach"];

/** An answer that takes longer will never come. */
const hangsMs = 30_000;

/** `startAt`: business time, epoch milliseconds; it stands still. At most `connections` (32), kept alive. */
export async function startDoors(
  startAt: number,
  { connections = 32, ...options }: { environment?: object; connections?: number; reach?: Reach } = {},
): Promise<Doors> {
  const watchfloor = await startWatchfloor({ startAt, ...options });
  const { host, port } = new URL(watchfloor.url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (method: string, path: string, headers: Record<string, string>, body?: string | Buffer) =>
    new Promise<DoorAnswer>((resolve, reject) => {
      const options = { agent, port, host: "127.0.0.1", path, method, headers: { host, ...headers } };
      const req = request(options, async (res) => {
        const chunks: Buffer[] = [];
        for await (const chunk of res) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        const isJson = text !== "" && res.headers["content-type"]?.includes("json");
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: isJson ? JSON.parse(text) : text });
      });
      req.setTimeout(hangsMs, () => req.destroy(new Error(`no answer within ${hangsMs / 1000} s: ${method} ${path}`)));
      req.once("error", reject).end(body);
    });
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  return {
    watchfloor,
    rows: async (query) => (await watchfloor.database.pool.query(query)).rows,
    post: (path, key, body, contentType = "application/json") =>
      send("POST", path, { ...bearer(key), "content-type": contentType }, body),
    postAs: (path, key, body, headers) => send("POST", path, { ...bearer(key), ...headers }, body),
    ask: (method, path, key) => send(method, path, key === undefined ? {} : bearer(key)),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await watchfloor[Symbol.asyncDispose]();
    },
  };
}
