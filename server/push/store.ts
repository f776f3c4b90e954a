import { type Kysely, sql } from "kysely";
import { epochMs } from "../database/epoch.ts";
import type { Device } from "./contract.ts";

export type Query = Kysely<Record<never, never>>;

/** A device with what it takes to write to it. */
export interface Subscription {
  deviceId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** How many devices a person has beside one; who asks at the same time for the same person waits. */
export async function countOtherDevices(query: Query, personId: string, deviceId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('push_subscription'), hashtext(${personId}))`.execute(query);
  const { rows } = await sql<{ devices: number }>`
    select count(*)::int as devices from push_subscription
    where person_id = ${personId} and device_id <> ${deviceId}`.execute(query);
  return rows[0]?.devices ?? 0;
}

/** A browser notifies whoever subscribed in it last. True when it did not notify this person before. */
export async function writeSubscription(
  query: Query,
  subscription: Subscription & { personId: string; label: string; applicationKey: string; at: number },
): Promise<boolean> {
  const { deviceId, personId, endpoint, p256dh, auth, label, applicationKey } = subscription;
  const { rows } = await sql<{ before: string | null }>`
    with before as (select person_id from push_subscription where device_id = ${deviceId})
    insert into push_subscription (device_id, person_id, endpoint, p256dh, auth, label, application_key, subscribed_at)
    values (${deviceId}, ${personId}, ${endpoint}, ${p256dh}, ${auth}, ${label}, ${applicationKey},
            ${new Date(subscription.at)})
    on conflict (device_id) do update set person_id = excluded.person_id, p256dh = excluded.p256dh,
      auth = excluded.auth, label = excluded.label, application_key = excluded.application_key,
      subscribed_at = case when push_subscription.person_id = excluded.person_id
        then push_subscription.subscribed_at else excluded.subscribed_at end
    returning (select person_id from before) as before`.execute(query);
  return rows[0]?.before !== personId;
}

/** Those of a person that were subscribed with our present key, the newest first. */
export async function readDevices(query: Query, personId: string, applicationKey: string): Promise<Device[]> {
  const { rows } = await sql<Device>`
    select device_id as id, label, ${epochMs("subscribed_at")} as "subscribedAt", ${epochMs("accepted_at")} as "acceptedAt"
    from push_subscription where person_id = ${personId} and application_key = ${applicationKey}
    order by subscribed_at desc, device_id`.execute(query);
  return rows;
}

export async function readSubscriptions(
  query: Query,
  personId: string,
  applicationKey: string,
): Promise<Subscription[]> {
  const { rows } = await sql<Subscription>`
    select device_id as "deviceId", endpoint, p256dh, auth
    from push_subscription where person_id = ${personId} and application_key = ${applicationKey}
    order by device_id`.execute(query);
  return rows;
}

/** Deletes a device of a person; `undefined` when they have none of this id. */
export async function deleteSubscription(
  query: Query,
  deviceId: string,
  personId: string,
): Promise<{ label: string } | undefined> {
  const { rows } = await sql<{ label: string }>`
    delete from push_subscription where device_id = ${deviceId} and person_id = ${personId} returning label`.execute(
    query,
  );
  return rows[0];
}

/** Deletes what its push service says is gone, unless it was subscribed anew meanwhile. */
export async function forgetSubscription(query: Query, { deviceId, auth }: Subscription): Promise<void> {
  await sql`delete from push_subscription where device_id = ${deviceId} and auth = ${auth}`.execute(query);
}

export async function markAccepted(query: Query, deviceIds: readonly string[], at: number): Promise<void> {
  await sql`
    update push_subscription set accepted_at = ${new Date(at)} where device_id = any(${deviceIds}::text[])`.execute(
    query,
  );
}

/** True when the token of this delivery was used before. */
export async function wasUsed(query: Query, deliveryId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from push_used_token where delivery_id = ${deliveryId}`.execute(query);
  return rows.length > 0;
}

/** Notes the use of a token, and forgets those whose time is over anyhow. */
export async function markUsed(query: Query, deliveryId: string, until: number, now: number): Promise<void> {
  await sql`delete from push_used_token where until < ${new Date(now)}`.execute(query);
  await sql`
    insert into push_used_token (delivery_id, until) values (${deliveryId}, ${new Date(until)})
    on conflict do nothing`.execute(query);
}
