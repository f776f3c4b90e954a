import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { severities } from "../../server/alerts/contract.ts";
import type { Page } from "../../server/alerts/delivery/contract.ts";
import { askedToWait, derivePushKeys, isPoint, messageOf, topicOf } from "../../server/push/rules.ts";
import { createTokens } from "../../server/push/sign-token.ts";
import { openPush, readVapid } from "../support/push-service.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");
const deliveryId = "5c3b8a4e-0f6d-4a39-9f0e-2b1d5a7c9e10";
const alertId = "00000000-0000-4000-8000-000000000001";
const at = Date.UTC(2026, 10, 23, 3, 12);
const page: Page = {
  deliveryId,
  kind: "alert",
  personId: "p",
  calledAt: at,
  alert: { id: alertId, number: "A-17", severity: "critical", summary: "Channel of Eve", integration: "Uptime" },
  alerts: 1,
};

describe("what the tests open pushes with", () => {
  // RFC 8291, appendix A.
  const keys = {
    privateKey: bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
    publicKey: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
  };
  const body = bytes(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
  test("opens the example of RFC 8291, and no byte may differ", () => {
    expect(openPush(body, keys).toString()).toBe("When I grow up, I want to be a watermelon");
    const other = Buffer.from(body);
    other[body.length - 1] = (other[body.length - 1] ?? 0) ^ 1;
    expect(() => openPush(other, keys)).toThrow();
  });
  test("verifies the example of RFC 8292, and no other token", () => {
    const key = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
    const head = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";
    const claims =
      "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0";
    const signature = "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
    expect(readVapid(`vapid t=${head}.${claims}.${signature}, k=${key}`)).toMatchObject({
      aud: "https://push.example.net",
    });
    expect(() => readVapid(`vapid t=${head}.${claims}x.${signature}, k=${key}`)).toThrow();
  });
});

describe("what a page says on a lock screen", () => {
  test("how bad, which number, since when", () => {
    expect(messageOf(page, at).title).toBe("Critical alert A-17");
    expect(messageOf(page, at + 125_000).title).toBe("Critical alert A-17 · waiting 2 min");
    expect(messageOf({ ...page, kind: "bundle", alerts: 7 }, at).title).toBe("7 alerts wait · worst: critical A-17");
    expect(messageOf({ ...page, kind: "test", alert: null, alerts: 0 }, at).title).toBe("Test page");
  });
  test("nothing of what the alert is about, whatever it is about", () => {
    const page17 = (severity: (typeof severities)[number], summary: string, kind: "alert" | "bundle"): Page => ({
      ...page,
      kind,
      alerts: 2,
      alert: { id: alertId, number: "A-17", severity, summary, integration: summary },
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...severities),
        fc.string({ minLength: 1 }),
        fc.constantFrom("alert" as const, "bundle" as const),
        (severity, summary, kind) => {
          const said = messageOf(page17(severity, summary, kind), at);
          expect(said).toEqual(messageOf(page17(severity, "other words", kind), at));
        },
      ),
    );
  });
  test("its topic is what push services take, and another page's is another", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        expect(topicOf(one)).toMatch(/^[\w-]{1,32}$/);
        expect(topicOf(one) === topicOf(other)).toBe(one === other);
      }),
    );
  });
});

describe("keys and tokens", () => {
  test("an installation has one pair of keys, another has another, and both are points of the curve", () => {
    const [one, again, other] = ["secret one", "secret one", "secret two"].map(derivePushKeys);
    expect(one).toEqual(again);
    expect(one?.publicKey).not.toBe(other?.publicKey);
    expect([one, other].every((pair) => isPoint(pair?.publicKey ?? ""))).toBe(true);
  });
  test("what is no point of the curve is seen before anything is encrypted for it", () => {
    const { publicKey } = derivePushKeys("secret");
    const off = bytes(publicKey);
    off[40] = (off[40] ?? 0) ^ 1;
    expect(isPoint(off.toString("base64url"))).toBe(false);
    expect(isPoint(Buffer.alloc(65, 4).toString("base64url"))).toBe(false);
    expect(isPoint("")).toBe(false);
  });

  const tokens = createTokens("the secret of this installation");
  const grant = { use: "acknowledge", deliveryId, personId: "p", alertId, until: at + 1000 } as const;
  test("a token opens for its use and its time", () => {
    expect(tokens.open(tokens.sign(grant), "acknowledge", at)).toEqual(grant);
    expect(() => tokens.open(tokens.sign(grant), "shown", at)).toThrow(/no token of ours/);
    expect(() => tokens.open(tokens.sign(grant), "acknowledge", at + 1000)).toThrow(/too old/);
  });
  test("a token of another secret, or one that was changed anywhere, opens nothing", () => {
    const token = tokens.sign(grant);
    expect(() => createTokens("another").open(token, "acknowledge", at)).toThrow(/no token of ours/);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.base64String({ minLength: 1, maxLength: 4 }), (index, put) => {
        const changed = token.slice(0, index) + put + token.slice(index + 1);
        const same = changed === token || sameBytes(changed, token);
        if (!same) expect(() => tokens.open(changed, "acknowledge", at)).toThrow(/no token of ours/);
      }),
    );
  });
  test("whatever is sent in a token's place is refused in words", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => tokens.open(text, "shown", at)).toThrow(/no token of ours/);
      }),
    );
  });
});

/** Base64url has several spellings of the last character; only the bytes count. */
function sameBytes(one: string, other: string): boolean {
  const [body, signature = ""] = one.split(".");
  const [otherBody, otherSignature = ""] = other.split(".");
  return body === otherBody && one.split(".").length === 2 && bytes(signature).equals(bytes(otherSignature));
}

test("a push service says how long to wait in seconds or by a date", () => {
  expect(askedToWait("120", at)).toBe(120_000);
  expect(askedToWait(new Date(at + 30_000).toUTCString(), at)).toBe(30_000);
  expect(askedToWait("soon", at)).toBeUndefined();
  expect(askedToWait(undefined, at)).toBeUndefined();
});
