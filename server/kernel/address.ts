import { hash, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";

/** Enough that two of a site's addresses rarely share one, few enough to hold all of them. */
const slots = 65_536;

/**
 * Who is limited as one: an IPv4 address, or the /64 of an IPv6 address, as whoever has one address there has them all.
 * An IPv4 address written as IPv6 is the IPv4 address.
 */
export function addressGroup(address: string): string {
  const plain = address.split("%", 1)[0] ?? "";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = "", tail = ""] = plain.toLowerCase().split("::", 2);
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  // An IPv4 address at the end stands for two groups.
  const length = [...before, ...after].reduce((sum, part) => sum + (part.includes(".") ? 2 : 1), 0);
  const groups = [...before, ...Array.from({ length: 8 - length }, () => "0"), ...after].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

/**
 * Numbers addresses into a fixed count of slots, so that what is kept by address is bounded however many come. The salt
 * of this process keeps anyone from choosing an address that shares a slot with another's.
 */
export function createAddressSlots(): (address: string) => number {
  const salt = randomBytes(16).toString("hex");
  return (address) => Number.parseInt(hash("sha256", salt + addressGroup(address)).slice(0, 8), 16) % slots;
}
