import type { IncomingMessage } from "node:http";
import { Refusal } from "../kernel/refusal.ts";

/**
 * The request's body. @throws Refusal `too_large` as soon as more than `limit` bytes have come, `unsupported` for a
 * content coding, `invalid` when the sender breaks off.
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const coding = req.headers["content-encoding"];
  if (coding !== undefined && coding !== "identity") {
    throw new Refusal("unsupported", `Content-Encoding ${coding} is not taken; send the body as it is.`);
  }
  const tooLarge = () => new Refusal("too_large", `The body is over ${limit} bytes; send it in smaller requests.`);
  if (Number(req.headers["content-length"] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not destroyed when it is left: the refusal must still reach the sender.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("invalid", "The request ended before its body was complete; send it again.");
  }
  return Buffer.concat(chunks);
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
