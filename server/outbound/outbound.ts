import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { AllowList } from "./allow-list.ts";
import { isPublicAddress } from "./public-address.ts";

/** A request that leaves this installation. */
export interface OutboundRequest {
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** Of the caller; the limit of time holds besides. */
  signal?: AbortSignal;
}
/** What came back: never a body, which would be another's text. */
export interface OutboundAnswer {
  status: number;
  /** The header as it came. */
  retryAfter: string | undefined;
}

/** Requests to places that people name. Nothing else in the server sends to such. */
export interface Outbound {
  /** Posts once and follows nothing: a redirect is an answer like any other. @throws OutboundFault */
  post(request: OutboundRequest): Promise<OutboundAnswer>;
  /** Whether it may be sent to now; nothing is sent. @throws OutboundFault */
  check(url: string): Promise<void>;
}

/** Why there was no answer. The message names neither host nor path, which may be secret. */
export class OutboundFault extends Error {
  override readonly name = "OutboundFault";
  /** `refused`: we do not send there, ever; `unanswered`: it may be otherwise later. */
  readonly kind: "refused" | "unanswered";
  constructor(kind: OutboundFault["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** By its name: errors cross module copies, where `instanceof` would miss some. */
export function isOutboundFault(error: unknown): error is OutboundFault {
  return error instanceof Error && error.name === "OutboundFault";
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;

const usualTimeoutMs = 10_000;
/** So much of a body is let in before the line is cut, so that who answers in a few words can end politely. */
const bodyBytes = 16 * 1024;

/**
 * Looks a host up once, refuses it where one of its addresses is not public, and connects to these very addresses: what
 * DNS says a moment later decides nothing. `resolve`: the system's by default.
 */
export function createOutbound(options: { allow: AllowList; resolve?: Resolve; timeoutMs?: number }): Outbound {
  const { allow, resolve = resolveBySystem, timeoutMs = usualTimeoutMs } = options;

  async function checked(text: string, signal: AbortSignal) {
    const url = parseTarget(text);
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const family = isIP(host);
    const addresses = family === 0 ? await within(signal, resolve(host)) : [{ address: host, family }];
    if (addresses.length === 0) throw new OutboundFault("unanswered", "its host has no address");
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const allowed = allow.hasHost(url.hostname, port) || addresses.every(({ address }) => allow.hasAddress(address));
    if (!allowed) {
      if (url.protocol !== "https:") throw new OutboundFault("refused", "its address is not on https");
      if (!addresses.every(({ address }) => isPublicAddress(address) || allow.hasAddress(address))) {
        throw new OutboundFault(
          "refused",
          "its address is not on the public internet, and OUTBOUND_ALLOW leaves it out",
        );
      }
    }
    return { url, host, port, addresses };
  }

  return {
    async post({ url: text, headers, body, signal: callers }) {
      const limit = AbortSignal.timeout(timeoutMs);
      const signal = callers ? AbortSignal.any([callers, limit]) : limit;
      try {
        const target = await checked(text, signal);
        return await send(target, { headers, body, signal });
      } catch (error) {
        throw faultOf(error, limit.aborted, timeoutMs);
      }
    },
    async check(text) {
      const limit = AbortSignal.timeout(timeoutMs);
      await checked(text, limit).catch((error: unknown) => {
        throw faultOf(error, limit.aborted, timeoutMs);
      });
    },
  };
}

const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

function parseTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new OutboundFault("refused", "its address is not on https");
  if (url.username || url.password) throw new OutboundFault("refused", "its address holds a name or a password");
  return url;
}

function send(
  { url, host, port, addresses }: { url: URL; host: string; port: number; addresses: LookupAddress[] },
  { headers, body, signal }: { headers: Record<string, string>; body: string | Uint8Array; signal: AbortSignal },
): Promise<OutboundAnswer> {
  const lookupChecked: LookupFunction = (_, { all }, answer) => {
    const [first] = addresses;
    if (all || !first) answer(null, addresses);
    else answer(null, first.address, first.family);
  };
  const request = url.protocol === "https:" ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ host, port, path: `${url.pathname}${url.search}`, method: "POST", lookup: lookupChecked, signal },
      headers: { host: url.host, "content-length": String(Buffer.byteLength(body)), ...headers },
      // A line of its own, so that an earlier one to another address is never taken for this one.
      agent: false,
    });
    sent.once("response", (answer) => {
      let left = bodyBytes;
      answer.on("error", () => {});
      answer.on("data", (chunk: Buffer) => {
        left -= chunk.length;
        if (left < 0) answer.destroy();
      });
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"] });
    });
    sent.on("error", reject);
    sent.once("close", () => reject(new Error("closed without an answer")));
    sent.end(body);
  });
}

function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** Node's and OpenSSL's codes, into words that hold nothing of the address. */
function faultOf(error: unknown, late: boolean, timeoutMs: number): OutboundFault {
  if (isOutboundFault(error)) return error;
  if (late) return new OutboundFault("unanswered", `no answer within ${timeoutMs / 1000} seconds`);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return new OutboundFault("unanswered", "its host has no address");
  if (/CERT|SIGNATURE|ERR_TLS/.test(code)) return new OutboundFault("unanswered", "its certificate is not valid");
  if (code === "ECONNREFUSED") return new OutboundFault("unanswered", "it takes no connection");
  return new OutboundFault("unanswered", "the connection broke off");
}
