import { sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Query } from "../schedule/store.ts";
import type { Policy, PolicyDefinition } from "./contract.ts";

const columns = sql`
  policy_id as id, name, levels, repeats, version, ${epochMs("changed_at")} as "changedAt", changed_by as "changedBy"`;

/** All policies, by name. */
export async function selectPolicies(query: Query): Promise<Policy[]> {
  const { rows } = await sql<Policy>`
    select ${columns} from oncall_policy order by lower(name), policy_id`.execute(query);
  return rows;
}

export async function selectPolicy(query: Query, id: number): Promise<Policy | undefined> {
  const { rows } = await sql<Policy>`select ${columns} from oncall_policy where policy_id = ${id}`.execute(query);
  return rows[0];
}

/** By its name in whatever case, or by its number. */
export async function findPolicyId(query: Query, nameOrNumber: string): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select policy_id as id from oncall_policy
    where lower(name) = lower(${nameOrNumber}) or policy_id::text = ${nameOrNumber}
    order by lower(name) = lower(${nameOrNumber}) desc limit 1`.execute(query);
  return rows[0]?.id;
}

/** True when another policy has the name, in whatever case. */
export async function policyNameIsTaken(query: Query, name: string, except: number): Promise<boolean> {
  const { rows } = await sql`
    select from oncall_policy where lower(name) = lower(${name}) and policy_id <> ${except}`.execute(query);
  return rows.length > 0;
}

export async function insertPolicy(
  query: Query,
  { name, levels, repeats }: PolicyDefinition,
  by: { name: string; at: number },
): Promise<Policy> {
  const { rows } = await sql<Policy>`
    insert into oncall_policy (name, levels, repeats, changed_at, changed_by)
    values (${name}, ${JSON.stringify(levels)}, ${repeats}, ${new Date(by.at)}, ${by.name})
    returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the policy was not stored");
  return row;
}

/** Writes over the version that was read; `undefined` when there is another by now, or none. */
export async function updatePolicy(
  query: Query,
  { id, version, name, levels, repeats }: PolicyDefinition & { id: number; version: number },
  by: { name: string; at: number },
): Promise<Policy | undefined> {
  const { rows } = await sql<Policy>`
    update oncall_policy
    set name = ${name}, levels = ${JSON.stringify(levels)}, repeats = ${repeats}, changed_at = ${new Date(by.at)},
        changed_by = ${by.name}, version = version + 1
    where policy_id = ${id} and version = ${version} returning ${columns}`.execute(query);
  return rows[0];
}

export async function deletePolicyRow(query: Query, id: number): Promise<void> {
  await sql`delete from oncall_policy where policy_id = ${id}`.execute(query);
}
