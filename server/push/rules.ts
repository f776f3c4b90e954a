import { createECDH, createHash, ECDH, hkdfSync } from "node:crypto";
import type { Severity } from "../alerts/contract.ts";
import type { Page } from "../alerts/delivery/contract.ts";
import type { PushMessage } from "./contract.ts";

/** So long a push service keeps a page for a phone that is off. Later it would tell of what somebody else has by then. */
export const keptForSeconds = 300;
/** So long the tokens of a page can be used. */
export const tokenForMs = 4 * 3_600_000;

/** What tells push services who sends (RFC 8292), base64url. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

/**
 * Derived from the secret that signs sessions, for this purpose alone (RFC 5869): every process of an installation has the
 * same pair, and it stands nowhere.
 */
export function derivePushKeys(secret: string): PushKeys {
  const pair = createECDH("prime256v1");
  // One in 2^32 draws lies outside of the curve's order.
  for (let draw = 1; ; draw++) {
    const privateKey = Buffer.from(hkdfSync("sha256", secret, "", `watchfloor push key ${draw}`, 32));
    try {
      pair.setPrivateKey(privateKey);
    } catch {
      continue;
    }
    return { publicKey: pair.getPublicKey("base64url"), privateKey: privateKey.toString("base64url") };
  }
}

/** True for a point that lies on P-256, uncompressed. */
export function isPoint(p256dh: string): boolean {
  const point = Buffer.from(p256dh, "base64url");
  if (point.length !== 65 || point[0] !== 4) return false;
  try {
    return ECDH.convertKey(point, "prime256v1").length > 0;
  } catch {
    return false;
  }
}

export const deviceIdOf = (endpoint: string) => createHash("sha256").update(endpoint).digest("base64url");

/** At most 32 characters of base64url (RFC 8030, 5.4): a repeat replaces what the push service still holds. */
export const topicOf = (deliveryId: string) => Buffer.from(deliveryId.replaceAll("-", ""), "hex").toString("base64url");

const words: Record<Severity, string> = { critical: "Critical", error: "Error", warning: "Warning", info: "Info" };

/** What a page says on a lock screen: how bad, which number, since when; never what it is about. */
export function messageOf(page: Page, at: number): Pick<PushMessage, "title" | "body" | "path" | "number"> {
  const { alert } = page;
  if (page.kind === "test" || !alert) {
    return { title: "Test page", body: "This device notifies you.", path: "/on-call", number: null };
  }
  const waiting = Math.floor((at - page.calledAt) / 60_000);
  const since = waiting > 0 ? ` · waiting ${waiting} min` : "";
  if (page.kind === "bundle") {
    const title = `${page.alerts} alerts wait · worst: ${words[alert.severity].toLowerCase()} ${alert.number}`;
    return { title, body: "Open the inbox.", path: "/alerts", number: null };
  }
  const title = `${words[alert.severity]} alert ${alert.number}${since}`;
  return { title, body: "You are called.", path: `/alerts/${alert.number}`, number: alert.number };
}

/** Seconds or a date of `Retry-After`, in ms from `now`; `undefined` where it says nothing that can be read. */
export function askedToWait(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
