import { setTimeout as wait } from "node:timers/promises";
import type { Page, Sender, Sent } from "../../server/alerts/delivery/contract.ts";
import { type Channel, channels } from "../../server/oncall/notification/contract.ts";

/** A page that left for somebody. */
export interface Left extends Page {
  person: string;
  channel: Channel;
}

/** Every page that leaves, by any channel; what a test does not expect fails it at its end. */
export interface PageBook {
  senders: Sender[];
  /** Waits for the next page of the person by the channel, the oldest that was not expected yet. */
  expectPage(person: string, channel: Channel): Promise<Left>;
  /** What a channel answers from now on, instead of accepting; undefined: it accepts. */
  answer(channel: Channel, reply: ((page: Left) => Sent) | undefined): void;
  /** Pages that left and that no test expected, a line each. */
  unexpected(): string[];
}

const line = ({ person, channel, kind, alert, alerts }: Left) =>
  `${person} by ${channel}: ${kind === "alert" ? alert?.number : `${kind} of ${alerts}`}`;

/** `nameOf`: the name of a person by their id. */
export function pageBook(nameOf: (personId: string) => string): PageBook {
  const left: Left[] = [];
  const replies = new Map<Channel, (page: Left) => Sent>();
  const sender = (channel: Channel): Sender => ({
    channel,
    async send(page) {
      const leaving = { ...page, channel, person: nameOf(page.personId) };
      const sent = replies.get(channel)?.(leaving) ?? { outcome: "accepted" };
      if (sent.outcome === "accepted") left.push(leaving);
      return sent;
    },
    // Nobody has a page open unless a test says so.
    ...(channel === "browser" ? { peopleHere: () => [] } : {}),
  });
  return {
    senders: channels.map(sender),
    async expectPage(person, channel) {
      for (let tries = 0; tries < 400; tries++) {
        const at = left.findIndex((page) => page.person === person && page.channel === channel);
        const [page] = at < 0 ? [] : left.splice(at, 1);
        if (page) return page;
        await wait(25);
      }
      throw new Error(`no page reached ${person} by ${channel}; others: ${left.map(line).join("; ") || "none"}`);
    },
    answer(channel, reply) {
      if (reply) replies.set(channel, reply);
      else replies.delete(channel);
    },
    unexpected: () => left.map(line),
  };
}
