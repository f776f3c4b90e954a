import { type RawBuilder, sql } from "kysely";

/** A column of times as epoch milliseconds, null where it is. `column`: a name of our own code, never a sender's. */
export function epochMs(column: string): RawBuilder<number | null> {
  return sql.raw(`(extract(epoch from ${column}) * 1000)::float8`);
}
