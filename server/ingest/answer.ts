import type { IncomingMessage, ServerResponse } from "node:http";
import { refusalStatus } from "../kernel/json-door.ts";
import type { RefusalCode } from "../kernel/refusal.ts";

export interface Answer {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
}

/** HTTP status of each refusal at the machine doors. */
export const statusOf: Record<RefusalCode, number> = { ...refusalStatus, invalid: 422 };

const titles: Record<number, string> = {
  400: "Bad request",
  401: "Unauthenticated",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  408: "Request timeout",
  409: "Conflict",
  413: "Content too large",
  415: "Unsupported media type",
  421: "Misdirected request",
  422: "Unprocessable content",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
};

/** RFC 9457 problem details. */
export function problem(status: number, detail: string, field?: string): Answer {
  const body = { type: "about:blank", title: titles[status] ?? "Error", status, detail, ...(field ? { field } : {}) };
  return { status, body, headers: { "content-type": "application/problem+json", ...retryAfter(status) } };
}

/** The EU database's shape of an error: a message, as text where it answers text. */
export function euProblem(status: number, detail: string): Answer {
  if (status === 401) return { status, body: { message: "Unauthenticated." } };
  if (status === 429) return { status, body: detail, headers: { "content-type": "text/plain", ...retryAfter(429) } };
  return { status, body: { message: detail }, headers: retryAfter(status) };
}

/** Writes a refusal in the EU's shape: for what its addresses refuse before a door is reached. */
export function refuseAsEu(res: ServerResponse, status: number, detail: string, headers: Record<string, string>): void {
  const answer = euProblem(status, detail);
  send(res, { ...answer, headers: { ...answer.headers, ...headers } });
}

function retryAfter(status: number): Record<string, string> {
  return status === 429 || status === 503 ? { "retry-after": "1" } : {};
}

/** Writes the answer; nothing of the machine doors may be cached. */
export function send(res: ServerResponse, answer: Answer): void {
  if (res.headersSent || res.destroyed) return;
  res.end(writeHead(res, answer));
}

/** How long a sender that is answered early may go on sending. */
const lingerMs = 1_000;

/**
 * Writes an answer that does not wait for the rest of the request, and ends the connection when the sender is done or
 * `lingerMs` later. Node closes the line with the answer's end; closing it on a sender resets it before the answer is read.
 */
export function sendWhileSent(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  if (req.complete) {
    send(res, answer);
    return;
  }
  if (res.headersSent || res.destroyed) return;
  res.setHeader("connection", "close");
  res.write(writeHead(res, answer));
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, lingerMs);
  for (const event of ["end", "close"] as const) req.once(event, end);
  // Who still waits for the next part of the body would keep it from flowing.
  req.removeAllListeners("readable");
  req.resume();
}

/** The length is always declared: who reads an answer knows that it is whole before the line ends. */
function writeHead(res: ServerResponse, answer: Answer): string {
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  res.writeHead(answer.status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(text),
    ...answer.headers,
  });
  return text;
}
