import { type Category, categories } from "../../server/counting/contract.ts";

/** Names of the EU's categories as its database prints them, without the redundant words. */
export const categoryNames: Record<Category, string> = {
  animal_welfare: "Animal welfare",
  consumer_information: "Consumer information infringements",
  cyber_violence: "Cyber violence",
  cyber_violence_against_women: "Cyber violence against women",
  data_protection_and_privacy_violations: "Data protection and privacy violations",
  illegal_or_harmful_speech: "Illegal or harmful speech",
  intellectual_property_infringements: "Intellectual property infringements",
  negative_effects_on_civic_discourse_or_elections: "Negative effects on civic discourse or elections",
  not_specified_notice: "Not specified by the notifier",
  other_violation_tc: "Other violation of terms and conditions",
  protection_of_minors: "Protection of minors",
  risk_for_public_security: "Risk for public security",
  scams_and_fraud: "Scams and fraud",
  self_harm: "Self-harm",
  unsafe_and_prohibited_products: "Unsafe and prohibited products",
  violence: "Violence",
};

/** How one line of a plot looks. Colour belongs to the id, never to the rank; the dash says the same a second time. */
export interface SeriesLook {
  key: string;
  name: string;
  /** Short enough to stand at the end of the line. */
  short: string;
  colour: string;
  /** SVG dash; null is a solid line. */
  dash: string | null;
}

export const allLook: SeriesLook = {
  key: "all",
  name: "All takedowns",
  short: "All",
  colour: "var(--chart-1)",
  dash: null,
};

/**
 * The categories with a line of their own. chart-3 stays out: on a plot with several lines its green lies too near
 * the status "ok", so violence is drawn alone or among the others.
 */
export const categoryLooks: readonly (SeriesLook & { key: Category })[] = [
  look("other_violation_tc", "Other terms", 2, "6 2"),
  look("scams_and_fraud", "Scams and fraud", 4, "8 2 2 2"),
  look("protection_of_minors", "Minors", 5, "1 3"),
  look("illegal_or_harmful_speech", "Harmful speech", 6, "12 3"),
];

const drawn = new Set<string>(categoryLooks.map(({ key }) => key));

/** The categories without a line of their own, summed into one. */
export const otherCategories: readonly Category[] = categories.filter((category) => !drawn.has(category));

export const othersLook: SeriesLook = {
  key: "others",
  name: `${otherCategories.length} other categories`,
  short: `${otherCategories.length} others`,
  colour: "var(--chart-other)",
  dash: "3 2",
};

function look(key: Category, short: string, slot: 2 | 4 | 5 | 6, dash: string): SeriesLook & { key: Category } {
  return { key, name: categoryNames[key], short, colour: `var(--chart-${slot})`, dash };
}
