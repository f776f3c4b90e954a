import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { NotificationStep } from "../notification/contract.ts";
import type { Reachability } from "../schedule/contract.ts";
import type { ContactKind, OwnChannels, Reach } from "./contract.ts";

const hour = 3_600_000;
/** So long after a rotation pages are signed by the secret before, too, so that the other side can change in peace. */
const earlierSecretMs = 24 * hour;
/** A delivery is over long before; after that nobody asks who has it. */
export const receiptsKeptMs = 24 * hour;

/** What is sealed of an endpoint. */
const targetSchema = z.strictObject({
  url: z.string(),
  /** Null for what is not signed. */
  secret: z.string().nullable(),
  /** The secret before the last rotation, in use until `until`, epoch ms. */
  earlier: z.strictObject({ secret: z.string(), until: z.number() }).nullable(),
});
export type Target = z.infer<typeof targetSchema>;

/** What the seal is bound to: moved to another endpoint it does not open. */
export const contactPlace = (id: string, kind: ContactKind) => `${id}/${kind}`;
export const writeTarget = (target: Target): string => JSON.stringify(target);
export const readTarget = (text: string): Target => targetSchema.parse(JSON.parse(text));

/** A secret as Standard Webhooks 1.0.0 writes it: 32 random bytes. */
const drawSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

/** What a new endpoint keeps. */
export const newTarget = (kind: ContactKind, url: string): Target => ({
  url,
  secret: kind === "standard" ? drawSecret() : null,
  earlier: null,
});

/** The same with another secret. `at`: of the rotation, epoch ms. */
export function rotated({ url, secret }: Target, at: number): Target & { secret: string } {
  return { url, secret: drawSecret(), earlier: secret === null ? null : { secret, until: at + earlierSecretMs } };
}

/** The secrets by which a page is signed at an instant, the newest first. */
export const secretsAt = ({ secret, earlier }: Target, at: number): string[] => [
  ...(secret === null ? [] : [secret]),
  ...(earlier !== null && at < earlier.until ? [earlier.secret] : []),
];

/** By what a call reaches somebody whose steps these are. */
export function reachabilityOf(
  steps: readonly NotificationStep[],
  channels: readonly Pick<Reach, "channel" | "reaches">[],
): Reachability {
  const named = new Set(steps.map(({ channel }) => channel));
  const reaching = channels.filter(({ channel, reaches }) => reaches && named.has(channel));
  if (reaching.some(({ channel }) => channel !== "browser")) return "channels";
  return reaching.length > 0 ? "open_page" : "nothing";
}

/** What would leave somebody unreached by a call whose steps these are; null where a channel reaches them that rings. */
export function warningOf(steps: readonly NotificationStep[], channels: readonly Reach[]): OwnChannels["warning"] {
  const reach = reachabilityOf(steps, channels);
  if (reach === "channels") return null;
  return reach === "open_page"
    ? "Only an open page of Watchfloor reaches you: close it, and a call of high urgency passes you by. Set up another channel before your shift, and name it in your rules."
    : "Nothing that your rules name for high urgency reaches you. Set up a channel before your shift, and name it in your rules.";
}
