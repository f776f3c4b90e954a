import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllowList } from "../../server/outbound/allow-list.ts";
import { isPublicAddress } from "../../server/outbound/public-address.ts";

/** First and last of the ranges that no request goes to, as numbers: written down apart from the code's list. */
const privateIpv4: [first: string, last: string][] = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  // The clouds' metadata service stands here.
  ["169.254.0.0", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["224.0.0.0", "255.255.255.255"],
];
const numberOf = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const ipv4Of = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join(".");
const between = ([first, last]: [string, string]) => fc.integer({ min: numberOf(first), max: numberOf(last) });
const anyPrivateIpv4 = fc.oneof(...privateIpv4.map(between)).map(ipv4Of);
const isPrivateIpv4 = (n: number) => privateIpv4.some(([first, last]) => n >= numberOf(first) && n <= numberOf(last));
/** Set aside for examples, relays and old protocols: refused too, and none of the properties rests on it. */
const setAside = /^(192\.0\.2|198\.51\.100|203\.0\.113|192\.88\.99|192\.31\.196|192\.52\.193|192\.175\.48)\./;

const group = fc.integer({ min: 0, max: 0xffff });
const ipv6Under = (first: fc.Arbitrary<number>) =>
  fc.tuple(first, fc.array(group, { minLength: 7, maxLength: 7 })).map(([head, rest]) => [head, ...rest]);
/** An IPv6 address in one of its ways to be written. */
const written = (groups: fc.Arbitrary<number[]>) =>
  fc.tuple(groups, fc.boolean(), fc.boolean()).map(([parts, capitals, padded]) => {
    const text = parts.map((part) => part.toString(16).padStart(padded ? 4 : 1, "0")).join(":");
    return capitals ? text.toUpperCase() : text;
  });
const hexPair = (ipv4: string) => {
  const n = numberOf(ipv4);
  return `${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}`;
};

describe("an address of a private network, of this machine or of many", () => {
  test("is refused as IPv4", () => {
    fc.assert(fc.property(anyPrivateIpv4, (address) => !isPublicAddress(address)));
  });

  test("is refused in whatever IPv6 address carries it", () => {
    fc.assert(
      fc.property(anyPrivateIpv4, (address) => {
        const pair = hexPair(address);
        for (const carrier of [
          `::ffff:${address}`,
          `::ffff:${pair}`,
          `0:0:0:0:0:FFFF:${pair}`,
          `::${address}`,
          `64:ff9b::${address}`,
          `64:ff9b:1::${pair}`,
          `2002:${pair}::1`,
          `2001:0:${pair}:0:0:1:1`,
        ]) {
          expect(isPublicAddress(carrier), carrier).toBe(false);
        }
      }),
    );
  });

  test.each([
    ["loopback and unspecified", fc.integer({ min: 0, max: 1 }).map((last) => [0, 0, 0, 0, 0, 0, 0, last])],
    ["link-local", ipv6Under(fc.integer({ min: 0xfe80, max: 0xfebf }))],
    ["site-local of old", ipv6Under(fc.integer({ min: 0xfec0, max: 0xfeff }))],
    ["unique-local", ipv6Under(fc.integer({ min: 0xfc00, max: 0xfdff }))],
    ["multicast", ipv6Under(fc.integer({ min: 0xff00, max: 0xffff }))],
    ["what is given out to nobody", ipv6Under(fc.integer({ min: 0x4000, max: 0xfbff }))],
    ["documentation", ipv6Under(fc.constant(0x2001)).map(([head = 0, , ...rest]) => [head, 0xdb8, ...rest])],
  ])("is refused as IPv6: %s", (_, groups) => {
    fc.assert(fc.property(written(groups), (address) => !isPublicAddress(address)));
  });

  test("is refused with a zone, and so is what is no address", () => {
    for (const text of ["fe80::1%eth0", "2a00::1%1", "", "localhost", "1.2.3", "0x7f.1", "1.2.3.4.5"]) {
      expect(isPublicAddress(text), text).toBe(false);
    }
  });

  test("is never reached by another way to write it in a URL", () => {
    for (const host of [
      "0x7f.1",
      "2130706433",
      "127.1",
      "0177.0.0.1",
      "127.0.0.1.",
      "[::ffff:127.0.0.1]",
      "①②⑦.0.0.1",
    ]) {
      const { hostname } = new URL(`https://${host}/`);
      expect(isPublicAddress(hostname.replace(/^\[(.*)\]$/, "$1")), `${host} is ${hostname}`).toBe(false);
    }
  });
});

test("every other IPv4 address is public", () => {
  const others = fc.integer({ min: 0, max: 0xffff_ffff }).filter((n) => !isPrivateIpv4(n) && !setAside.test(ipv4Of(n)));
  fc.assert(fc.property(others, (n) => isPublicAddress(ipv4Of(n))));
});

test("what is given out of IPv6 is public", () => {
  for (const address of ["2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "2400:cb00::1"]) {
    expect(isPublicAddress(address), address).toBe(true);
  }
});

describe("OUTBOUND_ALLOW", () => {
  test("names hosts with their port, and ranges; the rest stays closed", () => {
    const allow = parseAllowList(" Hooks.Internal:8443,10.1.0.0/16, [FD00::1]:80 , fd12::/32,");
    expect(allow.text).toBe("Hooks.Internal:8443, 10.1.0.0/16, [FD00::1]:80, fd12::/32");
    expect(allow.hasHost("hooks.internal", 8443)).toBe(true);
    expect(allow.hasHost("hooks.internal", 443)).toBe(false);
    expect(allow.hasHost("[fd00::1]", 80)).toBe(true);
    for (const address of ["10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "fd12::9"]) {
      expect(allow.hasAddress(address), address).toBe(true);
    }
    for (const address of ["10.2.0.0", "127.0.0.1", "fd13::1", "fd12::9%eth0", "hooks.internal"]) {
      expect(allow.hasAddress(address), address).toBe(false);
    }
  });

  test("is empty by default", () => {
    expect(parseAllowList("").text).toBe("");
    expect(parseAllowList("").hasAddress("127.0.0.1")).toBe(false);
  });

  test.each([
    "10.0.0.0/33",
    "fd00::/129",
    "hooks.internal",
    "hooks:99999",
    "10.0.0.0/8/8",
    "https://a:1",
    "a b:1",
    "/8",
  ])("refuses %s by name", (entry) => {
    expect(() => parseAllowList(`127.0.0.1:1,${entry}`)).toThrow(`"${entry}" is neither host:port nor a range`);
  });
});
