import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Refusal } from "../kernel/refusal.ts";

const tooLarge = (limit: number) =>
  new Refusal("too_large", `The body is over ${limit} bytes; send it in smaller requests.`);

interface BodyLimits {
  /** Bytes of the body as it is sent. */
  sent: number;
  /** Bytes of what a packed body holds. */
  unpacked: number;
  /** Milliseconds from now until the body must be complete. */
  withinMs: number;
}

const slowBody = "The body did not come in time; send smaller requests, or send faster.";
/** True for the refusal of a body that was not complete in time. */
export const isSlowBody = (error: Refusal) => error.message === slowBody;

/** The body as it is sent. The request is not destroyed when it is left: the refusal must still reach the sender. */
async function* sentChunks(req: IncomingMessage, { sent: limit, withinMs }: BodyLimits): AsyncGenerator<Buffer> {
  if (Number(req.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  let late = false;
  let wake = () => {};
  const onChange = () => wake();
  const events = ["readable", "end", "error", "close"] as const;
  for (const event of events) req.on(event, onChange);
  const timer = setTimeout(() => {
    late = true;
    wake();
  }, withinMs);
  let size = 0;
  try {
    while (true) {
      if (late) throw new Refusal("invalid", slowBody, "body");
      const chunk: Buffer | null = req.read();
      if (chunk !== null) {
        size += chunk.length;
        if (size > limit) throw tooLarge(limit);
        yield chunk;
      } else if (req.readableEnded) return;
      else if (req.destroyed) {
        throw new Refusal("invalid", "The request ended before its body was complete; send it again.", "body");
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(timer);
    for (const event of events) req.off(event, onChange);
  }
}

/** What was packed by gzip, counted while it is unpacked: a bomb is left as soon as it passes the limit. */
async function* unpackedChunks(sent: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ rejectGarbageAfterEnd: true });
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
 * @throws Refusal `too_large` beyond either limit, `unsupported` for another coding, `invalid` when the client breaks
 * off or is too slow.
 */
export function bodyChunks(req: IncomingMessage, limit: BodyLimits): AsyncGenerator<Buffer> {
  const coding = (req.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity") return sentChunks(req, limit);
  if (coding === "gzip") return unpackedChunks(sentChunks(req, limit), limit.unpacked);
  throw new Refusal("unsupported", "Send the body as it is or with Content-Encoding: gzip.");
}

/** Media type of the request without its parameters, lower case. */
export function mediaType(req: IncomingMessage): string {
  return (req.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** False when the request says that its text is anything but UTF-8. */
export function isUtf8Text(req: IncomingMessage): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(req.headers["content-type"] ?? "")?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

/** The body as text, without a byte order mark. @throws Refusal `invalid` on field `body` when it is not UTF-8. */
export function readText(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new Refusal("invalid", "The body is not UTF-8.", "body");
  }
}

/** @throws Refusal `invalid` on field `body` when the text is not JSON. */
export function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "The body is not JSON.", "body");
  }
}

/** JSON in strict UTF-8. @throws Refusal `invalid` naming what is wrong with it. */
export const parseJson = (body: Buffer): unknown => parseText(readText(body));
