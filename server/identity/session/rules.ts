import { isIPv4 } from "node:net";
import { addressGroup } from "../../kernel/address.ts";
import type { Role } from "../../kernel/roles.ts";

/** The network of an address, which is all that is kept of it: /24 of an IPv4 address, /48 of IPv6; null when it is none. */
export function networkOf(address: string): string | null {
  const group = addressGroup(address);
  if (isIPv4(group)) return `${group.split(".").slice(0, 3).join(".")}.0/24`;
  const prefix = /^((?:[0-9a-f]+:){3})[0-9a-f]+::\/64$/.exec(group)?.[1];
  return prefix === undefined ? null : `${prefix}:/48`;
}

// The first that fits: Edge and Opera call themselves Chrome, too, and all of them Safari.
const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/[\d.]+ .*Safari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\b(iPhone|iPad|iPod)\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** "Firefox on Linux" of a User-Agent, which is all that is kept of it; null when neither is known. */
export function browserOf(userAgent: string): string | null {
  const find = (known: readonly [RegExp, string][]) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined) return system === undefined ? null : `unknown browser on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Roles of `demanding` are in force only where two factors opened the session; without them no role is. */
export function rolesInForce(
  { held, twoFactors }: { held: readonly Role[]; twoFactors: boolean },
  demanding: readonly Role[],
): { roles: readonly Role[]; secondFactorMissing: boolean } {
  const secondFactorMissing = !twoFactors && held.some((role) => demanding.includes(role));
  return { roles: secondFactorMissing ? [] : held, secondFactorMissing };
}
