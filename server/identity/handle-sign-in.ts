import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { parseOrRefuse } from "../kernel/parse.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import { addressHeader, type IdentityLog, type SignIn } from "./configure-sign-in.ts";
import { signInSchema } from "./contract.ts";
import { codeStepSchema, newPasskeySchema, passkeyAnswerSchema, recoveryStepSchema } from "./factors/contract.ts";
import { translateRefusal } from "./factors/translate-refusal.ts";
import type { Guess } from "./guessing/count-guess.ts";
import type { Session } from "./session/read-session.ts";

const bodyLimit = 4_096;
/** With the certificates of its maker. */
const newPasskeyLimit = 24_576;

interface SignInRoute {
  method: "GET" | "POST";
  /** Who may ask: anyone, who is signed in and has just shown a password or passkey. */
  needs: "nothing" | "proof";
  body?: z.ZodType;
  /** Bytes of it; bodyLimit where unset. */
  limit?: number;
  /** The cookies that better-auth gets, by the ends of their names; all where unset. */
  cookies?: readonly string[];
}

/**
 * Without the session's cookie: with it better-auth would take a code as the setting up of an app, which our own verb
 * does, and would count no wrong ones.
 */
const waiting = ["two_factor", "dont_remember"];
/** better-auth has dozens of addresses; these are open. */
const routes: Record<string, SignInRoute> = {
  "/api/auth/sign-in/email": { method: "POST", needs: "nothing", body: signInSchema },
  "/api/auth/two-factor/verify-totp": { method: "POST", needs: "nothing", body: codeStepSchema, cookies: waiting },
  "/api/auth/two-factor/verify-backup-code": {
    method: "POST",
    needs: "nothing",
    body: recoveryStepSchema,
    cookies: waiting,
  },
  "/api/auth/passkey/generate-authenticate-options": { method: "GET", needs: "nothing" },
  "/api/auth/passkey/verify-authentication": {
    method: "POST",
    needs: "nothing",
    body: passkeyAnswerSchema,
    limit: newPasskeyLimit,
  },
  "/api/auth/passkey/generate-register-options": { method: "GET", needs: "proof" },
  "/api/auth/passkey/verify-registration": {
    method: "POST",
    needs: "proof",
    body: newPasskeySchema,
    limit: newPasskeyLimit,
  },
  "/api/auth/sign-out": { method: "POST", needs: "nothing" },
  "/api/auth/get-session": { method: "GET", needs: "nothing" },
};
const statusOf = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  unavailable: 503,
} as const;

/** The addresses under /api/auth that answer, with their methods: for the front door and the table of rights. */
export const signInRoutes: readonly { path: string; method: string }[] = Object.entries(routes).map(
  ([path, { method }]) => ({ path, method }),
);

/** What the handler asks of the domain. */
export interface SignInSteps {
  readSession(headers: { cookie?: string | undefined }): Promise<Session | null>;
  /** A try at this account. @throws Refusal `too_many`, the same whether the account exists. */
  countGuess(email: string): Promise<Guess>;
  /** May this person add a passkey at this session? @throws Refusal `forbidden`, `conflict`. */
  checkNewPasskey(session: Session): Promise<void>;
  /** Ends the session that a code opened, where the code was used before. @throws Refusal `unauthenticated`. */
  acceptCode(sessionToken: string, code: string): Promise<void>;
  /** Notes that a passkey, which is two factors in one, was used at this session. */
  acceptPasskey(sessionId: string): Promise<void>;
}

/** Node's end of /api/auth/*: what is listed goes to better-auth with a checked body, everything else is 404. */
export function createSignInHandler(
  options: {
    signIn: SignIn;
    publicUrl: string;
    log: IdentityLog;
    clientAddress(req: IncomingMessage): string;
  } & SignInSteps,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  async function handle(req: IncomingMessage, res: ServerResponse, path: string, route: SignInRoute): Promise<void> {
    const session = route.needs === "proof" ? await requireProof(req) : null;
    const body = route.body && parseOrRefuse(route.body, await readJson(req, route.limit ?? bodyLimit));
    const email = z.object({ email: z.string() }).safeParse(body).data?.email;
    const guess = email === undefined ? undefined : await options.countGuess(email.toLowerCase());
    const response = await options.signIn.handler(
      new Request(new URL(path, options.publicUrl), {
        method: route.method,
        headers: webHeaders(req, options.clientAddress(req), route.cookies),
        body: body === undefined ? null : JSON.stringify(body),
      }),
    );
    if (response.status !== 401) await guess?.takeBack();
    const said: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const { status, ...words } = translateRefusal(path, response.status, said, waitOf(response));
      setCookies(response, res);
      if (words.ended) endWaiting(req, res);
      return answer(res, status, words, retryAfter(waitOf(response)));
    }
    const told = await tell(path, said, body);
    // Whoever added a passkey here has just used it.
    if (session && path === "/api/auth/passkey/verify-registration") await options.acceptPasskey(session.sessionId);
    setCookies(response, res);
    answer(res, response.status, told);
  }

  /** What the browser is told of a success: never the session's token, which only its cookie holds. */
  async function tell(path: string, said: unknown, body: unknown): Promise<unknown> {
    switch (path) {
      case "/api/auth/sign-in/email":
        return { secondFactor: z.object({ twoFactorRedirect: z.literal(true) }).safeParse(said).success };
      case "/api/auth/two-factor/verify-totp":
        await options.acceptCode(tokenSchema.parse(said).token, codeStepSchema.parse(body).code);
        return {};
      case "/api/auth/passkey/verify-authentication":
        await options.acceptPasskey(openedSchema.parse(said).session.id);
        return {};
      case "/api/auth/passkey/generate-authenticate-options":
        // better-auth only prefers that the person shows who they are to their device; here that is the second factor.
        return { ...z.looseObject({}).parse(said), userVerification: "required" };
      case "/api/auth/passkey/generate-register-options":
        return said;
      case "/api/auth/get-session":
        return said === null ? null : { signedIn: true };
      default:
        return {};
    }
  }

  async function requireProof(req: IncomingMessage): Promise<Session> {
    const session = await options.readSession({ cookie: req.headers.cookie });
    if (!session) throw new Refusal("unauthenticated", "Sign in first.");
    await options.checkNewPasskey(session);
    return session;
  }

  return async (req, res) => {
    const [path = ""] = (req.url ?? "").split("?", 1);
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) return answer(res, 404, { message: "There is no such address here." });
    if (req.method !== route.method) {
      return answer(res, 405, { message: `Use ${route.method}.` }, { allow: route.method });
    }
    if (route.method === "POST" && !isOwnOrigin(req, options.publicUrl)) {
      return answer(res, 403, { message: `Open ${options.publicUrl} and sign in there.` });
    }
    try {
      await handle(req, res, path, route);
    } catch (error) {
      if (isRefusal(error) && error.code in statusOf) {
        const { message, field, code } = error;
        const ended = code === "unauthenticated";
        if (ended) endWaiting(req, res);
        const status = statusOf[code as keyof typeof statusOf];
        return answer(res, status, { message, field, ended }, retryAfter(error.retryAfter));
      }
      options.log.error(`sign-in: ${error instanceof Error ? error.name : "failed"}`);
      answer(res, 500, { message: "Something failed on our side. Try again." });
    }
  };
}

const tokenSchema = z.object({ token: z.string() });
const openedSchema = z.object({ session: z.object({ id: z.string() }) });

/** A browser always says where a POST comes from; a program without cookies has nothing that another site could use. */
function isOwnOrigin(req: IncomingMessage, publicUrl: string): boolean {
  const { origin, cookie } = req.headers;
  return origin === undefined ? cookie === undefined : origin === new URL(publicUrl).origin;
}

/** JSON only: a form of another site cannot send it. */
async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? "")) {
    throw new Refusal("unsupported", "Send application/json.");
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > limit) throw new Refusal("too_large", `Send at most ${limit} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal("invalid", "Send a JSON object.");
  }
}

/** Only what sign-in needs, so that no other header of the request can change what better-auth does. */
function webHeaders(req: IncomingMessage, address: string, cookies: readonly string[] | undefined): Headers {
  const headers = new Headers({ [addressHeader]: address });
  for (const name of ["origin", "referer", "user-agent", "content-type"]) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const sent = (req.headers.cookie ?? "").split(/;\s*/);
  const kept = cookies ? sent.filter((one) => cookies.some((name) => one.includes(`.${name}=`))) : sent;
  if (kept.join("") !== "") headers.set("cookie", kept.join("; "));
  return headers;
}

/** Takes back the cookie of a sign-in that waits for its second step no more. */
function endWaiting(req: IncomingMessage, res: ServerResponse): void {
  const name = /([\w.-]+\.two_factor)=/.exec(req.headers.cookie ?? "")?.[1];
  if (name === undefined) return;
  const secure = name.startsWith("__Secure-") ? "; Secure" : "";
  res.appendHeader("set-cookie", `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure}`);
}

function setCookies(response: Response, res: ServerResponse): void {
  for (const cookie of response.headers.getSetCookie()) res.appendHeader("set-cookie", cookie);
}

function waitOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get("x-retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { "retry-after": String(seconds) };

function answer(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  res.end(JSON.stringify(body));
}
