import { createHmac } from "node:crypto";
import type { Severity } from "../contract.ts";
import type { Page, Sent } from "../delivery/contract.ts";

const severityWords: Record<Severity, string> = {
  critical: "Critical",
  error: "Error",
  warning: "Warning",
  info: "Info",
};

/** Where a page leads: its alert, or for a bundle the inbox. */
function linkOf({ kind, alert }: Page, publicUrl: string): string {
  if (kind === "test") return new URL("/on-call", publicUrl).href;
  const path = kind === "alert" && alert ? `/alerts?alert=${encodeURIComponent(alert.id)}` : "/alerts";
  return new URL(path, publicUrl).href;
}

/** One line for lock screens and logs of others: how bad, which number; never what it is about. */
export function headlineOf({ kind, alert, alerts }: Page): string {
  if (kind === "test" || !alert) return "Test page from Watchfloor";
  const worst = severityWords[alert.severity];
  return kind === "bundle" ? `${alerts} alerts, the worst: ${worst} ${alert.number}` : `${worst} alert ${alert.number}`;
}

/** Headers and body as Standard Webhooks 1.0.0 asks for. `at`: of this try, epoch ms; the id is that of every try. */
export function standardRequest(
  page: Page,
  { secrets, publicUrl, at }: { secrets: readonly string[]; publicUrl: string; at: number },
): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify({
    type: `page.${page.kind}`,
    timestamp: new Date(page.calledAt).toISOString(),
    data: { alert: page.alert, alerts: page.alerts, url: linkOf(page, publicUrl) },
  });
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => signatureOf(secret, `${page.deliveryId}.${timestamp}.${body}`));
  return {
    headers: {
      "content-type": "application/json",
      "webhook-id": page.deliveryId,
      "webhook-timestamp": timestamp,
      "webhook-signature": signatures.join(" "),
    },
    body,
  };
}

/** `v1,` and HMAC-SHA256 in base64, by a secret that is written with or without its `whsec_`. */
export function signatureOf(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

/** Body for Slack and those that follow it. Its notices stand on lock screens: what the alert is about stays out. */
export function slackRequest(page: Page, publicUrl: string): { headers: Record<string, string>; body: string } {
  const words = headlineOf(page).replace(
    /[&<>]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign,
  );
  return {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: `${words}: ${linkOf(page, publicUrl)}` }),
  };
}

/** Which answers may be others later; the rest is for good. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Nobody is waited for longer. */
const longestWaitMs = 3_600_000;

/** What an answer of a receiver means. `at`: now, epoch ms. */
export function resultOf(status: number, retryAfter: string | undefined, at: number): Sent {
  if (status >= 200 && status < 300) return { outcome: "accepted" };
  if (status === 410)
    return { outcome: "failed", why: "it says that it is gone (410), so nothing is sent there any more" };
  if (status >= 300 && status < 400) {
    return { outcome: "failed", why: `it redirects (${status}), which is not followed: give its last address` };
  }
  if (!passing.has(status)) return { outcome: "failed", why: `it refused the page (${status})` };
  const afterMs = waitOf(retryAfter, at);
  return { outcome: "retry", why: `it answered ${status}`, ...(afterMs !== null && { afterMs }) };
}

/** The header Retry-After in ms: seconds, or a date; null where it says nothing that can be read. */
export function waitOf(retryAfter: string | undefined, at: number): number | null {
  const text = retryAfter?.trim() ?? "";
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : httpDate(text) - at;
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), longestWaitMs) : null;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`; `NaN` for anything else, of which Date.parse takes much. */
const httpDate = (text: string) =>
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(text) ? Date.parse(text) : Number.NaN;

/** What becomes of a page that went to several endpoints: tried again, at the soonest of their times, while one may take it yet. */
export function togetherOf(results: readonly { name: string; sent: Sent }[]): Sent {
  const whys = results.flatMap(({ name, sent }) => (sent.outcome === "accepted" ? [] : [`${name}: ${sent.why}`]));
  const why = `${whys.join("; ")}.`;
  const waiting = results.flatMap(({ sent }) => (sent.outcome === "retry" ? [sent.afterMs ?? 0] : []));
  if (waiting.length > 0) {
    const afterMs = Math.min(...waiting);
    return { outcome: "retry", why, ...(afterMs > 0 && { afterMs }) };
  }
  return results.some(({ sent }) => sent.outcome === "accepted") ? { outcome: "accepted" } : { outcome: "failed", why };
}

/** A page as a mail. The subject stands on lock screens and in lists: it says how bad and which, never what. */
export function mailOf(page: Page, publicUrl: string): { messageId: string; subject: string; text: string } {
  const { kind, alert, alerts } = page;
  const link = linkOf(page, publicUrl);
  const rules = `How you are notified: ${new URL("/on-call", publicUrl).href}`;
  const subject = headlineOf(page);
  const lines =
    kind === "test" || !alert
      ? ["This is a test page that you asked for. Nothing is wrong, and nothing is to be done."]
      : [
          `${severityWords[alert.severity]} ${alert.number}, reported by ${alert.integration}:`,
          alert.summary,
          ...(kind === "bundle" ? [`${alerts} alerts wait for you, this is the worst of them.`] : []),
          `Take it at ${link}`,
        ];
  return {
    messageId: `<${page.deliveryId}@${new URL(publicUrl).hostname}>`,
    subject,
    text: [...lines, rules, ""].join("\n\n"),
  };
}

/**
 * What the failure of a mail means. Its codes are told and never its words, which quote addresses.
 * @see RFC 5321, 4.2.1: 4xx may be another answer later, 5xx will not
 */
export function mailFailureOf(error: unknown): Sent {
  const { code, responseCode } = codesOf(error);
  if (responseCode !== null && responseCode >= 500) {
    const whose =
      code === "EAUTH" ? "The mail server refused the sign-in of Watchfloor" : "The mail server refused the mail";
    return { outcome: "failed", why: `${whose} (${responseCode}).` };
  }
  if (responseCode !== null) return { outcome: "retry", why: `The mail server answered ${responseCode}.` };
  return { outcome: "retry", why: "The mail server did not answer in time." };
}

function codesOf(error: unknown): { code: string | null; responseCode: number | null } {
  if (!(error instanceof Error)) return { code: null, responseCode: null };
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const responseCode = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : null;
  return { code, responseCode };
}
