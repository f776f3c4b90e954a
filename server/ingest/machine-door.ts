import type { IncomingMessage, ServerResponse } from "node:http";
import { isUnreachable } from "../database/transaction.ts";
import type { Actor, Scope } from "../kernel/actor.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type Answer, send, sendWhileSent, statusOf } from "./answer.ts";
import { createBodiesInFlight, type HeldBody } from "./bodies-in-flight.ts";
import { limits } from "./limits.ts";
import { createRates, type RateSettings } from "./rates.ts";
import { bodyChunks, isSlowBody, isUtf8Text, mediaType } from "./read-body.ts";

export type SourceActor = Extract<Actor, { kind: "source" }>;

export interface MachineDoorContext extends RateSettings {
  authenticate(authorization: string | undefined): Promise<SourceActor>;
  /** Address of the client, behind the trusted proxies. */
  addressOf(req: IncomingMessage): string;
  /** A body has to be complete within this time. */
  bodyWithinMs: number;
  log: Logger;
}

interface DoorRequest {
  actor: SourceActor;
  mediaType: string;
  /** As it was asked for, without the query. */
  path: string;
}

interface CommonOptions {
  scope: Scope;
  /** Empty for a door that is only asked: what a request brings as a body is not looked at. */
  mediaTypes: readonly string[];
  /** Of the body as it is sent; what it unpacks to may be as large, and no larger, where the door reads it whole. */
  maxBytes: number;
  /** Shape of the errors: the EU's, or problem+json. */
  refuse(status: number, message: string, field?: string): Answer;
  /** Puts on record what was refused unread: 400, 408, 413, 415. Not 429 and 503, or a flood would be one of writes. */
  onUnread?(actor: SourceActor, reason: string): Promise<unknown>;
}

/** A door takes its body whole, or, where it may be large, as it comes. */
export type DoorOptions = CommonOptions &
  (
    | { handle(request: DoorRequest & { body: Buffer }): Promise<Answer> }
    | {
        handleStream(
          request: DoorRequest & { chunks: AsyncIterable<Buffer>; headers: NodeJS.Dict<string[]> },
        ): Promise<Answer>;
      }
  );

/** A door at its address, for the front door. */
export interface MachineRoute {
  path: string;
  methods: readonly string[];
  scope: Scope;
  /** How the address refuses before its door is reached; problem+json where it is not given. */
  refuse?(res: ServerResponse, status: number, detail: string, headers: Record<string, string>): void;
  /** The door reads the rest of the path itself. */
  verbatim?: boolean;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

/** Makes the handlers of the machine doors: who, how often, how large, of what kind; then the door's own work. */
export function createMachineDoor(context: MachineDoorContext) {
  const rates = createRates(context);

  async function authenticate(req: IncomingMessage): Promise<SourceActor> {
    const address = context.addressOf(req);
    const { authorization } = req.headers;
    await rates.admitAddress(address, authorization);
    try {
      const actor = await context.authenticate(authorization);
      if (authorization !== undefined) rates.rememberValid(authorization);
      return actor;
    } catch (error) {
      if (isRefusal(error) && error.code === "unauthenticated") await rates.countAnonymous(address);
      throw error;
    }
  }

  const holdFor = createBodiesInFlight();

  async function* heldChunks(req: IncomingMessage, chunks: AsyncIterable<Buffer>, body: HeldBody) {
    const started = performance.now();
    for await (const chunk of chunks) {
      body.take(chunk.length);
      yield chunk;
    }
    // A key that was revoked while a slow body came is not asked for again by anything else.
    if (performance.now() - started > slowBodyMs) await authenticate(req);
  }

  return (options: DoorOptions) =>
    async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
      let admitted: SourceActor | undefined;
      let held: HeldBody | undefined;
      try {
        const actor = await authenticate(req);
        for (const [name, value] of Object.entries(await rates.admitKey(actor.keyId))) res.setHeader(name, value);
        if (!actor.scopes.includes(options.scope)) {
          throw new Refusal("forbidden", `This key has no scope "${options.scope}"; ask for one that does.`);
        }
        admitted = actor;
        const path = (req.url ?? "").split("?", 1)[0] ?? "";
        const type = mediaType(req);
        if (options.mediaTypes.length === 0) {
          if (!("handle" in options)) throw new Error("a door that is only asked has no body to stream");
          return sendWhileSent(req, res, await options.handle({ actor, body: Buffer.alloc(0), mediaType: type, path }));
        }
        if (!options.mediaTypes.includes(type)) {
          throw new Refusal("unsupported", `Send Content-Type ${options.mediaTypes.join(" or ")}.`);
        }
        if (!isUtf8Text(req))
          throw new Refusal("unsupported", "Send the body as UTF-8 and say so, or nothing, in charset.");
        const request = { actor, mediaType: type, path };
        const unpacked = "handle" in options ? options.maxBytes : limits.bytesUnpacked;
        const sent = bodyChunks(req, { sent: options.maxBytes, unpacked, withinMs: context.bodyWithinMs });
        held = holdFor(actor.keyId);
        const chunks = heldChunks(req, sent, held);
        if ("handleStream" in options) {
          send(res, await options.handleStream({ ...request, chunks, headers: req.headersDistinct }));
        } else {
          const parts: Buffer[] = [];
          for await (const chunk of chunks) parts.push(chunk);
          send(res, await options.handle({ ...request, body: Buffer.concat(parts) }));
        }
      } catch (error) {
        // Why the request was refused is the answer, also where that cannot be put on record.
        if (admitted && isUnread(error)) await options.onUnread?.(admitted, error.message).catch(() => {});
        sendWhileSent(req, res, refusalAnswer(error, options, context.log));
      } finally {
        held?.release();
      }
    };
}

/** True for the refusal of a whole body that says nothing, or too much, or in a way that the door does not take. */
function isUnread(error: unknown): error is Refusal {
  if (!isRefusal(error)) return false;
  const { code, field } = error;
  return code === "too_large" || code === "unsupported" || (code === "invalid" && field === "body");
}

/** A body that took longer may have outlived its key. */
const slowBodyMs = 500;

function refusalAnswer(error: unknown, options: DoorOptions, log: Logger): Answer {
  if (isRefusal(error)) {
    const unread = error.code === "invalid" && error.field === "body";
    const status = isSlowBody(error) ? 408 : unread ? 400 : statusOf[error.code];
    const answer = options.refuse(status, error.message, error.field);
    if (error.retryAfter === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, "retry-after": String(error.retryAfter) } };
  }
  // Outside of the transactions too (who sends is read before): without a database the sender waits, and nothing is wrong.
  if (isUnreachable(error)) {
    return options.refuse(503, "The database cannot be reached; send the same request again.");
  }
  log.error({ err: error, scope: options.scope }, "a machine door failed");
  return options.refuse(500, "Something failed on our side; nothing was stored for certain. Send it again.");
}
