import type pg from "pg";
import type { Measurement } from "./rules.ts";

/** Bytes of each table with its indexes, partitions and long values, and of the whole database. */
export async function readDiskUse(
  pool: pg.Pool,
): Promise<{ databaseBytes: number; relations: { relation: string; bytes: number }[] }> {
  const { rows: relations } = await pool.query<{ relation: string; bytes: number }>(`
    select case when space.nspname = current_schema() then root.relname else space.nspname end as relation,
           coalesce(sum(pg_total_relation_size(held.oid)), 0)::bigint as bytes
    from pg_class held
    join pg_class root on root.oid = coalesce(pg_partition_root(held.oid), held.oid)
    join pg_namespace space on space.oid = root.relnamespace
    where held.relkind = 'r' and held.relpersistence <> 't'
      and space.nspname not in ('pg_catalog', 'information_schema')
    group by 1`);
  const { rows } = await pool.query<{ bytes: number }>("select pg_database_size(current_database()) as bytes");
  return { databaseBytes: rows[0]?.bytes ?? 0, relations };
}

/** Keeps the sizes of a UTC day; the first measurement of a day stays, so that two days lie a day apart. */
export async function insertMeasurement(
  pool: pg.Pool,
  day: string,
  relations: readonly { relation: string; bytes: number }[],
): Promise<void> {
  await pool.query(
    `insert into disk_measurement (measured_on, relation, bytes)
     select $1::date, * from unnest($2::text[], $3::bigint[])
     where not exists (select 1 from disk_measurement where measured_on = $1::date)
     on conflict do nothing`,
    [day, relations.map(({ relation }) => relation), relations.map(({ bytes }) => bytes)],
  );
}

/** Sizes measured from one UTC day to another, both included. */
export async function readMeasurements(pool: pg.Pool, from: string, to: string): Promise<Measurement[]> {
  const { rows } = await pool.query<Measurement>(
    `select to_char(measured_on, 'YYYY-MM-DD') as day, relation, bytes from disk_measurement
     where measured_on between $1 and $2 order by measured_on, relation`,
    [from, to],
  );
  return rows;
}
