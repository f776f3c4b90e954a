import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers and body as they came. */
  raw: string;
}

/** Refuses a recipient, or the whole message, by this code; or says nothing at all. */
export type MailAnswering = { recipient: number } | { message: number } | "hang" | null;

export interface MailServer extends AsyncDisposable {
  /** For SMTP_URL: with the name and the password that the server asks for. */
  url: string;
  port: number;
  received: ReceivedMail[];
  answer(how: MailAnswering): void;
}

export const mailPassword = "the mail servers password";

/** A real SMTP server on this machine. */
export async function startMailServer(): Promise<MailServer> {
  let answering: MailAnswering = null;
  const received: ReceivedMail[] = [];
  const refusal = (responseCode: number) => Object.assign(new Error("no such user ada@example.org"), { responseCode });
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password }, _, done) {
      if (username === "watchfloor" && password === mailPassword) done(null, { user: username });
      else done(Object.assign(new Error("no"), { responseCode: 535 }));
    },
    onRcptTo(_, __, done) {
      if (typeof answering === "object" && answering && "recipient" in answering) done(refusal(answering.recipient));
      else if (answering !== "hang") done();
    },
    async onData(stream, { envelope }, done) {
      let raw = "";
      for await (const chunk of stream) raw += String(chunk);
      if (typeof answering === "object" && answering && "message" in answering) return done(refusal(answering.message));
      const from = envelope.mailFrom ? envelope.mailFrom.address : "";
      received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw });
      done();
    },
  });
  // What a client does to its line is no fault of the server.
  server.on("error", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://watchfloor:${encodeURIComponent(mailPassword)}@127.0.0.1:${port}`,
    port,
    received,
    answer(how) {
      answering = how;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
