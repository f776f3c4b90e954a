import { categoryLooks, categoryNames } from "./category-colours.ts";

/** One of the small charts: a category, or a keyword under the categories. */
export interface MultipleLook {
  id: string;
  name: string;
  by: "category" | "keyword_class";
  /** The keys of the breakdown that are counted. */
  keys: readonly string[];
  colour: string;
  /** The same on Explore. */
  href: string;
}

const grey = "var(--muted-foreground)";
const colourOf = (category: string) => categoryLooks.find(({ key }) => key === category)?.colour ?? grey;

function category(key: keyof typeof categoryNames, name = categoryNames[key]): MultipleLook {
  const href = `/explore?category=${key}&by=subject&range=2h&compare=last_week`;
  return { id: key, name, by: "category", keys: [key], colour: colourOf(key), href };
}

function keyword(key: "terrorism" | "child_abuse", name: string): MultipleLook {
  const href = `/explore?keyword_class=${key}&by=subject&range=2h&compare=last_week`;
  return { id: key, name, by: "keyword_class", keys: [key, "both"], colour: grey, href };
}

/** Ranked by harm, not by number. Terrorism, child abuse and self-harm have no colour of their own (mock, README). */
export const multiples: readonly MultipleLook[] = [
  keyword("terrorism", "Terrorism"),
  keyword("child_abuse", "Child abuse"),
  category("self_harm"),
  category("violence"),
  category("protection_of_minors"),
  category("scams_and_fraud"),
  category("illegal_or_harmful_speech", "Harmful speech"),
  category("other_violation_tc", "Other terms"),
];
