import { type Kysely, sql } from "kysely";

/** Devices that people subscribed to Web Push, and which tokens of their notifications were used. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table push_subscription (
      device_id text primary key,
      person_id text not null references person on delete cascade,
      endpoint text not null,
      p256dh text not null,
      auth text not null,
      label text not null,
      application_key text not null,
      subscribed_at timestamptz not null,
      accepted_at timestamptz
    )`);
  await run("create index push_subscription_person on push_subscription (person_id)");
  await run(`comment on column push_subscription.application_key is
    'Ours, that it was subscribed with: a push service takes nothing that another key signed.'`);
  await run("create table push_used_token (delivery_id uuid primary key, until timestamptz not null)");
  await run("create index push_used_token_until on push_used_token (until)");
}
