import { Agent, request } from "node:http";
import { startWatchfloor, type Watchfloor } from "./watchfloor.ts";

export interface DoorAnswer {
  status: number;
  /** The parsed body, or its text where it is not JSON. */
  body: unknown;
}

/** A running Watchfloor, and its machine doors as any sender finds them: any bytes, any key, any type. */
export interface Doors extends AsyncDisposable {
  watchfloor: Watchfloor;
  post(path: string, key: string, body: string | Buffer, contentType?: string): Promise<DoorAnswer>;
  /** Rows of one query on the server's database. */
  rows(query: string): Promise<Record<string, unknown>[]>;
}

/** `startAt`: business time, epoch milliseconds; it stands still. At most 32 connections, kept alive. */
export async function startDoors(startAt: number): Promise<Doors> {
  const watchfloor = await startWatchfloor({ startAt });
  const { host, port } = new URL(watchfloor.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  return {
    watchfloor,
    rows: async (query) => (await watchfloor.database.pool.query(query)).rows,
    post: (path, key, body, contentType = "application/json") =>
      new Promise((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${key}`, "content-type": contentType };
        const req = request({ agent, port, host: "127.0.0.1", path, method: "POST", headers }, async (res) => {
          const chunks: Buffer[] = [];
          for await (const chunk of res) chunks.push(chunk as Buffer);
          const text = Buffer.concat(chunks).toString();
          const isJson = res.headers["content-type"]?.includes("json");
          resolve({ status: res.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
        });
        req.once("error", reject).end(body);
      }),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await watchfloor[Symbol.asyncDispose]();
    },
  };
}
