import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Channel, PlannedNotification, Urgency } from "../../oncall/notification/contract.ts";
import { type Severity, severities } from "../contract.ts";
import type { Delivery, DeliveryState, Page, PageKind } from "./contract.ts";
import { flood, receipts, seenWithinMs } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

/** What one call of one person puts into the outbox; the same again changes nothing. */
export async function insertDeliveries(
  query: Query,
  call: { alertId: string; call: number; personId: string; person: string; urgency: Urgency },
  planned: readonly (PlannedNotification & { deliveryId: string })[],
): Promise<void> {
  await sql`
    insert into delivery (delivery_id, kind, alert_id, call, person_id, person_name, channel, notification, urgency,
                          state, due_at)
    select delivery_id, 'alert', ${call.alertId}, ${call.call}, ${call.personId}, ${call.person}, channel,
           notification, ${call.urgency}, 'waiting', due_at
    from unnest(${planned.map((one) => one.deliveryId)}::uuid[], ${planned.map((one) => one.channel)}::text[],
                ${planned.map((one) => new Date(one.at))}::timestamptz[])
         with ordinality as given (delivery_id, channel, due_at, notification)
    on conflict (alert_id, call, person_id, channel, notification) where alert_id is not null do nothing`.execute(
    query,
  );
}

/** Stops what has not left: of every call, or only of calls of one person. */
export function stopDeliveries(
  query: Query,
  alertId: string,
  why: string,
  of: { kind?: "level" | "responder"; personId?: string } = {},
): Promise<void> {
  return stopDeliveriesOf(query, [alertId], why, of);
}

export async function stopDeliveriesOf(
  query: Query,
  alertIds: readonly string[],
  why: string,
  of: { kind?: "level" | "responder"; personId?: string } = {},
): Promise<void> {
  const ofKind = of.kind === undefined ? sql`true` : sql`c.kind = ${of.kind}`;
  const ofPerson = of.personId === undefined ? sql`true` : sql`d.person_id = ${of.personId}`;
  await sql`
    update delivery d set state = 'stopped', why = ${why} from escalation_call c
    where d.alert_id = any(${alertIds}::uuid[]) and d.state in ('waiting', 'bundled') and c.alert_id = d.alert_id
      and c.call = d.call and ${ofKind} and ${ofPerson}`.execute(query);
}

/** A delivery that is due, as the claim weighs it. */
export interface Due {
  deliveryId: string;
  kind: PageKind;
  alertId: string | null;
  personId: string;
  person: string;
  channel: Channel;
  severity: Severity | null;
  /** A person asked for it: no silence holds it. */
  asked: boolean;
  /** Null: it was not sent before. */
  firstSentAt: number | null;
  /** Why it must not leave any more; null: it may. */
  stopped: string | null;
}

/**
 * Deliveries whose time has come or whose lease has lapsed, the loudest first, held to the end of the transaction. Each
 * says whether its alert still wants it. `here`: whose open pages this process holds; those of others wait for theirs.
 */
export async function lockDue(
  query: Query,
  { at, limit, here, elsewhereUntil }: { at: number; limit: number; here: readonly string[]; elsewhereUntil: number },
): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select d.delivery_id as "deliveryId", d.kind, d.alert_id as "alertId", d.person_id as "personId",
           d.person_name as person, d.channel, a.severity, c.kind is not distinct from 'responder' as asked,
           ${epochMs("d.first_sent_at")} as "firstSentAt",
           case when d.alert_id is null then null
                when a.state = 'resolved' then 'resolved'
                when c.kind = 'responder' then
                  (select 'they acknowledged' from alert_responder p where p.alert_id = d.alert_id
                     and p.person_id = d.person_id and p.acknowledged_at is not null)
                when a.state = 'acknowledged' then 'acknowledged'
                when r.standing = 'resting' then 'it rests'
           end as stopped
    from delivery d
      left join alert a on a.alert_id = d.alert_id
      left join escalation_run r on r.alert_id = d.alert_id
      left join escalation_call c on c.alert_id = d.alert_id and c.call = d.call
    where ((d.state = 'waiting' and d.due_at <= ${new Date(at)})
        or (d.state = 'sending' and d.lease_until <= clock_timestamp()))
      and (d.channel <> 'browser' or d.person_id = any(${here}::text[]) or d.due_at <= ${new Date(elsewhereUntil)})
    order by (d.urgency = 'high') desc, d.due_at limit ${limit} for update of d skip locked`.execute(query);
  return rows;
}

export async function stopClaimed(
  query: Query,
  stopped: readonly { deliveryId: string; why: string }[],
): Promise<void> {
  if (stopped.length === 0) return;
  await sql`
    update delivery d set state = 'stopped', why = given.why, lease_until = null
    from unnest(${stopped.map((one) => one.deliveryId)}::uuid[], ${stopped.map((one) => one.why)}::text[])
         as given (delivery_id, why)
    where d.delivery_id = given.delivery_id`.execute(query);
}

/** One person by one channel, as the limit counts. */
export interface Recipient {
  personId: string;
  channel: Channel;
}

/** How many pages left for a recipient since a time, and when the last bundle did. The recipient's count is held. */
export async function countPages(
  query: Query,
  { personId, channel }: Recipient,
  at: number,
): Promise<{ pages: number; lastBundleAt: number | null }> {
  await sql`select pg_advisory_xact_lock(hashtext('flood'), hashtext(${`${channel} ${personId}`}))`.execute(query);
  const { rows } = await sql<{ pages: number; lastBundleAt: number | null }>`
    select count(*) filter (where kind = 'alert') as pages,
           ${epochMs("max(first_sent_at) filter (where kind = 'bundle')")} as "lastBundleAt"
    from delivery
    where person_id = ${personId} and channel = ${channel}
      and first_sent_at > ${new Date(at - flood.windowMs)}`.execute(query);
  return rows[0] ?? { pages: 0, lastBundleAt: null };
}

/** Puts deliveries into the recipient's bundle that waits, or into a new one that leaves at `dueAt`. */
export async function bundleDeliveries(
  query: Query,
  recipient: Recipient & { person: string },
  deliveryIds: readonly string[],
  bundle: { deliveryId: string; dueAt: number },
): Promise<void> {
  await sql`
    insert into delivery (delivery_id, kind, person_id, person_name, channel, notification, urgency, state, due_at)
    values (${bundle.deliveryId}, 'bundle', ${recipient.personId}, ${recipient.person}, ${recipient.channel}, 0, 'high',
            'waiting', ${new Date(bundle.dueAt)})
    on conflict (person_id, channel) where kind = 'bundle' and state = 'waiting' do nothing`.execute(query);
  await sql`
    update delivery d set state = 'bundled', lease_until = null, bundle_id = b.delivery_id from delivery b
    where d.delivery_id = any(${deliveryIds}::uuid[]) and b.person_id = ${recipient.personId}
      and b.channel = ${recipient.channel} and b.kind = 'bundle' and b.state = 'waiting'`.execute(query);
}

/** A delivery that this process has taken; its result counts only under its fence. */
export interface Claimed {
  page: Page;
  /** Name of whom it is for. */
  person: string;
  channel: Channel;
  fence: number;
  tries: number;
  /** Of this try. */
  dueAt: number;
  firstSentAt: number;
}

const worstFirst = sql`array_position(${severities}::text[], a.severity), a.number`;

/** Leases deliveries, and reads what each has to say. A bundle whose alerts were all taken is not among the answers. */
export async function leaseDeliveries(
  query: Query,
  deliveryIds: readonly string[],
  { at, leaseMs }: { at: number; leaseMs: number },
): Promise<Claimed[]> {
  if (deliveryIds.length === 0) return [];
  const { rows } = await sql<
    Omit<Page, "alert"> &
      Omit<Claimed, "page"> & {
        alertId: string | null;
        number: number;
        severity: Severity;
        summary: string;
        integration: string;
      }
  >`
    with d as (
      update delivery set state = 'sending', fence = fence + 1, tries = tries + 1,
        lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}),
        first_sent_at = coalesce(first_sent_at, ${new Date(at)})
      where delivery_id = any(${deliveryIds}::uuid[]) returning *)
    select d.delivery_id as "deliveryId", d.kind, d.person_id as "personId", d.person_name as person, d.channel,
           d.fence, d.tries, ${epochMs("d.due_at")} as "dueAt", ${epochMs("d.first_sent_at")} as "firstSentAt",
           coalesce(${epochMs("c.at")}, ${epochMs("d.due_at")}) as "calledAt",
           w.alert_id as "alertId", w.number, w.severity, w.summary, w.integration, coalesce(w.alerts, 0) as alerts
    from d
      left join escalation_call c on c.alert_id = d.alert_id and c.call = d.call
      left join lateral (
        select a.alert_id, a.number, a.severity, a.summary, i.name as integration, count(*) over () as alerts
        from alert a join integration i using (integration_id)
        where a.alert_id = d.alert_id
          or (d.kind = 'bundle' and a.state = 'open' and a.alert_id in (
                select m.alert_id from delivery m where m.bundle_id = d.delivery_id and m.state = 'bundled'))
        order by ${worstFirst} limit 1) w on true`.execute(query);
  return rows.map(
    ({
      person,
      channel,
      fence,
      tries,
      dueAt,
      firstSentAt,
      alertId,
      number,
      severity,
      summary,
      integration,
      ...page
    }) => ({
      person,
      channel,
      fence,
      tries,
      dueAt,
      firstSentAt,
      page: {
        ...page,
        alert: alertId === null ? null : { id: alertId, number: `A-${number}`, severity, summary, integration },
      },
    }),
  );
}

/** What became of a claimed delivery. False: somebody else holds it by now, and nothing was written. */
export async function writeResult(
  query: Query,
  { page, fence }: Pick<Claimed, "page" | "fence">,
  result: { state: "accepted" | "waiting" | "failed" | "stopped"; at: number; dueAt?: number; why?: string },
): Promise<boolean> {
  const acceptedAt = result.state === "accepted" ? new Date(result.at) : null;
  const dueAt = result.dueAt === undefined ? null : new Date(result.dueAt);
  const { rows } = await sql`
    update delivery set state = ${result.state}, lease_until = null, accepted_at = ${acceptedAt},
      due_at = coalesce(${dueAt}, due_at), why = ${result.why ?? null}
    where delivery_id = ${page.deliveryId} and fence = ${fence} and state = 'sending'
    returning delivery_id`.execute(query);
  return rows.length > 0;
}

/** A call of an alert that something became of. */
export interface CallOf {
  alertId: string;
  call: number;
}

/** Which calls a delivery stands for: its own, or those of its bundle's members, whose state becomes the same. */
export async function spreadState(query: Query, deliveryId: string, state: DeliveryState): Promise<CallOf[]> {
  const { rows } = await sql<CallOf>`
    with members as (
      update delivery set state = ${state} where bundle_id = ${deliveryId} and state = 'bundled'
      returning alert_id, call)
    select distinct alert_id as "alertId", call from members
    union select alert_id, call from delivery where delivery_id = ${deliveryId} and alert_id is not null`.execute(
    query,
  );
  return rows;
}

/** The alert and the person of a delivery; undefined when there is none. */
export async function findDelivery(query: Query, deliveryId: string) {
  const { rows } = await sql<{
    alertId: string | null;
    personId: string;
    person: string;
    channel: Channel;
    call: number;
  }>`
    select alert_id as "alertId", person_id as "personId", person_name as person, channel, call from delivery
    where delivery_id = ${deliveryId}`.execute(query);
  return rows[0];
}

/** True when the page was not known to be seen, and is now. */
export async function writeShown(query: Query, deliveryId: string, at: number): Promise<boolean> {
  const { rows } = await sql`
    update delivery set state = 'shown', shown_at = ${new Date(at)}, lease_until = null,
      accepted_at = coalesce(accepted_at, ${new Date(at)})
    where delivery_id = ${deliveryId} and state in ('sending', 'accepted', 'unseen')
    returning delivery_id`.execute(query);
  return rows.length > 0;
}

/** Accepted pages that can be seen and were not in time. */
export async function findUnseen(query: Query, at: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ deliveryId: string }>`
    select delivery_id as "deliveryId" from delivery
    where state = 'accepted' and channel = any(${receipts}::text[])
      and accepted_at <= ${new Date(at - seenWithinMs)} and kind <> 'test'
    order by accepted_at limit ${limit}`.execute(query);
  return rows.map((row) => row.deliveryId);
}

export async function writeUnseen(query: Query, deliveryId: string, at: number): Promise<boolean> {
  const { rows } = await sql`
    update delivery set state = 'unseen', why = 'nobody saw it in time'
    where delivery_id = ${deliveryId} and state = 'accepted' and accepted_at <= ${new Date(at - seenWithinMs)}
    returning delivery_id`.execute(query);
  return rows.length > 0;
}

/**
 * After a page of a call failed or was not seen: whoever has no other page under way is told by their next step at once.
 * True when nobody of the call has any: the next level's turn.
 */
export async function hastenCall(query: Query, { alertId, call }: CallOf, at: number): Promise<boolean> {
  const now = new Date(at);
  await sql`
    update delivery set due_at = ${now}
    where delivery_id in (
      select distinct on (w.person_id) w.delivery_id from delivery w
      where w.alert_id = ${alertId} and w.call = ${call} and w.state = 'waiting' and w.due_at > ${now}
        and not exists (
          select from delivery o where o.alert_id = w.alert_id and o.call = w.call and o.person_id = w.person_id
            and (o.state in ('sending', 'accepted', 'shown', 'bundled') or (o.state = 'waiting' and o.due_at <= ${now})))
      order by w.person_id, w.due_at)`.execute(query);
  const { rows } = await sql`
    select from delivery where alert_id = ${alertId} and call = ${call}
      and state in ('waiting', 'sending', 'accepted', 'shown', 'bundled') limit 1`.execute(query);
  return rows.length === 0;
}

/** What left for people because of an alert, the newest call first. */
export async function readDeliveries(query: Query, alertId: string, limit: number): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`
    select delivery_id as id, call, person_name as person, channel, state, ${epochMs("due_at")} as "dueAt", tries,
           ${epochMs("accepted_at")} as "acceptedAt", ${epochMs("shown_at")} as "shownAt", why
    from delivery where alert_id = ${alertId}
    order by call desc, person_name, due_at, notification limit ${limit}`.execute(query);
  return rows;
}
