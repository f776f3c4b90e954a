import lists from "../fixtures/eu-statement-values.json" with { type: "json" };

/**
 * The EU's rules for one statement, written down a second time from the published contract: the table, and a small
 * validator that reads it. It shares no code and no list with the server, so that both have to be wrong to agree.
 */
export type Need = "required" | "one decision" | "optional";
type Door = "single" | "batch";
type ListName = Exclude<keyof typeof lists, "licence">;
export interface Rule {
  need: Need;
  type:
    | ["text", number]
    | ["one" | "array", ListName | readonly string[]]
    | ["date", string]
    | ["url" | "puid", number]
    | ["ean"];
  /** Required if and only if that field is or holds the value, else dropped. */
  iff?: [field: string, value: string];
  /** Dropped unless that field is the value. */
  onlyWith?: [field: string, value: string];
  /** Dropped by the batch unless that field holds the value. */
  batchOnlyWith?: [field: string, value: string];
  droppedWith?: [field: string, value: string];
  nullInvalid?: true;
  ignoredByBatch?: true;
}

const ground = "decision_ground";
const isIllegal: [string, string] = [ground, "DECISION_GROUND_ILLEGAL_CONTENT"];
const isIncompatible: [string, string] = [ground, "DECISION_GROUND_INCOMPATIBLE_CONTENT"];
const anyDate = "0000-01-01";

export const table: Readonly<Record<string, Rule>> = {
  decision_visibility: { need: "one decision", type: ["array", "decision_visibility"] },
  decision_visibility_other: {
    need: "optional",
    type: ["text", 500],
    iff: ["decision_visibility", "DECISION_VISIBILITY_OTHER"],
  },
  end_date_visibility_restriction: { need: "optional", type: ["date", anyDate] },
  decision_monetary: { need: "one decision", type: ["one", "decision_monetary"] },
  decision_monetary_other: {
    need: "optional",
    type: ["text", 500],
    iff: ["decision_monetary", "DECISION_MONETARY_OTHER"],
  },
  end_date_monetary_restriction: { need: "optional", type: ["date", anyDate] },
  decision_provision: { need: "one decision", type: ["one", "decision_provision"] },
  end_date_service_restriction: { need: "optional", type: ["date", anyDate] },
  decision_account: { need: "one decision", type: ["one", "decision_account"] },
  end_date_account_restriction: { need: "optional", type: ["date", anyDate] },
  account_type: { need: "optional", type: ["one", "account_type"] },
  decision_ground: { need: "required", type: ["one", "decision_ground"] },
  decision_ground_reference_url: { need: "optional", type: ["url", 500] },
  illegal_content_legal_ground: { need: "optional", type: ["text", 500], iff: isIllegal },
  illegal_content_explanation: { need: "optional", type: ["text", 2000], iff: isIllegal },
  incompatible_content_ground: { need: "optional", type: ["text", 500], iff: isIncompatible },
  incompatible_content_explanation: { need: "optional", type: ["text", 2000], iff: isIncompatible },
  incompatible_content_illegal: {
    need: "optional",
    type: ["one", "incompatible_content_illegal"],
    onlyWith: isIncompatible,
    nullInvalid: true,
  },
  category: { need: "required", type: ["one", "category"] },
  category_addition: { need: "optional", type: ["array", "category"], nullInvalid: true },
  category_specification: { need: "optional", type: ["array", "category_specification"] },
  category_specification_other: {
    need: "optional",
    type: ["text", 500],
    batchOnlyWith: ["category_specification", "KEYWORD_OTHER"],
  },
  content_type: { need: "required", type: ["array", "content_type"] },
  content_type_other: { need: "optional", type: ["text", 500], iff: ["content_type", "CONTENT_TYPE_OTHER"] },
  content_language: { need: "optional", type: ["one", "content_language"] },
  content_date: { need: "required", type: ["date", "2000-01-01"] },
  content_id_ean: { need: "optional", type: ["ean"], ignoredByBatch: true },
  territorial_scope: { need: "optional", type: ["array", "territorial_scope"] },
  application_date: { need: "required", type: ["date", "2020-01-01"] },
  decision_facts: { need: "required", type: ["text", 5000] },
  source_type: { need: "required", type: ["one", "source_type"] },
  source_identity: { need: "optional", type: ["text", 500], droppedWith: ["source_type", "SOURCE_VOLUNTARY"] },
  automated_detection: { need: "required", type: ["one", "automated_detection"] },
  automated_decision: { need: "required", type: ["one", "automated_decision"] },
  puid: { need: "required", type: ["puid", 500] },
  // Not of the EU: the house adds it. Its countries are a list of the server's own, so it is left out here.
  subject: { need: "optional", type: ["one", ["post", "channel", "group", "account", "bot", "other"]] },
};

export type Verdict = { errors: Set<string> } | { kept: Record<string, unknown> };

/** `today`: the UTC day of receipt. The house refuses a restriction that starts later; the EU does not look. */
export function judge(body: unknown, door: Door, today: string): Verdict {
  const sent = clean(body);
  const given: Map<string, unknown> =
    typeof sent === "object" && sent !== null && !Array.isArray(sent) ? new Map(Object.entries(sent)) : new Map();
  const nothing = (value: unknown) => value == null || (Array.isArray(value) && value.length === 0);
  const meets = ([field, value]: [string, string]) =>
    table[field]?.type[0] === "array" ? asList(given.get(field)).includes(value) : given.get(field) === value;
  const decided = Object.keys(table).some((name) => table[name]?.need === "one decision" && !nothing(given.get(name)));

  const errors = new Set<string>();
  const kept: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(table)) {
    const { iff, onlyWith, batchOnlyWith, droppedWith } = rule;
    if (iff && !meets(iff)) continue;
    if (onlyWith && !meets(onlyWith)) continue;
    if (door === "batch" && (rule.ignoredByBatch || (batchOnlyWith && !meets(batchOnlyWith)))) continue;
    if (droppedWith && meets(droppedWith)) continue;
    const value = given.get(name);
    const needed = iff !== undefined || rule.need === "required" || (rule.need === "one decision" && !decided);
    if (needed && nothing(value)) errors.add(name);
    else if (value === null && rule.nullInvalid) errors.add(name);
    else if (value === null) kept[name] = null;
    else if (value !== undefined) {
      if (fits(value, rule)) kept[name] = normal(name, value, door, given.get("category"));
      else errors.add(name);
    }
  }
  judgeContentId(given.get("content_id"), door, errors, kept);
  if (`${kept.application_date}` > today && kept.application_date !== undefined) errors.add("application_date");
  return errors.size > 0 ? { errors } : { kept };
}

function judgeContentId(id: unknown, door: Door, errors: Set<string>, kept: Record<string, unknown>): void {
  if (id == null || (Array.isArray(id) && id.length === 0)) return;
  if (typeof id !== "object" || Array.isArray(id) || Object.keys(id).join() !== "EAN-13") {
    if (typeof id !== "object" || Object.keys(id).length > 0) errors.add("content_id");
    return;
  }
  const code: unknown = Object.values(id)[0];
  if (!isEan(code)) errors.add("content_id.EAN-13");
  // The single endpoint looks into the object only where the field beside it is not given.
  else if (door === "batch" || kept.content_id_ean == null) kept.content_id_ean = code;
}

/** Every string trimmed, and null where nothing is left of it; nested ones too. */
function clean(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/^\s+/, "").replace(/\s+$/, "") || null;
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clean(inner)]));
  }
  return value;
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const characters = (text: string) => Array.from(text).length;
const isEan = (value: unknown) => typeof value === "string" && value.length === 13 && !/[^0-9]/.test(value);

function fits(value: unknown, { type }: Rule): boolean {
  switch (type[0]) {
    case "text":
      return storable(value) && characters(value) <= type[1];
    case "one":
      return valuesOf(type[1]).includes(value);
    case "array":
      return Array.isArray(value) && value.every((item) => valuesOf(type[1]).includes(item));
    case "date":
      return isDay(value) && value >= type[1] && value <= "2038-01-01";
    case "url":
      return storable(value) && characters(value) <= type[1] && isAddress(value);
    case "puid": {
      const exact = typeof value === "number" && value % 1 === 0 && Math.abs(value) < 2 ** 53;
      const text = exact ? `${value}` : value;
      return typeof text === "string" && text !== "" && text.length <= type[1] && !/[^A-Za-z0-9_-]/.test(text);
    }
    case "ean":
      return isEan(value);
  }
}

const valuesOf = (of: ListName | readonly string[]): readonly unknown[] => (typeof of === "string" ? lists[of] : of);

/** Text that a database can hold: the house refuses NUL and half a surrogate pair. */
function storable(value: unknown): value is string {
  return typeof value === "string" && !value.includes("\0") && Buffer.from(value).toString() === value;
}

function isDay(value: unknown): value is string {
  if (typeof value !== "string" || value.length !== 10) return false;
  const [year, month, day] = value.split("-");
  if (![year, month, day].every((part) => part !== undefined && !/[^0-9]/.test(part))) return false;
  if (year?.length !== 4 || month?.length !== 2 || day?.length !== 2) return false;
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return Number(day) >= 1 && Number(day) <= (lengths[Number(month) - 1] ?? 0);
}

/** The house takes the schemes of the web only: http and https. */
function isAddress(value: string): boolean {
  const [scheme, rest] = [value.slice(0, value.indexOf("://")).toLowerCase(), value.slice(value.indexOf("://") + 3)];
  if ((scheme !== "http" && scheme !== "https") || /^[\s/?#]|^$/.test(rest)) return false;
  try {
    return new URL(value).hostname !== "";
  } catch {
    return false;
  }
}

function normal(name: string, value: unknown, door: Door, category: unknown): unknown {
  if (typeof value === "number") return `${value}`;
  if (!Array.isArray(value) || (door === "batch" && name !== "territorial_scope")) return value;
  return inOrder(value).filter((item) => name !== "category_addition" || item !== category);
}

/** Each value once, in order: how lists are stored. */
export function inOrder(list: readonly unknown[]): unknown[] {
  return list.filter((item, at) => list.indexOf(item) === at).sort();
}
