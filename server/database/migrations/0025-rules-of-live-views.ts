import { type Kysely, sql } from "kysely";

/** Rules watch what a live view can be: each value of a breakdown for itself, and users in total. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    alter table metric_rule
      drop constraint metric_rule_minutes_check,
      add constraint metric_rule_minutes_check check (minutes between 1 and 2880),
      add column breakdowns jsonb not null default '[]',
      add column firing_series jsonb not null default '[]',
      add column seen_key text`);
  // What fires goes on firing.
  await run(`
    update metric_rule set firing_series = jsonb_build_array(jsonb_build_object(
      'key', 'all', 'since', floor(extract(epoch from coalesce(since, changed_at)) * 1000)::bigint, 'seen', seen))
    where firing`);
}
