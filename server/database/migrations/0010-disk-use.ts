import { type Kysely, sql } from "kysely";

/** How large each table was on each day (UTC), indexes and partitions included; the forecast of disk use reads it. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table disk_measurement (
      measured_on date not null,
      relation text not null,
      bytes bigint not null,
      primary key (measured_on, relation)
    )`.execute(database);
}
