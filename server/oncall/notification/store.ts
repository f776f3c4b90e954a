import { sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Query } from "../schedule/store.ts";
import type { NotificationRules } from "./contract.ts";

export async function selectNotificationRules(
  query: Query,
  personId: string,
): Promise<{ rules: NotificationRules; changedAt: number } | undefined> {
  const { rows } = await sql<{ rules: NotificationRules; changedAt: number }>`
    select rules, ${epochMs("changed_at")} as "changedAt" from oncall_notification_rules
    where person_id = ${personId}`.execute(query);
  return rows[0];
}

export async function writeNotificationRules(
  query: Query,
  personId: string,
  rules: NotificationRules,
  at: number,
): Promise<void> {
  await sql`
    insert into oncall_notification_rules (person_id, rules, changed_at)
    values (${personId}, ${JSON.stringify(rules)}, ${new Date(at)})
    on conflict (person_id) do update set rules = excluded.rules, changed_at = excluded.changed_at`.execute(query);
}
