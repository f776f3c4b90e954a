import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { isUnreachable } from "./database/transaction.ts";
import type { Scope } from "./kernel/actor.ts";
import { createAddressSlots } from "./kernel/address.ts";
import { allows, type Permission, type Role } from "./kernel/roles.ts";
import type { Logger } from "./telemetry/logger.ts";
import type { Metrics } from "./telemetry/metrics.ts";

/** Who may pass. `key`, `integration`: the door asks for one itself. `session`: everyone who is signed in. `delegated`: the handler behind declares rights of its own, entry by entry. */
export type Access =
  | { to: "everyone" }
  | { to: "key"; scope: Scope }
  | { to: "integration" }
  | { to: "person"; permission: Permission }
  | { to: "session" }
  | { to: "metrics" }
  | { to: "delegated" };

export interface Route {
  /** Exact path, or with a trailing `*` everything below it. */
  path: string;
  methods: readonly string[];
  access: Access;
  /** How the route itself says no, where that is not problem+json. */
  refuse?(res: ServerResponse, status: number, detail: string, headers: Record<string, string>): void;
  /** Behind a `*`: the handler takes the rest as it stands, dots and quotes too, and resolves no path by it. */
  verbatim?: boolean;
  handle(req: IncomingMessage, res: ServerResponse): void | Promise<void>;
}

/** Drawn in the place of a page that the person's roles do not include. */
const forbiddenPage = "/forbidden";

/** The rights of every page; `[name]` stands for one part of a path. A page of the build that is not listed stops the start. */
export const pageAccess: Record<string, Access> = {
  "/": { to: "person", permission: "now.read" },
  "/explore": { to: "person", permission: "now.read" },
  "/growth": { to: "person", permission: "growth.read" },
  "/alerts": { to: "person", permission: "alerts.read" },
  "/alerts/[number]": { to: "person", permission: "alerts.read" },
  "/alerts/rules": { to: "person", permission: "rules.read" },
  "/alerts/integrations": { to: "person", permission: "alerts.read" },
  "/alerts/silences": { to: "person", permission: "alerts.read" },
  "/sources": { to: "person", permission: "sources.read" },
  "/hotline": { to: "person", permission: "hotline.read" },
  "/hotline/[number]": { to: "person", permission: "hotline.read" },
  "/hotline/new": { to: "person", permission: "hotline.act" },
  "/hotline/partners": { to: "person", permission: "hotline.read" },
  "/partner": { to: "person", permission: "portal.use" },
  "/partner/[number]": { to: "person", permission: "portal.use" },
  "/partner/new": { to: "person", permission: "portal.use" },
  "/admin/audit": { to: "person", permission: "audit.read" },
  "/admin/system": { to: "person", permission: "system.read" },
  "/on-call": { to: "person", permission: "oncall.read" },
  "/on-call/handover": { to: "person", permission: "alerts.read" },
  "/account": { to: "session" },
  "/sign-in": { to: "everyone" },
  "/admin/people": { to: "person", permission: "people.read" },
  "/welcome": { to: "everyone" },
  "/invitation": { to: "everyone" },
  "/new-password": { to: "everyone" },
  "/developers": { to: "everyone" },
  [forbiddenPage]: { to: "everyone" },
  "/_not-found": { to: "everyone" },
  "/_global-error": { to: "everyone" },
};

/** Live connections that one address may open a second: an office behind one address that comes back after a cut. */
const upgradesPerSecond = 100;

/** Files that pages need before anyone has signed in; they hold no data. */
const openFiles = ["/_next/*", "/favicon.svg", "/favicon.ico", "/icons/*", "/manifest.webmanifest", "/worker.js"];
/** What a worker may do is said by its own answer, not by the page that starts it: it asks us, and nobody else. */
const workerPolicy = "default-src 'none'; connect-src 'self'";

export interface FrontDoorOptions {
  publicUrl: string;
  development: boolean;
  trustProxy: number;
  metricsToken: string | undefined;
  addressRequestsPerSecond: number;
  routes: readonly Route[];
  readSession(req: IncomingMessage): Promise<{ roles: readonly Role[]; secondFactorMissing: boolean } | null>;
  liveUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  log: Logger;
  metrics: Metrics;
}

export interface PageHandler {
  paths: readonly string[];
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Address of the client: the peer's, or what the trusted proxies say of it. */
export function clientAddress(req: IncomingMessage, trustProxy: number): string {
  const peer = req.socket.remoteAddress ?? "unknown";
  if (trustProxy === 0) return peer;
  const forwarded = String(req.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
  return forwarded.at(-trustProxy) ?? peer;
}

/** Every request and upgrade comes through here: host, headers, who may pass, which handler, one log line. */
export function createFrontDoor(options: FrontDoorOptions) {
  const { publicUrl, log, metrics } = options;
  const own = new URL(publicUrl);
  const upgrades = new RateLimiterMemory({ points: upgradesPerSecond, duration: 1 });
  const requests = new RateLimiterMemory({ points: options.addressRequestsPerSecond, duration: 1 });
  const slotOf = createAddressSlots();
  let pages: PageHandler | undefined;
  const probes = new Set(["/healthz", "/readyz", "/metrics"]);

  /** 0 when the address may pass. Whoever asks whether we live hears it also when its address floods us. */
  async function secondsToWait(req: IncomingMessage, path: string): Promise<number> {
    if (path === "/healthz") return 0;
    return requests.consume(slotOf(clientAddress(req, options.trustProxy))).then(
      () => 0,
      (used: { msBeforeNext: number }) => Math.max(1, Math.ceil(used.msBeforeNext / 1000)),
    );
  }

  async function pass(req: IncomingMessage, res: ServerResponse, path: string): Promise<string> {
    setSecurityHeaders(res, own.protocol === "https:");
    const first = options.routes.find((candidate) => matches(candidate.path, path));
    // One address may have a door for each method.
    const here = options.routes.filter((candidate) => candidate.path === first?.path);
    const route = here.find(({ methods }) => methods.includes(req.method ?? "")) ?? first;
    const wait = await secondsToWait(req, path);
    if (wait > 0) {
      const headers = { "retry-after": String(wait) };
      (route?.refuse ?? refuse)(res, 429, "Too many requests come from this address: wait and try again.", headers);
      return "limited";
    }
    // Next resolves "/./" and the like itself: a path of two spellings would have two rights.
    if (!route?.verbatim && !isPlain(path, own.origin)) {
      refuse(res, 400, "Ask for the path in its plain form.");
      return "none";
    }
    if (!probes.has(path) && req.headers.host !== own.host) return misdirected(req, res, own);
    if (route) {
      if (!route.methods.includes(req.method ?? "")) {
        const methods = here.flatMap((one) => one.methods);
        (route.refuse ?? refuse)(res, 405, `Use ${methods.join(" or ")}.`, { allow: methods.join(", ") });
      } else if (route.access.to === "metrics" && !mayReadMetrics(req, options)) {
        refuse(res, 403, "Metrics are open to this machine, or with METRICS_TOKEN.");
      } else if (!(await admits(req, res, route.access))) {
        return route.path;
      } else await route.handle(req, res);
      return route.path;
    }
    if (path.startsWith("/api/")) {
      refuse(res, 404, "There is no such address here.");
      return "none";
    }
    return page(req, res, path);
  }

  /** Whether the session, where one is asked for, may pass; answers 401 or 403 itself when it may not. */
  async function admits(req: IncomingMessage, res: ServerResponse, access: Access): Promise<boolean> {
    if (access.to !== "person" && access.to !== "session") return true;
    const session = await options.readSession(req);
    if (session && (access.to === "session" || allows(session.roles, access.permission))) return true;
    if (session?.secondFactorMissing) refuse(res, 403, "Your role asks for a second factor: set it up at /account.");
    else if (session) refuse(res, 403, "Your roles do not include this. Ask an administrator for the role that does.");
    else refuse(res, 401, "Sign in first.");
    return false;
  }

  async function page(req: IncomingMessage, res: ServerResponse, path: string): Promise<string> {
    if (!pages) {
      refuse(res, 503, "The pages are not ready yet; try again in a second.");
      return "page";
    }
    const access = openFiles.some((open) => matches(open, path)) ? undefined : (pageAccess[patternOf(path)] ?? null);
    if (access?.to === "person" || access?.to === "session") {
      const session = await options.readSession(req);
      const missing = session?.secondFactorMissing === true && access.to === "person";
      if (!session || missing) {
        res.writeHead(303, { location: missing ? "/account" : "/sign-in", "cache-control": "no-store" }).end();
        return patternOf(path);
      }
      if (path === "/" && access.to === "person" && isOfficerOnly(session.roles)) {
        res.writeHead(303, { location: "/partner", "cache-control": "no-store" }).end();
        return path;
      }
      if (access.to === "person" && !allows(session.roles, access.permission)) {
        res.statusCode = 403;
        req.url = forbiddenPage;
      }
    }
    if (access !== undefined) setContentSecurity(req, res, options.development);
    if (path === "/worker.js") res.setHeader("content-security-policy", workerPolicy);
    await pages.handle(req, res);
    return access ? patternOf(path) : access === null ? "none" : "file";
  }

  return {
    routes: options.routes,
    /** Pages come last: everything that matters is up before Next is. @throws when a page declares no rights. */
    mount(handler: PageHandler): void {
      const undeclared = handler.paths.filter((path) => pageAccess[path] === undefined && !openFiles.includes(path));
      if (undeclared.length > 0) {
        throw new Error(`These pages declare no rights in server/front-door.ts: ${undeclared.join(", ")}.`);
      }
      pages = handler;
    },
    request(req: IncomingMessage, res: ServerResponse): void {
      const path = pathOf(req);
      const started = performance.now();
      pass(req, res, path)
        .catch((error: unknown) => {
          if (isUnreachable(error)) {
            refuse(res, 503, "The database cannot be reached; try again in a few seconds.", { "retry-after": "2" });
            return "unavailable";
          }
          // By its pattern: the path of a calendar holds a secret.
          const known = options.routes.find((candidate) => matches(candidate.path, path));
          log.error({ err: error, path: known?.path ?? path }, "a request failed");
          refuse(res, 500, "Something failed on our side. Try again.");
          return "failed";
        })
        .then((route) => {
          const record = () => {
            const ms = performance.now() - started;
            metrics.requests.inc({ route, status: String(res.statusCode) });
            metrics.requestSeconds.observe({ route }, ms / 1000);
            log.info({ method: req.method, route, status: res.statusCode, ms: Math.round(ms * 10) / 10 }, "request");
          };
          if (res.writableFinished) record();
          else res.once("close", record);
        });
    },
    async upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      socket.on("error", () => socket.destroy());
      const path = pathOf(req);
      if (path === "/socket.io/" && req.headers.host === own.host) {
        const allowed = await upgrades.consume(clientAddress(req, options.trustProxy)).then(
          () => true,
          () => false,
        );
        if (allowed) options.liveUpgrade(req, socket, head);
        else refuseUpgrade(socket, "429 Too Many Requests");
      } else if (options.development && pages && path.startsWith("/_next/")) pages.handleUpgrade(req, socket, head);
      else refuseUpgrade(socket, "404 Not Found");
    },
  };
}
export type FrontDoor = ReturnType<typeof createFrontDoor>;

/** An upgraded socket has left Node's time-outs and stays half open: it is ended from our side, too. */
function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

const pathOf = (req: IncomingMessage) => (req.url ?? "/").split("?", 1)[0] ?? "/";
const isPlain = (path: string, origin: string) => URL.canParse(path, origin) && new URL(path, origin).pathname === path;
/** Officers sign in where everybody does; their first page is the portal. */
const isOfficerOnly = (roles: readonly Role[]) => allows(roles, "portal.use") && !allows(roles, "now.read");

/** Pages whose path has a part that varies, as expressions. A page of that very path goes before them. */
const varying = Object.keys(pageAccess)
  .filter((pattern) => pattern.includes("["))
  .map((pattern) => ({ pattern, form: new RegExp(`^${pattern.replaceAll(/\[\w+\]/g, "[^/]+")}$`) }));

/** What a path is called in the table of pages. */
function patternOf(path: string): string {
  if (Object.hasOwn(pageAccess, path)) return path;
  return varying.find(({ form }) => form.test(path))?.pattern ?? path;
}

const matches = (pattern: string, path: string) =>
  pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;

function refuse(res: ServerResponse, status: number, detail: string, headers: Record<string, string> = {}): void {
  if (res.headersSent || res.destroyed) return;
  const body = JSON.stringify({ type: "about:blank", status, detail });
  res.writeHead(status, { "content-type": "application/problem+json", "cache-control": "no-store", ...headers });
  res.end(body);
}

/** Another name for this machine: a reader is sent to the right one, a writer refused, so that cookies keep one home. */
function misdirected(req: IncomingMessage, res: ServerResponse, own: URL): string {
  if (req.method === "GET" || req.method === "HEAD") {
    res.writeHead(308, { location: new URL(req.url ?? "/", own.origin).href.replace(/^[^/]*\/\/[^/]*/, own.origin) });
    res.end();
  } else refuse(res, 421, `This server answers as ${own.origin}; send the request there, or set PUBLIC_URL.`);
  return "misdirected";
}

/** Passkeys are asked for by our own pages only; a page in a frame of another site gets none. */
const browserPermissions =
  "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

function setSecurityHeaders(res: ServerResponse, secure: boolean): void {
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("x-frame-options", "DENY");
  res.setHeader("referrer-policy", "same-origin");
  res.setHeader("cross-origin-opener-policy", "same-origin");
  res.setHeader("cross-origin-resource-policy", "same-origin");
  res.setHeader("permissions-policy", browserPermissions);
  if (secure) res.setHeader("strict-transport-security", "max-age=31536000");
}

/** A nonce a page. Next reads it from the request's own header and puts it on every script it writes. */
function setContentSecurity(req: IncomingMessage, res: ServerResponse, development: boolean): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  req.headers["content-security-policy"] = policy;
  req.headers["x-nonce"] = nonce;
  res.setHeader("content-security-policy", policy);
  res.setHeader("cache-control", "no-store");
}

function mayReadMetrics(
  req: IncomingMessage,
  { metricsToken, trustProxy }: Pick<FrontDoorOptions, "metricsToken" | "trustProxy">,
): boolean {
  if (metricsToken !== undefined) return sameText(req.headers.authorization ?? "", `Bearer ${metricsToken}`);
  // What a proxy on this machine passes on comes from this machine, too: such a request needs the token.
  if (req.headers["x-forwarded-for"] !== undefined || req.headers.forwarded !== undefined) return false;
  const peer = clientAddress(req, trustProxy);
  return peer === "127.0.0.1" || peer === "::1" || peer === "::ffff:127.0.0.1";
}

/** Compares in constant time, whatever the lengths. */
function sameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
