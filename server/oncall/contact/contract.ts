/** A person's own endpoints for webhooks, and by which channels they can be reached. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Channel } from "../notification/contract.ts";

/** `standard`: signed, as Standard Webhooks 1.0.0 says; `slack`: `{"text"}`, as Slack and those that follow it take it. */
export const contactKinds = ["standard", "slack"] as const;
export type ContactKind = (typeof contactKinds)[number];

/** How many endpoints a person has at most. */
export const contactsAtMost = 5;

export const createContactSchema = z.strictObject({
  kind: z.enum(contactKinds),
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine((text) => URL.canParse(text), "an address that begins with https://"),
});
export const contactIdSchema = z.strictObject({ id: z.uuid() });

/** An endpoint as its owner sees it: never its whole address, never a secret. */
export interface Contact {
  id: string;
  kind: ContactKind;
  host: string;
  /** Epoch ms. */
  createdAt: number;
  /** Set when it has said that it is gone: nothing is sent there any more. */
  disabled: { at: number; why: string } | null;
}

/** A new endpoint, or one with a new secret. */
export interface IssuedContact {
  contact: Contact;
  /** In this answer and nowhere else; null for a kind that is not signed. */
  secret: string | null;
}

/** Whether a channel reaches the asker as things stand, in a sentence. */
export interface Reach {
  channel: Channel;
  reaches: boolean;
  words: string;
}

export interface OwnChannels {
  channels: Reach[];
  /** What would leave the asker unreached by a call of high urgency, in a sentence; null: something does reach them. */
  warning: string | null;
}
