/** Devices that notify a person by Web Push, and what is said to them. Runs in browsers: no imports from Node. */
import { z } from "zod";

/** How many devices a person has at most. */
export const devicesAtMost = 10;

const base64url = (length: number) => z.string().regex(new RegExp(`^[\\w-]{${length}}$`), "not a key of a browser");

/** A subscription as a browser writes it, with a name for the person who has several. */
export const subscribeSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  /** A point of P-256 and 16 bytes (RFC 8291). */
  keys: z.strictObject({ p256dh: base64url(87), auth: base64url(22) }),
  label: z
    .string()
    .trim()
    .regex(/^[^\p{Cc}\p{Cs}]{1,60}$/u, "1 to 60 characters"),
  /** The device whose browser gave it another address. */
  replaces: base64url(43).optional(),
});
export const deviceIdSchema = z.strictObject({ id: base64url(43) });
/** What a notification of ours carries back. */
export const pageTokenSchema = z.strictObject({ token: z.string().min(1).max(1_000) });

/** A device as its owner sees it: never its address, whose holder could be any push service's customer. */
export interface Device {
  /** SHA-256 of the address, base64url: a browser finds itself by it. */
  id: string;
  label: string;
  /** Epoch ms. */
  subscribedAt: number;
  /** When its push service took a page last, epoch ms. */
  acceptedAt: number | null;
}

export interface OwnDevices {
  /** What a browser subscribes with: a point of P-256, base64url (RFC 8292). */
  applicationKey: string;
  devices: Device[];
}

/**
 * What a notification shows and knows. It stands on lock screens and passes a push service, so it says nothing of what the
 * alert is about.
 */
export interface PushMessage {
  deliveryId: string;
  title: string;
  body: string;
  /** What it opens: a path of ours. */
  path: string;
  /** Number of the alert; null where it stands for none or several. */
  number: string | null;
  /** For POST /page/acknowledge; null where there is nothing to acknowledge. */
  acknowledge: string | null;
  /** For POST /page/shown. */
  shown: string;
}

/** The answer of POST /page/acknowledge. */
export interface PageAcknowledged {
  number: string;
  /** Who has it now. */
  by: string;
}
