import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { browserOf, networkOf } from "../../server/identity/session/rules.ts";

describe("what is kept of where a session came from", () => {
  test.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
    ["2001:0db8:0001:0002:0000:0000:0000:0006", "2001:db8:1::/48"],
    ["fe80::1%eth0", "fe80:0:0::/48"],
    ["unknown", null],
    ["", null],
    ["1.2.3", null],
  ])("%s is of %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test("an address is never told from its neighbours", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
        const [a, b, c] = address.split(".");
        expect(networkOf(address)).toBe(networkOf(`${a}.${b}.${c}.${last}`));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = networkOf(address);
        expect(network === null || /^([0-9a-f]{1,4}:){3}:\/48$/.test(network) || network.endsWith(".0/24")).toBe(true);
      }),
    );
  });

  test.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
      "Edge on Windows",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      "Safari on macOS",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
      "Safari on iOS",
    ],
    [
      "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
      "Chrome on Android",
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36",
      "Chrome on Linux",
    ],
    ["curl/8.5.0", null],
    ["Something (Linux)", "unknown browser on Linux"],
    ["", null],
  ])("%s is written %s", (agent, words) => {
    expect(browserOf(agent)).toBe(words);
  });

  test("no version, device or anything else of an agent is kept", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (agent) => {
        expect(browserOf(agent) ?? "").toMatch(/^((Edge|Opera|Firefox|Chrome|Safari|unknown browser)( on \w+)?)?$/);
      }),
    );
  });
});
