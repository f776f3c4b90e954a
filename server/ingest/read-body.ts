import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Refusal } from "../kernel/refusal.ts";

const tooLarge = (limit: number) =>
  new Refusal("too_large", `The body is over ${limit} bytes; send it in smaller requests.`);

/** The body as it is sent, at most `limit` bytes. */
async function* sentChunks(req: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  if (Number(req.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  let size = 0;
  try {
    // Not destroyed when it is left: the refusal must still reach the sender.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("invalid", "The request ended before its body was complete; send it again.", "body");
  }
}

/** What was packed by gzip, counted while it is unpacked: a bomb is left as soon as it passes the limit. */
async function* unpackedChunks(sent: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let failure: unknown;
  const packed = Readable.from(sent);
  packed.once("error", (error) => {
    failure = error;
    gunzip.destroy();
  });
  packed.pipe(gunzip);
  let size = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    if (failure instanceof Refusal) throw failure;
    if (error instanceof Refusal) throw error;
    throw new Refusal("invalid", "The body is not whole gzip, as its Content-Encoding says.", "body");
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

/**
 * The body of a request as it comes, unpacked where it came as gzip.
 * @throws Refusal `too_large` beyond either limit, `unsupported` for another coding, `invalid` when the client breaks off.
 */
export function bodyChunks(req: IncomingMessage, limit: { sent: number; unpacked: number }): AsyncGenerator<Buffer> {
  const coding = (req.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity") return sentChunks(req, limit.sent);
  if (coding === "gzip") return unpackedChunks(sentChunks(req, limit.sent), limit.unpacked);
  throw new Refusal("unsupported", "Send the body as it is or with Content-Encoding: gzip.");
}

/** Media type of the request without its parameters, lower case. */
export function mediaType(req: IncomingMessage): string {
  return (req.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** JSON in strict UTF-8. @throws Refusal `invalid` naming what is wrong with it. */
export function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new Refusal("invalid", "The body is not UTF-8.", "body");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "The body is not JSON.", "body");
  }
}
