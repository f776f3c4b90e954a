import type { IncomingMessage, ServerResponse } from "node:http";
import type { IntegrationActor } from "../alerts/alerts.ts";
import { isUnreachable } from "../database/transaction.ts";
import type { Actor, Scope } from "../kernel/actor.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type Answer, send, sendWhileSent, statusOf } from "./answer.ts";
import type { createBodiesInFlight, HeldBody } from "./bodies-in-flight.ts";
import { limits } from "./limits.ts";
import type { createRates } from "./rates.ts";
import { bodyChunks, isSlowBody, isUtf8Text, mediaType } from "./read-body.ts";

export type SourceActor = Extract<Actor, { kind: "source" }>;

/** Whoever a key belongs to. `keyId`: by what it is limited. */
export type Sender = SourceActor | (IntegrationActor & { keyId: string });

/** What all doors share, whoever sends. */
export interface DoorSurroundings {
  /** Address of the client, behind the trusted proxies. */
  addressOf(req: IncomingMessage): string;
  /** A body has to be complete within this time. */
  bodyWithinMs: number;
  rates: ReturnType<typeof createRates>;
  /** The memory for bodies, all doors together. */
  holdFor: ReturnType<typeof createBodiesInFlight>;
  log: Logger;
}

export interface MachineDoorContext<Actor extends Sender> extends DoorSurroundings {
  authenticate(authorization: string | undefined): Promise<Actor>;
}

interface DoorRequest<Actor> {
  actor: Actor;
  mediaType: string;
  /** As it was asked for, without the query. */
  path: string;
  query: URLSearchParams;
}

interface CommonOptions<Actor> {
  /** What a source's key must have; an integration's key opens its own door and no other. */
  scope: Actor extends SourceActor ? Scope : null;
  /** Empty for a door that is only asked: a body is not looked at. Null: whatever the type says, it is JSON. */
  mediaTypes: readonly string[] | null;
  /** Of the body as it is sent; what it unpacks to may be as large, and no larger, where the door reads it whole. */
  maxBytes: number;
  /** Shape of the errors: the EU's, or problem+json. */
  refuse(status: number, message: string, field?: string): Answer;
  /** Puts on record what was refused unread: 400, 408, 413, 415. Not 429 and 503, or a flood would be one of writes. */
  onUnread?(actor: Actor, reason: string): Promise<unknown>;
}

/** A door takes its body whole, or, where it may be large, as it comes. */
export type DoorOptions<Actor> = CommonOptions<Actor> &
  (
    | { handle(request: DoorRequest<Actor> & { body: Buffer }): Promise<Answer> }
    | {
        handleStream(
          request: DoorRequest<Actor> & { chunks: AsyncIterable<Buffer>; headers: NodeJS.Dict<string[]> },
        ): Promise<Answer>;
      }
  );

/** A door at its address, for the front door. */
export interface MachineRoute {
  path: string;
  methods: readonly string[];
  /** Null: the key of an integration. */
  scope: Scope | null;
  /** How the address refuses before its door is reached; problem+json where it is not given. */
  refuse?(res: ServerResponse, status: number, detail: string, headers: Record<string, string>): void;
  /** The door reads the rest of the path itself. */
  verbatim?: boolean;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

/** Makes the handlers of the machine doors: who, how often, how large, of what kind; then the door's own work. */
export function createMachineDoor<Actor extends Sender>(context: MachineDoorContext<Actor>) {
  const { rates, holdFor } = context;

  async function authenticate(req: IncomingMessage): Promise<Actor> {
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

  async function* heldChunks(req: IncomingMessage, chunks: AsyncIterable<Buffer>, body: HeldBody) {
    const started = performance.now();
    for await (const chunk of chunks) {
      body.take(chunk.length);
      yield chunk;
    }
    // A key that was revoked while a slow body came is not asked for again by anything else.
    if (performance.now() - started > slowBodyMs) await authenticate(req);
  }

  return (options: DoorOptions<Actor>) =>
    async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
      let admitted: Actor | undefined;
      let held: HeldBody | undefined;
      try {
        const actor = await authenticate(req);
        for (const [name, value] of Object.entries(await rates.admitKey(actor.keyId))) res.setHeader(name, value);
        if (actor.kind === "source" && options.scope !== null && !actor.scopes.includes(options.scope)) {
          throw new Refusal("forbidden", `This key has no scope "${options.scope}"; ask for one that does.`);
        }
        admitted = actor;
        const [path = "", search = ""] = (req.url ?? "").split("?", 2);
        const request = { actor, mediaType: mediaType(req), path, query: new URLSearchParams(search) };
        if (options.mediaTypes?.length === 0) {
          if (!("handle" in options)) throw new Error("a door that is only asked has no body to stream");
          return sendWhileSent(req, res, await options.handle({ ...request, body: Buffer.alloc(0) }));
        }
        if (options.mediaTypes !== null) requireType(req, options.mediaTypes);
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

function requireType(req: IncomingMessage, mediaTypes: readonly string[]): void {
  if (!mediaTypes.includes(mediaType(req))) {
    throw new Refusal("unsupported", `Send Content-Type ${mediaTypes.join(" or ")}.`);
  }
  if (!isUtf8Text(req)) throw new Refusal("unsupported", "Send the body as UTF-8 and say so, or nothing, in charset.");
}

/** A body that took longer may have outlived its key. */
const slowBodyMs = 500;

/** The answer to what a door threw: a refusal in the door's shape, or that we failed. */
export function refusalAnswer(
  error: unknown,
  options: { scope: Scope | null; refuse(status: number, message: string, field?: string): Answer },
  log: Logger,
): Answer {
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
