import { afterEach, beforeEach, expect, test } from "vitest";
import { createMailSender } from "../../server/alerts/alerts.ts";
import { readConfig } from "../../server/config.ts";
import { freePort } from "../support/free-port.ts";
import { type MailServer, mailPassword, startMailServer } from "../support/mail-server.ts";
import { pageTo } from "../support/sample-page.ts";

let server: MailServer;
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const publicUrl = "https://watchfloor.example.org";
const from = "Watchfloor <watchfloor@example.org>";
const addresses: Record<string, string> = { ada: "ada@example.org" };
const senderTo = (url: string | null) =>
  createMailSender({
    server: url === null ? null : { url, from },
    readAddress: async (personId) => addresses[personId] ?? null,
    publicUrl,
  });
const never = () => new AbortController().signal;
const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, "im").exec(raw)?.[1]?.replace(/\r?\n[ \t]+/g, " ");

test("a page arrives as a mail, with one Message-ID for all of its tries", async () => {
  const page = pageTo("ada");
  const sender = senderTo(server.url);
  expect(await sender.send(page, never())).toEqual({ outcome: "accepted" });
  expect(await sender.send(page, never())).toEqual({ outcome: "accepted" });
  const [first, second] = server.received;
  expect(first).toMatchObject({ from: "watchfloor@example.org", to: ["ada@example.org"] });
  const raw = first?.raw ?? "";
  expect(header(raw, "Message-ID")).toBe(`<${page.deliveryId}@watchfloor.example.org>`);
  expect(header(second?.raw ?? "", "Message-ID")).toBe(header(raw, "Message-ID"));
  expect(header(raw, "Subject")).toBe("Critical alert A-12");
  expect(header(raw, "From")).toBe(from);
  expect(header(raw, "Auto-Submitted")).toBe("auto-generated");
  expect(raw.replace(/=\r\n/g, "")).toContain("The queue of terrorism reports is 3,000 long");
  expect(raw).toMatch(/^content-type: text\/plain/im);
});

test("whatever an alert says, it adds no header and no recipient", async () => {
  const summary = "Bcc: eve@example.org\r\nX-Injected: yes\r\n\r\n.\r\nRCPT TO:<eve@example.org>\r\n";
  const alert = {
    id: "a",
    number: "A-1",
    severity: "info" as const,
    summary,
    integration: "i\r\nBcc: eve@example.org",
  };
  expect(await senderTo(server.url).send(pageTo("ada", { alert }), never())).toEqual({ outcome: "accepted" });
  const [mail] = server.received;
  const [head = ""] = (mail?.raw ?? "").split("\r\n\r\n", 1);
  expect(mail?.to).toEqual(["ada@example.org"]);
  expect(head).not.toMatch(/^(bcc|x-injected):/im);
});

test("a refusal for now is tried again, one for good is not; neither quotes the server, who quotes addresses", async () => {
  const sender = senderTo(server.url);
  const said: Record<string, unknown> = {};
  for (const how of [{ recipient: 450 }, { message: 421 }, { recipient: 550 }, { message: 554 }]) {
    server.answer(how);
    said[JSON.stringify(how)] = await sender.send(pageTo("ada"), never());
  }
  expect(said).toEqual({
    '{"recipient":450}': { outcome: "retry", why: "The mail server answered 450." },
    '{"message":421}': { outcome: "retry", why: "The mail server answered 421." },
    '{"recipient":550}': { outcome: "failed", why: "The mail server refused the mail (550)." },
    '{"message":554}': { outcome: "failed", why: "The mail server refused the mail (554)." },
  });
  expect(server.received).toEqual([]);
});

test("a wrong password fails and is not told", async () => {
  const sent = await senderTo(`smtp://watchfloor:wrongpassword@127.0.0.1:${server.port}`).send(pageTo("ada"), never());
  expect(sent).toEqual({ outcome: "failed", why: "The mail server refused the sign-in of Watchfloor (535)." });
});

test("a server that hangs, or is not there, is tried again", async () => {
  server.answer("hang");
  const late = { outcome: "retry", why: "The mail server did not answer in time." };
  expect(await senderTo(server.url).send(pageTo("ada"), AbortSignal.timeout(300))).toEqual(late);
  const nowhere = `smtp://127.0.0.1:${await freePort()}`;
  expect(await senderTo(nowhere).send(pageTo("ada"), never())).toEqual(late);
});

test("without a server, or without an address, it fails with a sentence", async () => {
  expect(await senderTo(null).send(pageTo("ada"), never())).toEqual({
    outcome: "failed",
    why: "No mail server is set: whoever runs Watchfloor sets SMTP_URL.",
  });
  expect(await senderTo(server.url).send(pageTo("nobody"), never())).toEqual({
    outcome: "failed",
    why: "They have no mail address here any more.",
  });
  expect(await senderTo(null).tellReach("ada")).toEqual({ reaches: false, words: "no mail server is set here" });
  expect(await senderTo(server.url).tellReach("ada")).toEqual({ reaches: true, words: "ada@example.org" });
});

test("the settings want both or neither, and never show the password", () => {
  const settings = { SMTP_URL: server.url, MAIL_FROM: from };
  const read = (environment: object) => readConfig({ NODE_ENV: "test", ...environment });
  const shown = read(settings).settings;
  expect(shown.find(({ name }) => name === "SMTP_URL")).toEqual({
    ...{ name: "SMTP_URL", value: null, origin: "set", hidden: true },
  });
  expect(shown.find(({ name }) => name === "MAIL_FROM")?.value).toBe(from);
  expect(JSON.stringify(shown)).not.toContain(encodeURIComponent(mailPassword));
  expect(() => read({ SMTP_URL: server.url })).toThrow("MAIL_FROM: say from whom mails come");
  for (const wrong of ["nobody", "a@b\r\nBcc: c@d", "<>", "A <a@b>, c@d"]) {
    expect(() => read({ ...settings, MAIL_FROM: wrong }), wrong).toThrow("MAIL_FROM: an address as");
  }
  expect(() => read({ ...settings, SMTP_URL: "http://mail" })).toThrow("SMTP_URL");
  expect(() => read({ OUTBOUND_ALLOW: "10.0.0.0/8,nonsense" })).toThrow(
    'OUTBOUND_ALLOW: "nonsense" is neither host:port nor a range such as 10.0.0.0/8',
  );
});
