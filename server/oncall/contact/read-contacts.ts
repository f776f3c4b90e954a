import type { Actor } from "../../kernel/actor.ts";
import { requireOwnRules } from "../notification/change-notification-rules.ts";
import { type Channel, channels, type NotificationStep } from "../notification/contract.ts";
import { readRules } from "../notification/read-notification-rules.ts";
import type { Reachability } from "../schedule/contract.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import type { Contact, OwnChannels, Reach } from "./contract.ts";
import { reachabilityOf, warningOf } from "./rules.ts";
import { selectContacts } from "./store.ts";

/** Says whether a channel reaches somebody. */
export type TellReach = (personId: string) => Promise<Omit<Reach, "channel">>;
/** Channels that are kept elsewhere tell for themselves. */
export type TellReaches = Partial<Record<Exclude<Channel, "webhook">, TellReach>>;

export type ReachContext = OncallContext & { reaches: TellReaches };

/** One's own endpoints, the oldest first. @throws Refusal `forbidden` */
export async function readOwnContacts(context: OncallContext, actor: Actor): Promise<Contact[]> {
  return selectContacts(context.database.query, requireOwnRules(actor));
}

/** By which channels one can be reached as things stand. @throws Refusal `forbidden` */
export async function readOwnChannels(context: ReachContext, actor: Actor): Promise<OwnChannels> {
  const { steps, told } = await readReaches(context, requireOwnRules(actor));
  return { channels: told, warning: warningOf(steps, told) };
}

/** By what a call of high urgency reaches these people as things stand, by their ids. */
export async function readReachability(
  context: ReachContext,
  personIds: readonly string[],
): Promise<Map<string, Reachability>> {
  const each = [...new Set(personIds)].map(async (personId) => {
    const { steps, told } = await readReaches(context, personId);
    return [personId, reachabilityOf(steps, told)] as const;
  });
  return new Map(await Promise.all(each));
}

/** The steps of high urgency, and which channels reach the person. */
async function readReaches(
  context: ReachContext,
  personId: string,
): Promise<{ steps: NotificationStep[]; told: Reach[] }> {
  const { query } = context.database;
  const [rules, contacts] = await Promise.all([readRules(query, personId), selectContacts(query, personId)]);
  const told = await Promise.all(
    channels.map(async (channel) => {
      if (channel === "webhook") return { channel, ...reachByWebhook(contacts) };
      return { channel, ...((await context.reaches[channel]?.(personId)) ?? untold[channel]) };
    }),
  );
  return { steps: rules.high, told };
}

/** What is said of a channel that nothing in this installation sends by. */
const untold: Record<Exclude<Channel, "webhook">, Omit<Reach, "channel">> = {
  browser: { reaches: true, words: "only while a page of Watchfloor is open in your browser" },
  push: { reaches: false, words: "not in this version" },
  mail: { reaches: false, words: "no mail server is set" },
};

function reachByWebhook(contacts: readonly Contact[]): Omit<Reach, "channel"> {
  const open = contacts.filter(({ disabled }) => disabled === null).length;
  if (open > 0) return { reaches: true, words: open === 1 ? "1 endpoint" : `${open} endpoints` };
  const words = contacts.length === 0 ? "no endpoint yet" : "off: its endpoint has said that it is gone";
  return { reaches: false, words };
}
