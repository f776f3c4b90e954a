import type { Scope } from "../../kernel/actor.ts";
import { type EventSource, eventSources } from "./demo-event.ts";

/** Sources of the days before the first start: what Telegram published, what follows, and users. */
export const historySources = ["telegram-history", "days-since", "growth-history"] as const;
export type HistorySource = (typeof historySources)[number];
export const authorities = ["police-fr", "police-de", "police-kz"] as const;
export type Authority = (typeof authorities)[number];

export const demoKeyNames = [...eventSources, ...historySources, ...authorities] as const;
type DemoKeyName = (typeof demoKeyNames)[number];

/** The keys that the feeder posts with: one a source of live events, and the authorities'. */
export type DemoKeys = Record<EventSource | Authority, string>;
export type HistoryKeys = Record<HistorySource, string>;

/** Every name says what is simulated of it. */
export const demoSources: Record<DemoKeyName, { name: string; scopes: readonly Scope[] }> = {
  classifier: { name: "Classifier (simulated)", scopes: ["events"] },
  "classifier-latam": { name: "Classifier Latin America (simulated)", scopes: ["events"] },
  "moderation-tool": { name: "Moderation tool (simulated)", scopes: ["events", "statements"] },
  "report-desk": { name: "Report desk (simulated)", scopes: ["events"] },
  "sign-up-service": { name: "Sign-up service (simulated)", scopes: ["events"] },
  "telegram-history": { name: "Published by Telegram (hourly shape simulated)", scopes: ["events"] },
  "days-since": { name: "Days since the published ones (simulated)", scopes: ["events"] },
  "growth-history": { name: "Users of earlier days (simulated between two published)", scopes: ["events"] },
  "police-fr": { name: "Partner police FR (simulated)", scopes: ["hotline"] },
  "police-de": { name: "Partner police DE (simulated)", scopes: ["hotline"] },
  "police-kz": { name: "Partner police KZ (simulated)", scopes: ["hotline"] },
};
