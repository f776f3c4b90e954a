import { type Kysely, sql } from "kysely";
import { epochMs } from "../database/epoch.ts";
import { annotationsAtMost, type WrittenAnnotation } from "./contract.ts";
import type { CreateAnnotation } from "./writing/contract.ts";

type Query = Kysely<Record<never, never>>;

const columns = sql`
  annotation_id as id, kind, ${epochMs("from_at")} as "from", ${epochMs("to_at")} as "to", text, link, filter,
  author_id as "authorId", author_name as author, changed_by as "changedBy", ${epochMs("changed_at")} as "changedAt",
  version`;

const asWritten = (row: Omit<WrittenAnnotation, "origin">): WrittenAnnotation => ({ origin: "person", ...row });
const instant = (time: number | null) => (time === null ? null : new Date(time));

export async function insertAnnotation(
  query: Query,
  annotation: CreateAnnotation & { authorId: string; author: string; at: number },
): Promise<WrittenAnnotation> {
  const { kind, text, from, to, link, filter, authorId, author, at } = annotation;
  const { rows } = await sql<Omit<WrittenAnnotation, "origin">>`
    insert into annotation (kind, from_at, to_at, text, link, filter, author_id, author_name, changed_at, changed_by)
    values (${kind}, ${instant(from)}, ${instant(to)}, ${text}, ${link}, ${JSON.stringify(filter)}, ${authorId},
            ${author}, ${instant(at)}, ${author})
    returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the annotation was not stored");
  return asWritten(row);
}

/** An annotation, also a deleted one, held until the end of the transaction. */
export async function lockAnnotation(
  query: Query,
  id: number,
): Promise<(WrittenAnnotation & { deletedAt: number | null }) | undefined> {
  const { rows } = await sql<Omit<WrittenAnnotation, "origin"> & { deletedAt: number | null }>`
    select ${columns}, ${epochMs("deleted_at")} as "deletedAt" from annotation where annotation_id = ${id}
    for update`.execute(query);
  return rows[0] && { origin: "person", ...rows[0] };
}

/** Writes over an annotation that is locked. */
export async function updateAnnotation(
  query: Query,
  annotation: CreateAnnotation & { id: number; by: string; at: number },
): Promise<WrittenAnnotation> {
  const { id, kind, text, from, to, link, filter, by, at } = annotation;
  const { rows } = await sql<Omit<WrittenAnnotation, "origin">>`
    update annotation
    set kind = ${kind}, from_at = ${instant(from)}, to_at = ${instant(to)}, text = ${text}, link = ${link},
        filter = ${JSON.stringify(filter)}, changed_at = ${instant(at)}, changed_by = ${by}, version = version + 1
    where annotation_id = ${id} returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the annotation is gone");
  return asWritten(row);
}

/** Forgets what was written; that and by whom it was deleted stays, for whoever wants to do so second. */
export async function markDeleted(query: Query, id: number, by: { name: string; at: number }): Promise<void> {
  await sql`
    update annotation
    set deleted_at = ${instant(by.at)}, changed_at = ${instant(by.at)}, changed_by = ${by.name}, text = '', link = null,
        filter = '{}', version = version + 1
    where annotation_id = ${id}`.execute(query);
}

/** What people wrote of a window, epoch ms, newest first. */
export async function selectAnnotations(query: Query, from: number, to: number): Promise<WrittenAnnotation[]> {
  const { rows } = await sql<Omit<WrittenAnnotation, "origin">>`
    select ${columns} from annotation
    where deleted_at is null and from_at < ${instant(to)} and coalesce(to_at, from_at) >= ${instant(from)}
    order by from_at desc, annotation_id desc limit ${annotationsAtMost}`.execute(query);
  return rows.map(asWritten);
}

/** Remembers when a version was first started; later starts of it change nothing. */
export async function insertVersion(query: Query, version: string, at: number): Promise<void> {
  await sql`
    insert into server_version (version, started_at) values (${version}, ${instant(at)})
    on conflict (version) do nothing`.execute(query);
}

/** Versions that followed another within a window, epoch ms, newest first; the very first followed none. */
export async function selectVersions(
  query: Query,
  from: number,
  to: number,
): Promise<{ version: string; startedAt: number }[]> {
  const { rows } = await sql<{ version: string; startedAt: number }>`
    select version, ${epochMs("started_at")} as "startedAt" from server_version
    where started_at >= ${instant(from)} and started_at < ${instant(to)}
      and started_at > (select min(started_at) from server_version)
    order by started_at desc limit 100`.execute(query);
  return rows;
}
