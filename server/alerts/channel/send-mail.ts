import { createTransport } from "nodemailer";
import type { Page, Sender, Sent } from "../delivery/contract.ts";
import { mailFailureOf, mailOf } from "./rules.ts";

export interface MailContext {
  /** Null: no mail server is set. */
  server: { url: string; from: string } | null;
  /** Where a person has their mail; null: nobody is called there any more. */
  readAddress(personId: string): Promise<string | null>;
  publicUrl: string;
}

/** The mail channel; it also tells people whether it reaches them. */
export interface MailSender extends Sender {
  tellReach(personId: string): Promise<{ reaches: boolean; words: string }>;
}

/** A mail that is not taken within this time is tried anew. */
const sendWithinMs = 10_000;

/**
 * Sends a page as a mail. Its Message-ID is that of the delivery, so that a repeat is one message. The server is the
 * operator's own, named in the settings: it may stand in a private network.
 */
export function createMailSender({ server, readAddress, publicUrl }: MailContext): MailSender {
  const transport = server && createTransport(server.url, { from: server.from });

  async function send(page: Page, signal: AbortSignal): Promise<Sent> {
    if (!transport) return { outcome: "failed", why: "No mail server is set: whoever runs Watchfloor sets SMTP_URL." };
    const to = await readAddress(page.personId);
    if (to === null) return { outcome: "failed", why: "They have no mail address here any more." };
    try {
      await transport.sendMail({
        ...mailOf(page, publicUrl),
        to: { name: "", address: to },
        ...(page.alert?.severity === "critical" && { priority: "high" }),
        headers: { "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.any([signal, AbortSignal.timeout(sendWithinMs)]),
      });
      return { outcome: "accepted" };
    } catch (error) {
      return mailFailureOf(error);
    }
  }

  return {
    channel: "mail",
    send,
    async tellReach(personId) {
      if (!server) return { reaches: false, words: "no mail server is set here" };
      const address = await readAddress(personId);
      return address === null ? { reaches: false, words: "no address" } : { reaches: true, words: address };
    },
  };
}
