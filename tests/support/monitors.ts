import type { Alert, Received, Severity } from "../../server/alerts/contract.ts";
import type { Policy } from "../../server/oncall/policy/contract.ts";
import { dataOf, type Person, type Watchfloor } from "./watchfloor.ts";

/** An outside system whose alerts call people. */
export interface Monitor {
  id: number;
  policy: Policy;
  trigger(dedupKey: string, severity?: Severity, group?: string): Promise<Alert>;
  resolve(dedupKey: string): Promise<Received>;
}

let made = 0;

/** A monitor whose alerts call these people, a level each, ten minutes apart. `root` is an administrator. */
export async function monitorFor(
  site: Watchfloor,
  root: Person,
  levels: readonly (readonly Person[])[],
  { repeats = 0, grouping = "cause", groupingMinutes = 10 } = {},
): Promise<Monitor> {
  made += 1;
  const policy = dataOf<Policy>(
    await root.call("oncall.createPolicy", {
      ...{ name: `Policy ${made}`, repeats },
      levels: levels.map((people) => ({
        delayMinutes: 10,
        targets: people.map(({ id }) => ({ kind: "person", personId: id })),
      })),
    }),
  );
  const given = { kind: "generic", name: `Monitor ${made}`, policyId: policy.id } as const;
  const { id, key } = dataOf<{ id: number; key: string }>(await root.call("integrations.create", given));
  const routing = { integrationId: id, policyId: policy.id, grouping, groupingMinutes };
  dataOf(await root.call("integrations.route", routing));
  const { alerts } = site.app;
  const actor = await alerts.authenticateIntegration("generic", key);
  return {
    id,
    policy,
    async trigger(dedupKey, severity = "error", group) {
      const details = group === undefined ? {} : { group };
      const content = { summary: `${dedupKey} is down`, source: "probe", details, repairs: [] };
      const { alert } = await alerts.trigger(actor, { dedupKey, severity, ...content });
      if (!alert) throw new Error("no alert");
      return alert;
    },
    resolve: (dedupKey) => alerts.resolveByKey(actor, { dedupKey, repairs: [] }),
  };
}
