import { z } from "zod";
import type { RuleDefinition } from "../../alerts/rule/contract.ts";
import { categoryShares, restrictionPercent, takedownsAMinute } from "./platform.ts";
import type { DemoSession } from "./session.ts";

const rulesSchema = z.array(z.object({ id: z.int(), version: z.int(), name: z.string(), value: z.int().nullable() }));

/** So many times the usual of a minute: hours, weekdays and chance move it by less than half of that. */
const farAbove = 3;

/** What is watched at so many times the usual rate. `region`: number of the source whose silence is looked for. */
export function metricRules(times: number, region: number): RuleDefinition[] {
  const watch = {
    measure: "takedowns",
    breakdowns: [],
    minutes: 3,
    runbook: null,
    owner: "Duty lead (simulated)",
    enabled: true,
  } satisfies Partial<RuleDefinition>;
  const above = { ...watch, comparison: "above", severity: "error" } satisfies Partial<RuleDefinition>;
  return [
    {
      ...above,
      name: "Child abuse takedowns far above the usual",
      filter: { keyword_class: "child_abuse" },
      value: farAboveOf("CHILD_SEXUAL_ABUSE_MATERIAL", times),
    },
    {
      ...above,
      name: "Terrorism takedowns far above the usual",
      filter: { keyword_class: "terrorism" },
      value: farAboveOf("TERRORIST_CONTENT", times),
    },
    {
      ...watch,
      name: "The classifier of Latin America sends nothing",
      filter: { source: region },
      ...{ comparison: "absent", value: null, minutes: 5, severity: "critical" },
    },
  ];
}

function farAboveOf(keyword: string, times: number): number {
  const share = categoryShares.find((one) => one.keyword === keyword)?.share ?? 0;
  return Math.ceil((farAbove * times * takedownsAMinute * share) / (100 - restrictionPercent));
}

/** Makes the rules that are not there, and fits those of an earlier start to the rate of this one. */
export async function watchMetrics(admin: DemoSession, rules: readonly RuleDefinition[]): Promise<void> {
  const known = rulesSchema.parse(await admin.read("rules.list"));
  for (const rule of rules) {
    const before = known.find(({ name }) => name === rule.name);
    if (!before) await admin.act("rules.create", rule);
    else if (before.value !== rule.value) {
      await admin.act("rules.change", { id: before.id, version: before.version, ...rule });
    }
  }
}
