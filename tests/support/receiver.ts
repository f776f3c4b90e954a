import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

/** What a receiver got. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** How it answers: a status with headers, or as one of the receivers that a sender has to survive. */
export type Answering =
  | { status: number; headers?: Record<string, string> }
  | "hang"
  | "cut the line"
  | "endless body"
  | "endless head"
  | "another protocol";

export interface Receiver extends AsyncDisposable {
  url: string;
  port: number;
  received: ReceivedRequest[];
  /** How many connections to it are open. */
  lines(): Promise<number>;
  /** From the next request on. */
  answer(how: Answering): void;
  /** The next request that comes, or came and was not asked for yet. */
  next(): Promise<ReceivedRequest>;
}

/** A real HTTP server on this machine that somebody's webhook points to; answers 204 until it is told otherwise. */
export async function startReceiver(host = "127.0.0.1", at = 0): Promise<Receiver> {
  let answering: Answering = { status: 204 };
  const received: ReceivedRequest[] = [];
  let taken = 0;
  let arrived = Promise.withResolvers<void>();
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req.setEncoding("utf8")) body += chunk;
    received.push({ method: req.method ?? "", path: req.url ?? "", headers: req.headers, body });
    arrived.resolve();
    arrived = Promise.withResolvers();
    reply(res, answering);
  });
  server.listen(at, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}/page`,
    port,
    received,
    lines: () => promisify(server.getConnections.bind(server))(),
    answer(how) {
      answering = how;
    },
    async next() {
      while (received.length <= taken) await arrived.promise;
      const found = received[taken];
      taken += 1;
      if (!found) throw new Error("nothing was received");
      return found;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function reply(res: ServerResponse, how: Answering): void {
  if (typeof how === "object") {
    res.writeHead(how.status, how.headers).end("an answer that nobody reads");
    return;
  }
  const line = res.socket;
  const chunk = "x".repeat(64 * 1024);
  const goOn = () => {
    if (line && !line.destroyed) line.write(chunk, goOn);
  };
  switch (how) {
    case "hang":
      return;
    case "cut the line":
      line?.destroy();
      return;
    case "another protocol":
      line?.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n");
      return;
    case "endless head":
      line?.write("HTTP/1.1 200 OK\r\nx-head: ");
      goOn();
      return;
    case "endless body":
      line?.on("error", () => {});
      line?.write("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
      goOn();
  }
}
