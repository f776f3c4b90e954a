import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { parseOrRefuse } from "../kernel/parse.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import { addressHeader, type IdentityLog, type SignIn } from "./configure-sign-in.ts";
import { signInSchema } from "./contract.ts";
import type { Guess } from "./guessing/count-guess.ts";

const bodyLimit = 4_096;
/** better-auth has dozens of addresses; these are open. */
const reachable: Record<string, string> = {
  "/api/auth/sign-in/email": "POST",
  "/api/auth/sign-out": "POST",
  "/api/auth/get-session": "GET",
};
const statusOf = { invalid: 422, too_large: 413, unsupported: 415, too_many: 429, unavailable: 503 } as const;

/** The addresses under /api/auth that answer, with their methods: for the front door and the table of rights. */
export const signInRoutes: readonly { path: string; method: string }[] = Object.entries(reachable).map(
  ([path, method]) => ({ path, method }),
);

/** Node's end of /api/auth/*: what is listed goes to better-auth with a checked body, everything else is 404. */
export function createSignInHandler(options: {
  signIn: SignIn;
  publicUrl: string;
  log: IdentityLog;
  clientAddress(req: IncomingMessage): string;
  /** A try at this account. @throws Refusal `too_many`, the same whether the account exists. */
  countGuess(email: string): Promise<Guess>;
}): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    const [path = ""] = (req.url ?? "").split("?", 1);
    const method = Object.hasOwn(reachable, path) ? reachable[path] : undefined;
    if (method === undefined) return answer(res, 404, "There is no such address here.");
    if (req.method !== method) return answer(res, 405, `Use ${method}.`, { allow: method });
    if (method === "POST" && !isOwnOrigin(req, options.publicUrl)) {
      return answer(res, 403, `Open ${options.publicUrl} and sign in there.`);
    }
    try {
      const credentials = path === "/api/auth/sign-in/email" ? await readCredentials(req) : undefined;
      const guess = credentials && (await options.countGuess(credentials.email.toLowerCase()));
      const headers = webHeaders(req, options.clientAddress(req));
      const body = credentials === undefined ? null : JSON.stringify(credentials);
      const response = await options.signIn.handler(
        new Request(new URL(path, options.publicUrl), { method, headers, body }),
      );
      if (response.status !== 401) await guess?.takeBack();
      await forward(response, res);
    } catch (error) {
      if (isRefusal(error) && error.code in statusOf) {
        const wait: Record<string, string> =
          error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) };
        return answer(res, statusOf[error.code as keyof typeof statusOf], error.message, wait);
      }
      options.log.error(`sign-in: ${error instanceof Error ? error.name : "failed"}`);
      answer(res, 500, "Something failed on our side. Try again.");
    }
  };
}

/** A browser always says where a POST comes from; a program without cookies has nothing that another site could use. */
function isOwnOrigin(req: IncomingMessage, publicUrl: string): boolean {
  const { origin, cookie } = req.headers;
  return origin === undefined ? cookie === undefined : origin === new URL(publicUrl).origin;
}

/** JSON only: a form of another site cannot send it. Unknown fields, such as where to go next, are dropped. */
async function readCredentials(req: IncomingMessage): Promise<z.output<typeof signInSchema>> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? "")) {
    throw new Refusal("unsupported", "Send application/json.");
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > bodyLimit) throw new Refusal("too_large", `Send at most ${bodyLimit} bytes.`);
    chunks.push(chunk);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal("invalid", "Send a JSON object with email and password.");
  }
  return parseOrRefuse(signInSchema, parsed);
}

/** Only what sign-in needs, so that no other header of the request can change what better-auth does. */
function webHeaders(req: IncomingMessage, address: string): Headers {
  const headers = new Headers({ [addressHeader]: address });
  for (const name of ["cookie", "origin", "referer", "user-agent", "content-type"]) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

async function forward(response: Response, res: ServerResponse): Promise<void> {
  res.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value);
  for (const cookie of response.headers.getSetCookie()) res.appendHeader("set-cookie", cookie);
  const retryAfter = response.headers.get("x-retry-after");
  if (retryAfter !== null) res.setHeader("retry-after", retryAfter);
  res.setHeader("cache-control", "no-store");
  res.end(Buffer.from(await response.arrayBuffer()));
}

function answer(res: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  res.end(JSON.stringify({ message }));
}
