import {
  type Alerts,
  type AlertsContext,
  createAlerts,
  type IntegrationActor,
  type Responder,
} from "../../server/alerts/alerts.ts";
import type { IntegrationKind, Signal } from "../../server/alerts/contract.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import type { Role } from "../../server/kernel/roles.ts";
import type { TestDatabase } from "./database.ts";
import { type MovingClock, movingClock } from "./moving-clock.ts";

export const nobodyOnCall: AlertsContext["oncall"] = {
  readPolicySnapshot: async () => null,
  readResponders: async () => [],
  readNotificationPlan: async () => [],
};

/** Alerts without the other parts of ours: nothing is taken with them, and no rule has anything to look at. */
export const alone: Pick<
  AlertsContext,
  "publicUrl" | "acknowledgeCause" | "readMinutes" | "readUsersMinutes" | "readSourceNames"
> = {
  publicUrl: "https://watchfloor.example",
  acknowledgeCause: async () => false,
  readMinutes: async () => ({ series: new Map(), nothing: [] }),
  readSourceNames: async () => new Map(),
  readUsersMinutes: async () => ({ users: [], readings: [] }),
};

/** The domain of alerts on a database of its own, with one integration; `wakes` counts the hints. */
export async function alertsOn(
  database: TestDatabase,
  {
    kind = "generic",
    responders = [],
    oncall = nobodyOnCall,
    acknowledgeCause = alone.acknowledgeCause,
  }: {
    kind?: IntegrationKind;
    responders?: Responder[];
    oncall?: AlertsContext["oncall"];
    acknowledgeCause?: AlertsContext["acknowledgeCause"];
  } = {},
): Promise<{ alerts: Alerts; clock: MovingClock; integration: IntegrationActor; wakes(): number }> {
  const clock = movingClock();
  let wakes = 0;
  const alerts = createAlerts({
    database,
    clock,
    ...alone,
    acknowledgeCause,
    readResponders: async () => responders,
    oncall,
    wake: () => void wakes++,
  });
  const { key } = await alerts.createIntegration({ kind: "operator" }, { kind, name: "Uptime" });
  const integration = await alerts.authenticateIntegration(kind, key);
  return { alerts, clock, integration, wakes: () => wakes };
}

export function person(name: string, ...roles: Role[]): Extract<Actor, { kind: "person" }> {
  return { kind: "person", personId: `id of ${name}`, name, roles };
}

/** A signal as a door hands it on. */
export function signal(dedupKey: string, given: Partial<Signal> = {}): Signal {
  return {
    dedupKey,
    summary: `${dedupKey} is down`,
    severity: "error",
    source: "probe-1",
    details: {},
    repairs: [],
    ...given,
  };
}
