/** Saved views: what an address of a page may say, and what is kept of one. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { dimensions, filterSchema, measures } from "../counting/series/contract.ts";
import { grains } from "../kernel/grains.ts";
import {
  breakdownChoices,
  comparisonChoices,
  lagHours,
  pathOfPage,
  rangeNames,
  type ViewPage,
  zoneChoices,
} from "./address/contract.ts";

const scope = {
  range: z.enum(rangeNames).optional(),
  compare: z.enum(comparisonChoices).optional(),
  zone: z.enum(zoneChoices).optional(),
};
const { source: sourceNumber, ...listed } = filterSchema.shape;
const asNumber = (schema: z.ZodType) =>
  z
    .string()
    .regex(/^\d{1,10}$/, "a whole number")
    .refine((digits) => schema.safeParse(Number(digits)).success, "not one of those there are")
    .optional();

/** What the address of each page may say, as text: the same words as the page itself reads. */
const parameters = {
  now: z.strictObject(scope),
  explore: z.strictObject({
    ...scope,
    show: z.enum(measures).optional(),
    by: z.enum(breakdownChoices).optional(),
    and: z.enum(dimensions).optional(),
    per: z.enum(grains).optional(),
    source: asNumber(sourceNumber),
    ...listed,
  }),
  growth: z.strictObject({ ...scope, lag: asNumber(z.literal([...lagHours.hour, ...lagHours.day])) }),
};
/** What a page shows when its address says nothing: never written into a view. */
const usual: Record<ViewPage, Readonly<Record<string, string>>> = {
  now: { range: "40m", compare: "last_week", zone: "utc" },
  explore: { range: "24h", compare: "none", zone: "utc", show: "takedowns", by: "category" },
  growth: { range: "7d", compare: "none", zone: "utc", lag: "0" },
};

export type ViewParameters = Readonly<Record<string, string>>;

/** Of an address what its page reads and what is not usual; anything else in it is left out. */
export function parametersOf(page: ViewPage, address: Iterable<readonly [string, string]>): ViewParameters {
  const { shape } = parameters[page];
  const kept = [...address].filter(
    ([name, value]) =>
      Object.hasOwn(shape, name) &&
      shape[name as keyof typeof shape].safeParse(value).success &&
      usual[page][name] !== value,
  );
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function sameParameters(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The address at which a page shows a view and names it. */
export function addressOfView({ id, page, parameters: said }: Pick<SavedView, "id" | "page" | "parameters">): string {
  return `${pathOfPage[page]}?${new URLSearchParams({ ...said, view: String(id) })}`;
}

export const longestName = 80;
/** So many views one person may have. */
export const viewsAtMost = 100;

const name = z
  .string()
  .trim()
  .min(1, "give it a name")
  .max(longestName, `at most ${longestName} characters`)
  .regex(/^[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, "one line of plain text");
const shown = z.discriminatedUnion("page", [
  z.strictObject({ page: z.literal("now"), parameters: parameters.now }),
  z.strictObject({ page: z.literal("explore"), parameters: parameters.explore }),
  z.strictObject({ page: z.literal("growth"), parameters: parameters.growth }),
]);
export type ShownPage = z.infer<typeof shown>;

/** What a page shows, as a view keeps it. */
export function shownBy(page: ViewPage, address: Iterable<readonly [string, string]>): ShownPage {
  return shown.parse({ page, parameters: parametersOf(page, address) });
}

export const createViewSchema = z.strictObject({ name, shared: z.boolean(), shown });

const id = z.int().min(1).max(2_147_483_647);
/** `version` is the one that was read; what is left out stays as it is. */
export const changeViewSchema = z.strictObject({
  id,
  version: id,
  name: name.optional(),
  shared: z.boolean().optional(),
  shown: shown.optional(),
});
export const deleteViewSchema = z.strictObject({ id });

/** A view as it is listed for one person. */
export interface SavedView {
  id: number;
  name: string;
  page: ViewPage;
  parameters: ViewParameters;
  shared: boolean;
  owner: string;
  /** It is the asker's own. */
  own: boolean;
  /** Nobody owns it any more. */
  orphaned: boolean;
  changedAt: number;
  version: number;
}
