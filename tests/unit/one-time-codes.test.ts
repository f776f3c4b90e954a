import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recoveryStepSchema } from "../../server/identity/factors/contract.ts";
import {
  authenticatorAddress,
  drawRecoveryCodes,
  drawSecret,
  stepOfCode,
} from "../../server/identity/factors/rules.ts";
import { rolesInForce } from "../../server/identity/session/rules.ts";
import { codeAt } from "../support/authenticator.ts";

/** The secret of RFC 6238, appendix B: "12345678901234567890". */
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/** Its SHA-1 vectors: seconds and the eight digits. */
const vectors: [number, string][] = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
];

describe("codes of an authenticator app", () => {
  test.each(vectors)("at second %d of RFC 6238", async (second, eight) => {
    expect(codeAt(rfcSecret, second * 1_000, 8)).toBe(eight);
    // Six digits are the last six of the same number.
    expect(await stepOfCode(rfcSecret, eight.slice(2), second * 1_000)).toBe(Math.floor(second / 30));
  });

  test("are accepted half a minute early and late, and no further", async () => {
    const instants = fc.integer({ min: 1_700_000_000_000, max: 4_000_000_000_000 });
    await fc.assert(
      fc.asyncProperty(instants, fc.integer({ min: -4, max: 4 }), async (at, steps) => {
        const secret = drawSecret();
        const shown = Math.floor(at / 30_000) + steps;
        const found = await stepOfCode(secret, codeAt(secret, shown * 30_000), at);
        // One in 300,000 codes of another step is also that of a step nearby.
        if (Math.abs(steps) <= 1) expect([shown - 1, shown, shown + 1, shown - 2, shown + 2]).toContain(found);
        else if (found !== null) expect(codeAt(secret, found * 30_000)).toBe(codeAt(secret, shown * 30_000));
      }),
      { numRuns: 200 },
    );
  });

  test("the address holds the secret, whom and what it is for", () => {
    const secret = drawSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const address = new URL(authenticatorAddress(secret, "ada+1@example.org"));
    expect(`${address.protocol}${decodeURIComponent(address.pathname)}`).toBe("otpauth:/Watchfloor:ada+1@example.org");
    expect(Object.fromEntries(address.searchParams)).toEqual({
      secret,
      issuer: "Watchfloor",
      digits: "6",
      period: "30",
    });
  });
});

describe("recovery codes", () => {
  test("are ten, all different, and read as they are shown, in capitals or without the hyphen", () => {
    const codes = drawRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}$/);
      for (const typed of [code, code.toUpperCase(), code.replace("-", ""), ` ${code.replace("-", " - ")} `]) {
        expect(recoveryStepSchema.parse({ code: typed })).toEqual({ code });
      }
    }
  });

  test("what is none is refused", () => {
    for (const code of ["", "abcde", "abcde-abcd0", "abcde-abcdefg", "x".repeat(41), "äbcde-abcde"]) {
      expect(recoveryStepSchema.safeParse({ code }).success, code).toBe(false);
    }
  });
});

test("roles that demand a second factor are in force with two factors only, and take the others with them", () => {
  const inForce = (held: ("admin" | "viewer")[], twoFactors: boolean) => rolesInForce({ held, twoFactors }, ["admin"]);
  expect(inForce(["viewer"], false)).toEqual({ roles: ["viewer"], secondFactorMissing: false });
  expect(inForce(["admin", "viewer"], false)).toEqual({ roles: [], secondFactorMissing: true });
  expect(inForce(["admin", "viewer"], true)).toEqual({ roles: ["admin", "viewer"], secondFactorMissing: false });
});
