import { randomUUID } from "node:crypto";
import type { Page } from "../../server/alerts/delivery/contract.ts";

/** A page of an alert as the engine hands it to a channel. */
export function pageTo(personId: string, over: Partial<Page> = {}): Page {
  return {
    deliveryId: randomUUID(),
    kind: "alert",
    personId,
    calledAt: Date.UTC(2026, 10, 26, 3, 0, 0),
    alert: {
      id: "9e4f3c1a-0000-4000-8000-000000000012",
      number: "A-12",
      severity: "critical",
      summary: "The queue of terrorism reports is 3,000 long",
      integration: "Uptime",
    },
    alerts: 1,
    ...over,
  };
}

export const testPageTo = (personId: string) => pageTo(personId, { kind: "test", alert: null, alerts: 0 });
