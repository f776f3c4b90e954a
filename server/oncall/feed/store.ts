import { sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Query } from "../schedule/store.ts";

export interface FeedRow {
  id: string;
  ownerId: string;
  scheduleId: number | null;
  issuedAt: number;
}

const columns = sql`
  feed_id as id, owner_id as "ownerId", schedule_id as "scheduleId", ${epochMs("issued_at")} as "issuedAt"`;

/** Links of one person, or with null of everybody, the newest first. */
export async function selectFeeds(query: Query, ownerId: string | null): Promise<FeedRow[]> {
  const { rows } = await sql<FeedRow>`
    select ${columns} from oncall_feed where ${ownerId}::text is null or owner_id = ${ownerId}
    order by issued_at desc, feed_id limit 1000`.execute(query);
  return rows;
}

/** How many links a person has; who asks at the same time for the same person waits for the transaction's end. */
export async function countFeeds(query: Query, ownerId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('oncall_feed'), hashtext(${ownerId}))`.execute(query);
  const { rows } = await sql<{ feeds: number }>`
    select count(*)::int as feeds from oncall_feed where owner_id = ${ownerId}`.execute(query);
  return rows[0]?.feeds ?? 0;
}

export async function insertFeed(query: Query, feed: FeedRow & { tokenHash: Buffer }): Promise<void> {
  await sql`
    insert into oncall_feed (feed_id, token_hash, owner_id, schedule_id, issued_at)
    values (${feed.id}, ${feed.tokenHash}, ${feed.ownerId}, ${feed.scheduleId}, ${new Date(feed.issuedAt)})`.execute(
    query,
  );
}

export async function findFeed(query: Query, tokenHash: Buffer): Promise<FeedRow | undefined> {
  const { rows } = await sql<FeedRow>`
    select ${columns} from oncall_feed where token_hash = ${tokenHash}`.execute(query);
  return rows[0];
}

/** Deletes a link of `ownerId`, or with null anybody's; answers what it was, `undefined` when there was none. */
export async function deleteFeed(query: Query, id: string, ownerId: string | null): Promise<FeedRow | undefined> {
  const { rows } = await sql<FeedRow>`
    delete from oncall_feed where feed_id = ${id} and (${ownerId}::text is null or owner_id = ${ownerId})
    returning ${columns}`.execute(query);
  return rows[0];
}
