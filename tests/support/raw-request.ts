import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** One request as bytes, sent as slowly and as wrongly as a test likes. */
export interface RawRequest {
  /** Sends these bytes now. */
  send(bytes: string | Buffer): void;
  /** Sends `part` every `everyMs` until the server answers or ends the line. */
  drip(part: string | Buffer, everyMs: number): Promise<void>;
  /** What came back until the server ended the line or `withinMs` passed. */
  answer(withinMs?: number): Promise<string>;
}

/** Opens a connection and sends the head of a `POST` with these header lines. */
export function openRawRequest(url: string, path: string, headers: readonly string[]): RawRequest {
  const { port, host } = new URL(url);
  let received = "";
  const socket: Socket = connect(Number(port), "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  // A server that refuses may reset the line: what it said before counts.
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received += chunk;
  });
  socket.write(`${[`POST ${path} HTTP/1.1`, `host: ${host}`, ...headers].join("\r\n")}\r\n\r\n`);
  return {
    send: (bytes) => void socket.write(bytes),
    async drip(part, everyMs) {
      while (received === "" && !socket.destroyed) {
        socket.write(part);
        await wait(everyMs);
      }
    },
    async answer(withinMs = 10_000) {
      await Promise.race([closed, wait(withinMs)]);
      socket.destroy();
      return received;
    },
  };
}
