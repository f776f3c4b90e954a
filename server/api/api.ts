import type { IncomingMessage, ServerResponse } from "node:http";
import { TRPCError } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { declaredRights } from "./declared-rights.ts";
import { type ApiContext, type ApiDomains, createCallerFactory } from "./procedure.ts";
import { type AppRouter, appRouter } from "./router.ts";

const limits = { bodyBytes: 64 * 1024, batch: 20 } as const;
const createCaller = createCallerFactory(appRouter);

export interface Api {
  /** Answers /api/trpc/*. */
  handler(req: IncomingMessage, res: ServerResponse): void;
  router: AppRouter;
  /** The same procedures with the same rights for pages drawn on the server. */
  callerFor(headers: { cookie?: string | undefined }): ReturnType<typeof createCaller>;
  /** Resolves when no procedure runs, those included whose asker has gone: they still read. */
  settled(): Promise<void>;
}

/** @throws Error when a procedure declares no rights: such a server does not start. */
export function createApi(
  options: ApiDomains & {
    publicUrl: string;
    /** Address of the client behind trusted proxies; the peer's by default. */
    clientAddress?: (req: IncomingMessage) => string;
    log: { error(fields: object, message: string): void };
  },
): Api {
  declaredRights(appRouter);
  const { publicUrl, log, clientAddress = peerAddress, ...domains } = options;
  const origin = new URL(publicUrl).origin;
  const running = new Set<Promise<void>>();
  const begin = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    running.add(promise);
    return () => {
      running.delete(promise);
      resolve();
    };
  };
  const contextFor = async (headers: { cookie?: string | undefined }, address: string): Promise<ApiContext> => {
    // A call that is still to learn who asks is under way, too; its procedure begins in the turn in which it knows.
    const end = begin();
    try {
      return {
        ...domains,
        begin,
        address,
        cookie: headers.cookie,
        session: await domains.identity.readSession(headers),
      };
    } finally {
      setImmediate(end);
    }
  };
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: "/api/trpc/",
    maxBodySize: limits.bodyBytes,
    maxBatchSize: limits.batch,
    createContext({ req }) {
      if (req.method === "POST") requireOwnOrigin(req, origin);
      return contextFor({ cookie: req.headers.cookie }, clientAddress(req));
    },
    responseMeta: () => ({ headers: { "cache-control": "no-store" } }),
    onError({ error, path }) {
      if (error.code === "INTERNAL_SERVER_ERROR")
        log.error({ path, ...describeFault(error.cause) }, "procedure failed");
    },
  });
  return {
    handler: (req, res) => void handler(req, res),
    router: appRouter,
    callerFor: (headers) => createCaller(() => contextFor(headers, "page")),
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

const peerAddress = (req: IncomingMessage) => req.socket.remoteAddress ?? "unknown";

/** Mutations come from our own pages as JSON: what another site can make a browser send is neither. */
function requireOwnOrigin(req: IncomingMessage, origin: string): void {
  if (req.headers.origin !== origin) {
    throw new TRPCError({ code: "FORBIDDEN", message: `Open ${origin} and try there.` });
  }
  if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? "")) {
    throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: "Send application/json." });
  }
}

/** Kind and place of a fault. Messages of the database can quote what a person typed, so they stay out. */
function describeFault(cause: unknown): { fault: string; code?: string; at?: string[] } {
  if (!(cause instanceof Error)) return { fault: typeof cause };
  const code = "code" in cause && typeof cause.code === "string" ? { code: cause.code } : {};
  const at = (cause.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { fault: cause.name, ...code, at: at.slice(0, 8).map((line) => line.trim()) };
}
