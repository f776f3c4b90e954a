import { type Kysely, sql } from "kysely";
import type { CallEnd } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** Of deliveries that left those by which nobody is called any more, by the rule that stops what has not left. */
export async function readCallEnds(query: Query, deliveryIds: readonly string[]): Promise<CallEnd[]> {
  const { rows } = await sql<Omit<CallEnd, "number"> & { number: number | null }>`
    select * from (
      select d.delivery_id as "deliveryId", a.number,
             case when d.kind = 'bundle' then
                    case when not exists (
                      select from delivery m join alert o on o.alert_id = m.alert_id
                      where m.bundle_id = d.delivery_id and o.state = 'open') then 'acknowledged' end
                  when a.state = 'resolved' then 'resolved'
                  when c.kind = 'responder' then
                    (select 'acknowledged' from alert_responder p where p.alert_id = d.alert_id
                       and p.person_id = d.person_id and p.acknowledged_at is not null)
                  when a.state = 'acknowledged' then 'acknowledged'
                  when r.standing = 'resting' then 'resting'
             end as how,
             case when a.state = 'resolved' then a.resolved_by_name
                  when c.kind = 'responder' then d.person_name
                  else a.acknowledged_by_name
             end as by
      from delivery d
        left join alert a on a.alert_id = d.alert_id
        left join escalation_run r on r.alert_id = d.alert_id
        left join escalation_call c on c.alert_id = d.alert_id and c.call = d.call
      where d.delivery_id = any(${deliveryIds}::uuid[])) as ends
    where how is not null`.execute(query);
  return rows.map(({ number, ...row }) => ({ ...row, number: number === null ? null : `A-${number}` }));
}
