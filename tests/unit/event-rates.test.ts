import fc from "fast-check";
import { expect, test } from "vitest";
import { createRates, tooMany } from "../../server/ingest/rates.ts";
import { addressGroup, createAddressSlots } from "../../server/kernel/address.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::192.0.2.7", "64:ff9b:0:0::/64"],
  ["unknown", "unknown"],
])("%s is limited as %s", (address, group) => expect(addressGroup(address)).toBe(group));

test("all addresses of one /64 share a slot, whatever text names them, and slots are few", () => {
  const slotOf = createAddressSlots();
  const part = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
  const four = fc.array(part, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(four, four, four, (site, a, b) => {
      const slot = slotOf([...site, ...a].join(":"));
      expect(slotOf([...site, ...b].join(":").toUpperCase())).toBe(slot);
      expect(slot).toBeLessThan(65_536);
    }),
  );
  const seen = new Set(Array.from({ length: 1_000 }, (_, i) => slotOf(`10.0.${i >> 8}.${i & 255}`)));
  expect(seen.size).toBeGreaterThan(950);
});

test("a wait is told in whole seconds, rounded up", () => {
  expect([0, 1, 1_000, 1_001, 59_999].map((ms) => tooMany(ms).retryAfter)).toEqual([1, 1, 1, 2, 60]);
});

const tooManyOf = (retryAfter: unknown) => expect.objectContaining({ name: "Refusal", code: "too_many", retryAfter });

test("a key is let in so often a second and so often a minute, and hears what is left", async () => {
  const rates = createRates({ keyRequestsPerSecond: 3, keyRequestsPerMinute: 5, anonymousRequestsPerMinute: 1 });
  const left = async () => (await rates.admitKey("a"))["x-ratelimit-remaining"];
  expect([await left(), await left(), await left()]).toEqual(["4", "3", "2"]);
  await expect(left()).rejects.toEqual(tooManyOf(1));
  await rates.admitKey("b");
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  expect([await left(), await left()]).toEqual(["1", "0"]);
  const minute = await left().catch((error: { retryAfter: number }) => error.retryAfter);
  expect(minute).toBeGreaterThan(50);
  expect(minute).toBeLessThanOrEqual(60);
});

test("who guesses is not looked at any more; a key that was valid a moment ago passes at the same address", async () => {
  const rates = createRates({ keyRequestsPerSecond: 9, keyRequestsPerMinute: 9, anonymousRequestsPerMinute: 2 });
  const [address, neighbour] = ["2001:db8::1", "2001:db8::2"];
  rates.rememberValid("Bearer good");
  for (let guess = 0; guess < 2; guess++) {
    await rates.admitAddress(address, "Bearer bad");
    await rates.countAnonymous(address);
  }
  const refused = tooManyOf(expect.any(Number));
  await expect(rates.admitAddress(address, "Bearer bad")).rejects.toEqual(refused);
  await expect(rates.admitAddress(neighbour, undefined)).rejects.toEqual(refused);
  await rates.admitAddress(neighbour, "Bearer good");
  await rates.admitAddress("2001:db8:0:1::1", "Bearer bad");
});
