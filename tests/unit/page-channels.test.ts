import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  headlineOf,
  mailOf,
  resultOf,
  signatureOf,
  slackRequest,
  standardRequest,
  togetherOf,
  waitOf,
} from "../../server/alerts/channel/rules.ts";
import { alertBounds, severities } from "../../server/alerts/contract.ts";
import type { Page, Sent } from "../../server/alerts/delivery/contract.ts";
import { newTarget, rotated, secretsAt, warningOf } from "../../server/oncall/contact/rules.ts";
import { channels } from "../../server/oncall/notification/contract.ts";
import { pageTo, testPageTo } from "../support/sample-page.ts";

const publicUrl = "https://watchfloor.example.org";
const at = Date.now();
const secretOf = () => newTarget("standard", "https://hooks.example/").secret ?? "";
/** Any page that the engine can hand over. */
const anyPage: fc.Arbitrary<Page> = fc
  .record({
    kind: fc.constantFrom("alert", "bundle"),
    severity: fc.constantFrom(...severities),
    summary: fc.string({ unit: "binary", minLength: 1, maxLength: alertBounds.summary }),
    integration: fc.string({ unit: "binary", minLength: 1, maxLength: 100 }),
    number: fc.integer({ min: 1, max: 2 ** 31 - 1 }).map((n) => `A-${n}`),
    alerts: fc.integer({ min: 1, max: 100_000 }),
  })
  .map(({ kind, alerts, ...alert }) => pageTo("ada", { kind, alerts, alert: { id: "the-alert", ...alert } }));

describe("the signed webhook", () => {
  test("signs the specification's example as the specification does", () => {
    const signed = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
    const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    expect(signatureOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", signed)).toBe(signature);
    expect(signatureOf("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", signed)).toBe(signature);
  });

  test("is verified by the library of the standard, under 20 kB, whatever an alert says", () => {
    const secret = secretOf();
    fc.assert(
      fc.property(anyPage, (page) => {
        const { headers, body } = standardRequest(page, { secrets: [secret], publicUrl, at });
        expect(new Webhook(secret).verify(body, headers)).toMatchObject({
          type: `page.${page.kind}`,
          timestamp: "2026-11-26T03:00:00.000Z",
          data: { alerts: page.alerts, alert: JSON.parse(JSON.stringify(page.alert)) },
        });
        expect(Buffer.byteLength(body)).toBeLessThan(20_000);
        expect(headers["webhook-id"]).toBe(page.deliveryId);
      }),
    );
  });

  test("is refused by that library with another secret, id, time or body, or without a header", () => {
    const secret = secretOf();
    const { headers, body } = standardRequest(pageTo("ada"), { secrets: [secret], publicUrl, at });
    const verify = (given: Record<string, string>, text = body, by = secret) => new Webhook(by).verify(text, given);
    expect(verify(headers)).toBeTypeOf("object");
    expect(() => verify(headers, body, secretOf())).toThrow();
    expect(() => verify(headers, `${body} `)).toThrow();
    for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
      expect(() => verify({ ...headers, [name]: `${headers[name]}1` }), name).toThrow();
      const { [name]: _, ...rest } = headers;
      expect(() => verify(rest), `without ${name}`).toThrow();
    }
    for (const minutes of [-6, 6]) {
      const then = { secrets: [secret], publicUrl, at: at + minutes * 60_000 };
      expect(() => verify(standardRequest(pageTo("ada"), then).headers)).toThrow();
    }
  });

  test("is verified by the code that the documentation gives", () => {
    const guide = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
    const code = /```js\nimport [^\n]+\n([\s\S]+?)```/.exec(guide)?.[1] ?? "";
    const isOurs = new Function("createHmac", "timingSafeEqual", `${code}; return isOurs;`)(
      createHmac,
      timingSafeEqual,
    );
    const [secret, other] = [secretOf(), secretOf()];
    const { headers, body } = standardRequest(pageTo("ada"), { secrets: [other, secret], publicUrl, at });
    expect(isOurs(secret, headers, body)).toBe(true);
    expect(isOurs(secretOf(), headers, body)).toBe(false);
    expect(isOurs(secret, headers, `${body} `)).toBe(false);
    const { headers: old } = standardRequest(pageTo("ada"), { secrets: [secret], publicUrl, at: at - 360_000 });
    expect(isOurs(secret, old, body)).toBe(false);
  });

  test("has the id of its delivery at every try, and the time of the try", () => {
    const page = pageTo("ada");
    const [first, second] = [at, at + 5_000].map((when) =>
      standardRequest(page, { secrets: [secretOf()], publicUrl, at: when }),
    );
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers["webhook-timestamp"]) - Number(first?.headers["webhook-timestamp"])).toBe(5);
  });

  test("is signed by both secrets for a day after a rotation, then by the new one", () => {
    const before = newTarget("standard", "https://hooks.example/");
    const after = rotated(before, at);
    const signedAt = (when: number) =>
      standardRequest(pageTo("ada"), { secrets: secretsAt(after, when), publicUrl, at });
    for (const secret of [before.secret ?? "", after.secret]) {
      const { headers, body } = signedAt(at + 23 * 3_600_000);
      expect(new Webhook(secret).verify(body, headers)).toBeTypeOf("object");
    }
    expect(secretsAt(after, at + 24 * 3_600_000)).toEqual([after.secret]);
    expect(after.secret).not.toBe(before.secret);
    expect(Buffer.from(after.secret.slice("whsec_".length), "base64")).toHaveLength(32);
  });

  test("leads to the alert, a bundle to the inbox, a test to the own rules", () => {
    const urlOf = (page: Page) =>
      JSON.parse(standardRequest(page, { secrets: [], publicUrl, at }).body).data.url as string;
    expect(urlOf(pageTo("ada"))).toBe(`${publicUrl}/alerts?alert=9e4f3c1a-0000-4000-8000-000000000012`);
    expect(urlOf(pageTo("ada", { kind: "bundle", alerts: 7 }))).toBe(`${publicUrl}/alerts`);
    expect(urlOf(testPageTo("ada"))).toBe(`${publicUrl}/on-call`);
  });
});

describe("what stands on lock screens", () => {
  test("says how bad and which, and nothing of what it is about", () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        const seen = [mailOf(page, publicUrl).subject, slackRequest(page, publicUrl).body];
        const neutral = pageTo("ada", {
          ...page,
          alert: page.alert && { ...page.alert, summary: "other", integration: "other" },
        });
        expect(seen).toEqual([mailOf(neutral, publicUrl).subject, slackRequest(neutral, publicUrl).body]);
      }),
    );
    expect(headlineOf(pageTo("ada"))).toBe("Critical alert A-12");
    expect(headlineOf(pageTo("ada", { kind: "bundle", alerts: 7 }))).toBe("7 alerts, the worst: Critical A-12");
    expect(headlineOf(testPageTo("ada"))).toBe("Test page from Watchfloor");
    expect(JSON.parse(slackRequest(pageTo("ada"), publicUrl).body)).toEqual({
      text: `Critical alert A-12: ${publicUrl}/alerts?alert=9e4f3c1a-0000-4000-8000-000000000012`,
    });
  });

  test("a mail tells the rest below, and where to take it", () => {
    const page = pageTo("ada");
    const { subject, text, messageId } = mailOf(page, publicUrl);
    expect(subject).toBe("Critical alert A-12");
    expect(messageId).toBe(`<${page.deliveryId}@watchfloor.example.org>`);
    expect(text).toContain("The queue of terrorism reports is 3,000 long");
    expect(text).toContain(`Take it at ${publicUrl}/alerts?alert=9e4f3c1a-0000-4000-8000-000000000012`);
    expect(mailOf(testPageTo("ada"), publicUrl).text).toContain("Nothing is wrong");
  });
});

describe("an answer", () => {
  test.each([
    [[200, 201, 202, 204, 299], "accepted"],
    [[408, 425, 429, 500, 502, 503, 504], "retry"],
    [[100, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 410, 413, 422, 501, 505, 999], "failed"],
  ])("of %s is %s", (statuses, outcome) => {
    for (const status of statuses) expect(resultOf(status, undefined, at), String(status)).toMatchObject({ outcome });
  });

  test("says when to try again in seconds or as a date, at most an hour ahead; what cannot be read says nothing", () => {
    expect(resultOf(429, "120", at)).toEqual({ outcome: "retry", why: "it answered 429", afterMs: 120_000 });
    const now = Date.parse("2026-11-26T03:00:00Z");
    expect(waitOf("Thu, 26 Nov 2026 03:00:30 GMT", now)).toBe(30_000);
    expect(waitOf("Thu, 26 Nov 2026 02:00:00 GMT", now)).toBe(0);
    expect(waitOf("999999999", now)).toBe(3_600_000);
    for (const text of [undefined, "", "soon", "-5", "1.5", "2026-11-26", "1e3", "0x10"]) {
      expect(waitOf(text, now), text).toBe(null);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const wait = waitOf(text, now);
        return wait === null || (wait >= 0 && wait <= 3_600_000);
      }),
    );
  });

  test("of several endpoints is taken when nobody may take it yet and one has it", () => {
    const accepted: Sent = { outcome: "accepted" };
    const failed: Sent = { outcome: "failed", why: "it refused the page (404)" };
    const retry = (afterMs?: number): Sent => ({
      outcome: "retry",
      why: "it answered 503",
      ...(afterMs && { afterMs }),
    });
    const together = (...sent: Sent[]) => togetherOf(sent.map((one, index) => ({ name: `W${index + 1}`, sent: one })));
    expect(together(accepted, accepted)).toEqual(accepted);
    expect(together(accepted, failed)).toEqual(accepted);
    expect(together(failed, failed)).toEqual({
      outcome: "failed",
      why: "W1: it refused the page (404); W2: it refused the page (404).",
    });
    expect(together(accepted, retry(9_000))).toEqual({ outcome: "retry", why: "W2: it answered 503.", afterMs: 9_000 });
    expect(together(retry(9_000), retry())).not.toHaveProperty("afterMs");
    expect(together(retry(9_000), retry(3_000), failed)).toMatchObject({ outcome: "retry", afterMs: 3_000 });
  });
});

describe("whoever is on call is warned", () => {
  const everything = channels.map((channel) => ({ channel, reaches: true, words: "" }));
  const only = (...reaching: string[]) =>
    everything.map((one) => ({ ...one, reaches: reaching.includes(one.channel) }));
  const steps = (...named: (typeof channels)[number][]) => named.map((channel) => ({ delayMinutes: 0, channel }));

  test("when only an open page reaches them", () => {
    expect(warningOf(steps("browser", "push", "mail"), only("browser"))).toMatch(/Only an open page/);
    expect(warningOf(steps("browser"), everything), "the others are not in their rules").toMatch(/Only an open page/);
  });
  test("when nothing does", () => {
    expect(warningOf(steps("push", "mail"), only("browser", "webhook"))).toMatch(/Nothing that your rules name/);
  });
  test("and not when something rings", () => {
    for (const channel of ["push", "mail", "webhook"] as const) {
      expect(warningOf(steps("browser", channel), only("browser", channel)), channel).toBe(null);
    }
  });
});
