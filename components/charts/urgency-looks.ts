import type { Urgency } from "../../server/hotline/contract.ts";
import type { SeriesLook } from "./category-colours.ts";

/** Colour by urgency, and filled or hollow as the second sign. None of them is a status colour. */
export const urgencyLooks: readonly (SeriesLook & { key: Urgency; hollow: boolean })[] = [
  {
    key: "threat_to_life",
    name: "Threat to life",
    short: "Threat to life",
    colour: "var(--chart-1)",
    dash: null,
    hollow: false,
  },
  { key: "urgent", name: "Urgent", short: "Urgent", colour: "var(--chart-5)", dash: null, hollow: false },
  { key: "standard", name: "Standard", short: "Standard", colour: "var(--chart-other)", dash: null, hollow: true },
];
