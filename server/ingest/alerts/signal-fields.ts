import { createHash } from "node:crypto";
import { type AlertDetails, alertBounds, type Severity, severities } from "../../alerts/contract.ts";
import { parseDateTime } from "../../kernel/rfc3339.ts";

type Fields = Record<string, unknown>;
type Custom = NonNullable<AlertDetails["custom"]>;
type Json = Custom[string];

/** Sentences of what was cut, filled in or mapped, for the timeline; beyond the most it keeps, only that there are more. */
export interface Repairs {
  say(sentence: string): void;
  list(): string[];
}

export function createRepairs(): Repairs {
  const said = new Set<string>();
  return {
    say: (sentence) => void said.add(cut(clean(sentence), alertBounds.repair)),
    list() {
      const all = [...said];
      if (all.length <= alertBounds.repairs) return all;
      return [...all.slice(0, alertBounds.repairs - 1), `${all.length - alertBounds.repairs + 1} more repairs`];
    },
  };
}

export const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** A text that PostgreSQL keeps: zero characters and halves of surrogate pairs become U+FFFD. */
const clean = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** The beginning of a text, with an ellipsis for what is left out; no surrogate pair is halved. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** A field as text, cleaned and cut; undefined where it is absent, blank or no text. */
export function textOf(fields: Fields, name: string, longest: number, repairs: Repairs): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "object") {
    repairs.say(`${name} was no text and is left out`);
    return undefined;
  }
  const given = String(value);
  const text = clean(given).trim();
  if (typeof value !== "string") repairs.say(`${name} was a ${typeof value}, taken as text`);
  if (clean(given) !== given) repairs.say(`characters of ${name} that cannot be stored were replaced`);
  if (text.length > longest) repairs.say(`${name} had ${text.length} characters and was cut to ${longest}`);
  return text === "" ? undefined : cut(text, longest);
}

/**
 * The dedup key as it is stored and answered. One that is too long keeps its beginning and gets its hash, so that two
 * that begin alike stay two.
 */
export function dedupKeyOf(value: unknown, repairs: Repairs): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const given = String(value);
  if (given.trim() === "") return undefined;
  const key = clean(given);
  if (typeof value === "number") repairs.say("the dedup key was a number, taken as text");
  if (key !== given) repairs.say("characters of the dedup key that cannot be stored were replaced");
  if (key.length <= alertBounds.dedupKey && key === given) return key;
  if (key.length > alertBounds.dedupKey) repairs.say(`the dedup key had ${key.length} characters and was shortened`);
  return `${cut(key, alertBounds.dedupKey - 33)}#${createHash("sha256").update(JSON.stringify(given)).digest("hex").slice(0, 32)}`;
}

/** Words of other systems for our four severities. */
const severityWords: Record<string, Severity> = {
  ...Object.fromEntries(severities.map((one) => [one, one])),
  fatal: "critical",
  emergency: "critical",
  alert: "critical",
  disaster: "critical",
  page: "critical",
  p1: "critical",
  high: "error",
  err: "error",
  major: "error",
  p2: "error",
  warn: "warning",
  medium: "warning",
  minor: "warning",
  average: "warning",
  p3: "warning",
  notice: "info",
  information: "info",
  informational: "info",
  low: "info",
  debug: "info",
  none: "info",
  ok: "info",
  p4: "info",
  p5: "info",
};

/** A severity of ours; one that nobody knows is an error, so that it is looked at. */
export function severityOf(value: unknown, repairs: Repairs): Severity {
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  const known = Object.hasOwn(severityWords, word) ? severityWords[word] : undefined;
  if (known !== undefined && known === value) return known;
  const shown = typeof value === "string" && word !== "" ? `severity "${cut(value.trim(), 40)}"` : "no severity";
  const severity = known ?? "error";
  repairs.say(`${shown} was taken as ${severity}`);
  return severity;
}

/** Epoch ms within the years that a browser shows; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== "string" || value.length > 64) return undefined;
  const time = parseDateTime(value) ?? Date.parse(value);
  return time > 0 && time < Date.UTC(10_000, 0) ? time : undefined;
}

/** Links on http and https; the others are left out. `list`: objects with an address and, perhaps, words. */
export function linksOf(list: readonly unknown[], repairs: Repairs): NonNullable<AlertDetails["links"]> {
  const links = list.flatMap((one) => {
    const { href, text } = fieldsOf(one);
    if (typeof href !== "string" || !/^https?:\/\//i.test(href) || href.length > alertBounds.href) return [];
    const words = typeof text === "string" && text.trim() !== "" ? text.trim() : href;
    return [{ href: clean(href), text: cut(clean(words), alertBounds.name) }];
  });
  const kept = links.slice(0, alertBounds.links);
  if (kept.length < list.length) repairs.say(`${list.length - kept.length} links could not be kept`);
  return kept;
}

/** Custom details within their bound; undefined where there are none. What is no object stands under `value`. */
export function customOf(value: unknown, repairs: Repairs): Custom | undefined {
  if (value === undefined || value === null) return undefined;
  const isObject = typeof value === "object" && !Array.isArray(value);
  const { bound, whole } = boundJson(isObject ? value : { value });
  if (!whole) repairs.say(`custom details were cut to ${alertBounds.customBytes / 1024} KiB and 8 levels, or cleaned`);
  return bound;
}

const deepest = 8;

/** A copy of at most `customBytes` as JSON and 8 levels, of texts that can be stored. `whole`: nothing was changed. */
export function boundJson(value: object): { bound: Custom; whole: boolean } {
  let left: number = alertBounds.customBytes;
  let whole = true;
  // The comma, the colon and the brackets of each value count too.
  const spend = (json: string) => {
    left -= Buffer.byteLength(json) + 3;
  };
  const text = (given: string): string => {
    const cleaned = clean(given);
    const fits = Buffer.byteLength(JSON.stringify(cleaned)) + 3 <= left;
    // One character is six bytes of JSON at most.
    const kept = fits ? cleaned : cut(cleaned, Math.max(1, Math.floor(left / 6) - 2));
    if (kept !== given) whole = false;
    spend(JSON.stringify(kept));
    return kept;
  };
  const walk = (one: unknown, depth: number): Json => {
    if (typeof one === "string") return text(one);
    if (typeof one === "number" && !Number.isFinite(one)) return text(String(one));
    if (typeof one !== "object" || one === null) {
      spend(String(one));
      return one as Json;
    }
    if (depth > deepest) {
      whole = false;
      return text("…");
    }
    spend("");
    return Array.isArray(one) ? list(one, depth) : map(one, depth);
  };
  const list = (given: unknown[], depth: number): Json[] => {
    const kept: Json[] = [];
    for (const one of given) {
      if (left < 64) {
        whole = false;
        break;
      }
      kept.push(walk(one, depth + 1));
    }
    return kept;
  };
  const map = (given: object, depth: number): Custom => {
    const kept: [string, Json][] = [];
    for (const [name, one] of Object.entries(given)) {
      if (left < 64) {
        whole = false;
        break;
      }
      const key = text(name.length > alertBounds.name ? cut(name, alertBounds.name) : name);
      if (key !== name) whole = false;
      kept.push([key, walk(one, depth + 1)]);
    }
    return Object.fromEntries(kept);
  };
  return { bound: map(value, 1), whole };
}
