import type { Clock } from "../../kernel/clock.ts";
import type { ContactKind } from "../../oncall/contact/contract.ts";
import type { Oncall } from "../../oncall/oncall.ts";
import { isOutboundFault, type Outbound } from "../../outbound/outbound.ts";
import type { Page, Sender, Sent } from "../delivery/contract.ts";
import { resultOf, slackRequest, standardRequest, togetherOf } from "./rules.ts";

type Contacts = Pick<Oncall, "openContacts" | "recordReceipts" | "disableContact">;
type OpenContact = Awaited<ReturnType<Contacts["openContacts"]>>[number];

export interface WebhookContext {
  contacts: Contacts;
  outbound: Pick<Outbound, "post">;
  clock: Clock;
  publicUrl: string;
}

const names: Record<ContactKind, string> = { standard: "Signed webhook", slack: "Slack-compatible webhook" };

/** Posts a page to every endpoint of the person, signed or as Slack takes it. A repeat carries the same id. */
export function createWebhookSender(context: WebhookContext): Sender {
  return { channel: "webhook", send: (page, signal) => sendWebhooks(context, page, signal) };
}

async function sendWebhooks(context: WebhookContext, page: Page, signal: AbortSignal): Promise<Sent> {
  const { contacts } = context;
  const open = await contacts.openContacts(page.personId, page.deliveryId);
  if (open.length === 0) return { outcome: "failed", why: "There is no webhook of theirs that takes pages." };
  const results = await Promise.all(
    open.map(async (contact) => ({
      id: contact.id,
      name: names[contact.kind],
      sent: contact.has ? ({ outcome: "accepted" } as const) : await sendOne(context, page, contact, signal),
    })),
  );
  const together = togetherOf(results);
  const taken = results.filter(({ sent }) => sent.outcome === "accepted").map(({ id }) => id);
  // Most pages are taken at once by all: then there is nothing to remember.
  if (together.outcome === "retry" && taken.length > 0) await contacts.recordReceipts(page.deliveryId, taken);
  return together;
}

async function sendOne(
  { contacts, outbound, clock, publicUrl }: WebhookContext,
  page: Page,
  { id, kind, to }: OpenContact,
  signal: AbortSignal,
): Promise<Sent> {
  if (to === null) return { outcome: "failed", why: "it was saved under another AUTH_SECRET: its owner adds it again" };
  const at = clock.now();
  const request =
    kind === "slack" ? slackRequest(page, publicUrl) : standardRequest(page, { secrets: to.secrets, publicUrl, at });
  try {
    const { status, retryAfter } = await outbound.post({ url: to.url, ...request, signal });
    if (status === 410) await contacts.disableContact(id, "It answered that it is gone (410).");
    return resultOf(status, retryAfter, at);
  } catch (error) {
    if (!isOutboundFault(error)) throw error;
    return { outcome: error.kind === "refused" ? "failed" : "retry", why: error.message };
  }
}
