import { type Kysely, sql } from "kysely";
import { epochMs } from "../database/epoch.ts";
import type { ViewPage } from "./address/contract.ts";
import type { ViewParameters } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

/** A view with its owner: null where that person is no longer there. */
export interface ViewRow {
  id: number;
  ownerId: string | null;
  owner: string;
  name: string;
  page: ViewPage;
  parameters: ViewParameters;
  shared: boolean;
  changedAt: number;
  version: number;
}

const columns = sql`
  view_id as id, owner_id as "ownerId", owner_name as owner, name, page, parameters, shared,
  ${epochMs("changed_at")} as "changedAt", version`;

/** How many views a person has; who asks at the same time for the same person waits for the transaction's end. */
export async function countOwnViews(query: Query, ownerId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('saved_view'), hashtext(${ownerId}))`.execute(query);
  const { rows } = await sql<{ views: number }>`
    select count(*) as views from saved_view where owner_id = ${ownerId}`.execute(query);
  return rows[0]?.views ?? 0;
}

/** True when another view of the owner has the name, in whatever case. */
export async function nameIsTaken(query: Query, ownerId: string, name: string, except: number): Promise<boolean> {
  const { rows } = await sql`
    select from saved_view where owner_id = ${ownerId} and lower(name) = lower(${name}) and view_id <> ${except}`.execute(
    query,
  );
  return rows.length > 0;
}

export async function insertView(
  query: Query,
  view: {
    ownerId: string;
    owner: string;
    name: string;
    page: ViewPage;
    parameters: ViewParameters;
    shared: boolean;
    at: number;
  },
): Promise<ViewRow> {
  const { rows } = await sql<ViewRow>`
    insert into saved_view (owner_id, owner_name, name, page, parameters, shared, changed_at)
    values (${view.ownerId}, ${view.owner}, ${view.name}, ${view.page}, ${JSON.stringify(view.parameters)},
            ${view.shared}, ${new Date(view.at)})
    returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the view was not stored");
  return row;
}

/** A view, held until the end of the transaction. */
export async function lockView(query: Query, id: number): Promise<ViewRow | undefined> {
  const { rows } = await sql<ViewRow>`select ${columns} from saved_view where view_id = ${id} for update`.execute(
    query,
  );
  return rows[0];
}

/** Writes over a view that is locked. */
export async function updateView(
  query: Query,
  view: Pick<ViewRow, "id" | "name" | "page" | "parameters" | "shared"> & { at: number },
): Promise<ViewRow> {
  const { rows } = await sql<ViewRow>`
    update saved_view
    set name = ${view.name}, page = ${view.page}, parameters = ${JSON.stringify(view.parameters)},
        shared = ${view.shared}, changed_at = ${new Date(view.at)}, version = version + 1
    where view_id = ${view.id} returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the view is gone");
  return row;
}

export async function deleteViewRow(query: Query, id: number): Promise<void> {
  await sql`delete from saved_view where view_id = ${id}`.execute(query);
}

/** A person's own views and the shared ones of everybody, by name; at most 1,000. */
export async function selectViews(query: Query, personId: string): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select ${columns} from saved_view where owner_id = ${personId} or shared
    order by (owner_id = ${personId}) desc nulls last, lower(name), view_id limit 1000`.execute(query);
  return rows;
}
