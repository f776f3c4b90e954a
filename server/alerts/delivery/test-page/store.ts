import { type Kysely, sql } from "kysely";
import { epochMs } from "../../../database/epoch.ts";
import type { Channel } from "../../../oncall/notification/contract.ts";
import type { TestPage } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** How many test pages a person asked for since a time, and when the first of these; who asks as well waits. */
export async function countTestPages(
  query: Query,
  personId: string,
  since: number,
): Promise<{ sent: number; firstAt: number | null }> {
  await sql`select pg_advisory_xact_lock(hashtext('test page'), hashtext(${personId}))`.execute(query);
  const { rows } = await sql<{ sent: number; firstAt: number | null }>`
    select count(*)::int as sent, ${epochMs("min(asked_at)")} as "firstAt" from test_page
    where person_id = ${personId} and asked_at > ${new Date(since)}`.execute(query);
  return rows[0] ?? { sent: 0, firstAt: null };
}

/** Puts a test page into the outbox, due at once. */
export async function insertTestPage(
  query: Query,
  page: { id: string; personId: string; person: string; channel: Channel; at: number },
): Promise<void> {
  const at = new Date(page.at);
  await sql`
    insert into delivery (delivery_id, kind, person_id, person_name, channel, notification, urgency, state, due_at)
    values (${page.id}, 'test', ${page.personId}, ${page.person}, ${page.channel}, 0, 'high', 'waiting', ${at})`.execute(
    query,
  );
  await sql`
    insert into test_page (delivery_id, person_id, asked_at) values (${page.id}, ${page.personId}, ${at})`.execute(
    query,
  );
}

/** What became of a person's newest test page by each channel since a time. */
export async function selectTestPages(query: Query, personId: string, since: number): Promise<TestPage[]> {
  const { rows } = await sql<TestPage>`
    select distinct on (d.channel) d.delivery_id as id, d.channel, d.state, d.tries, d.why,
           ${epochMs("t.asked_at")} as "askedAt"
    from test_page t join delivery d using (delivery_id)
    where t.person_id = ${personId} and t.asked_at > ${new Date(since)}
    order by d.channel, t.asked_at desc, t.delivery_id`.execute(query);
  return rows;
}
