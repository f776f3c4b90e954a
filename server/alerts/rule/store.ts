import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { FiringSeries, Rule, RuleDefinition } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

const columns = sql`
  rule_id as id, version, name, measure, breakdowns, filter, comparison, value, minutes, severity, runbook, owner,
  enabled, ${epochMs("changed_at")} as "changedAt", changed_by as "changedBy", firing, ${epochMs("since")} as since,
  firing_series as firings, ${epochMs("minute")} as minute, seen, seen_key as "seenKey"`;

/** Every rule, those that fire first, then by name. */
export async function selectRules(query: Query): Promise<Rule[]> {
  const { rows } = await sql<Rule>`
    select ${columns} from metric_rule order by firing desc, enabled desc, lower(name)`.execute(query);
  return rows;
}

export async function countRules(query: Query): Promise<number> {
  const { rows } = await sql<{ rules: number }>`select count(*) as rules from metric_rule`.execute(query);
  return rows[0]?.rules ?? 0;
}

export async function lockRule(query: Query, id: number): Promise<Rule | undefined> {
  const { rows } = await sql<Rule>`
    select ${columns} from metric_rule where rule_id = ${id} for update`.execute(query);
  return rows[0];
}

interface Written {
  at: number;
  by: string;
}

/** Undefined when the name is taken. */
export async function insertRule(query: Query, rule: RuleDefinition, { at, by }: Written): Promise<Rule | undefined> {
  const { rows } = await sql<Rule>`
    insert into metric_rule (version, name, measure, breakdowns, filter, comparison, value, minutes, severity, runbook,
                             owner, enabled, changed_at, changed_by)
    values (1, ${rule.name}, ${rule.measure}, ${JSON.stringify(rule.breakdowns)}, ${JSON.stringify(rule.filter)},
            ${rule.comparison}, ${rule.value}, ${rule.minutes}, ${rule.severity}, ${rule.runbook}, ${rule.owner}, ${rule.enabled}, ${new Date(at)}, ${by})
    on conflict (lower(name)) do nothing returning ${columns}`.execute(query);
  return rows[0];
}

/** A changed rule begins anew: what it saw before was seen by another rule. */
export async function updateRule(query: Query, id: number, rule: RuleDefinition, { at, by }: Written): Promise<Rule> {
  const { rows } = await sql<Rule>`
    update metric_rule set version = version + 1, name = ${rule.name}, measure = ${rule.measure},
      breakdowns = ${JSON.stringify(rule.breakdowns)}, filter = ${JSON.stringify(rule.filter)}, comparison = ${rule.comparison}, value = ${rule.value},
      minutes = ${rule.minutes}, severity = ${rule.severity}, runbook = ${rule.runbook}, owner = ${rule.owner},
      enabled = ${rule.enabled}, changed_at = ${new Date(at)}, changed_by = ${by},
      firing = false, since = null, firing_series = '[]', minute = null, seen = null, seen_key = null
    where rule_id = ${id} returning ${columns}`.execute(query);
  const [changed] = rows;
  if (!changed) throw new Error("a rule that was held is gone");
  return changed;
}

export async function isNameTaken(query: Query, name: string, otherThan: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from metric_rule where lower(name) = lower(${name}) and rule_id <> ${otherThan}`.execute(query);
  return rows.length > 0;
}

export async function deleteRow(query: Query, id: number): Promise<void> {
  await sql`delete from metric_rule where rule_id = ${id}`.execute(query);
}

/** What was seen up to the minute that ends at `to`; `minute` is what it is done with. Times in epoch ms. */
interface Looked {
  to: number;
  minute: number | null;
  seen: number | null;
  seenKey: string | null;
  firings: readonly FiringSeries[];
  at: number;
}

/** Writes what a rule saw up to a minute; false when it was changed, or another process looked first. */
export async function writeSeen(
  query: Query,
  { id, version, firings }: Pick<Rule, "id" | "version" | "firings">,
  looked: Looked,
): Promise<boolean> {
  const fires = looked.firings.length > 0;
  const { rows } = await sql`
    update metric_rule set minute = ${looked.minute === null ? null : new Date(looked.minute)}, seen = ${looked.seen},
      seen_key = ${looked.seenKey}, firing_series = ${JSON.stringify(looked.firings)}, firing = ${fires},
      since = case when firing = ${fires} and since is not null then since
              else ${new Date(looked.at)}::timestamptz end
    where rule_id = ${id} and version = ${version} and firing_series = ${JSON.stringify(firings)}::jsonb
      and (minute is null or minute < ${new Date(looked.to)})
    returning rule_id`.execute(query);
  return rows.length > 0;
}
