import { type Category, categories, none, unstatedCountry } from "../../server/counting/contract.ts";
import { type Dimension, type LiveMeasure, valuesOfDimension } from "../../server/counting/series/contract.ts";
import { categoryNames } from "./category-colours.ts";

/** What each measure and each dimension is called, and each value of one: the only place that says so. */
export const measureNames: Record<LiveMeasure, string> = {
  takedowns: "Takedowns",
  restrictions: "Restrictions",
  decisions: "Decisions",
  reversals: "Reversals",
  user_reports: "User reports",
  appeals_opened: "Appeals opened",
  appeals_decided: "Appeals decided",
  sign_ups: "Sign-ups",
  deletions: "Deletions",
  total_users: "Users in total",
};

export const dimensionNames: Record<Dimension, string> = {
  source: "Source",
  timing: "Timing",
  category: "Category",
  subject: "Subject",
  effect: "Effect",
  keyword_class: "Keyword",
  origin: "Origin",
  auto_detected: "Detection",
  auto_decided: "Automation",
  country: "Country",
};

type Listed = Exclude<Dimension, "source" | "category" | "country">;
const valueNames: Record<Listed, Record<string, string>> = {
  timing: { live: "Live", late: "Late", date_only: "Date only" },
  subject: {
    none: "No subject",
    post: "Posts",
    channel: "Channels",
    group: "Groups",
    account: "Accounts",
    bot: "Bots",
    other: "Other subjects",
  },
  effect: { none: "No effect", takedown: "Takedowns", restriction: "Restrictions", other: "Other effects" },
  keyword_class: { none: "No keyword", terrorism: "Terrorism", child_abuse: "Child abuse", both: "Both keywords" },
  origin: {
    none: "Origin not stated",
    article_16: "Article 16 notice",
    trusted_flagger: "Trusted flagger",
    other_notification: "Other notification",
    own_initiative: "Own initiative",
  },
  auto_detected: { none: "Detection not stated", yes: "Automated detection", no: "Not detected automatically" },
  auto_decided: {
    none: "Automation not stated",
    fully: "Fully automated",
    partially: "Partially automated",
    not: "Not automated",
  },
};

// A fixed language, so that server and browser write the same.
const regions = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** Names of sources by their number; those that are not known yet keep the number. */
export type SourceNames = ReadonlyMap<string, string>;

/** What a value of a dimension is called. */
export function valueName(dimension: Dimension, value: string, sources: SourceNames): string {
  if (dimension === "source") return sources.get(value) ?? `Source ${value}`;
  if (dimension === "country") return value === unstatedCountry ? "Country not stated" : (regions.of(value) ?? value);
  if (dimension === "category") return isCategory(value) ? categoryNames[value] : "No category";
  return valueNames[dimension][value] ?? value;
}

/** The values that a dimension can be limited to, by their names; sources are those that are known. */
export function choicesOf(dimension: Dimension, sources: SourceNames): { value: string; label: string }[] {
  const values = dimension === "source" ? [...sources.keys()].filter((id) => id !== "") : valuesOfDimension[dimension];
  return values
    .map((value) => ({ value, label: valueName(dimension, value, sources) }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
}

/** "Posts, India": the values of a key of two dimensions. */
export function keyName(dimensions: readonly Dimension[], values: readonly string[], sources: SourceNames): string {
  return dimensions.map((dimension, index) => valueName(dimension, values[index] ?? none, sources)).join(", ");
}

function isCategory(value: string): value is Category {
  return (categories as readonly string[]).includes(value);
}
