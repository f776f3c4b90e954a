import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

/** Where PostgreSQL is: a URL for a server database, a socket folder for the embedded one. */
export type DatabaseAddress =
  | { connectionString: string }
  | { host: string; port: number; user: string; password: string; database: string };

/** The one pool of the process. Stores narrow `query` to their own tables by `withTables`. */
export interface Database extends AsyncDisposable {
  pool: pg.Pool;
  /** Connections that send statements without waiting for the answers before; for the counting transaction alone. */
  pipeline: pg.Pool;
  query: Kysely<Record<never, never>>;
}

// Counts stay under 2^53 (a billion users times a million events a day for years), so int8 reads as a number.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/** Who waits longer for a connection is told that the database cannot be reached. */
const connectionTimeoutMillis = 10_000;

/** Opens the pool; connects on first use. `onError` hears of idle connections that the server ends. */
export function openDatabase(
  address: DatabaseAddress,
  options: { connections: number; onError: (error: Error) => void },
): Database {
  const open = (more: pg.PoolConfig) => {
    const opened = new pg.Pool({
      ...address,
      application_name: "watchfloor",
      options: "-c timezone=UTC",
      connectionTimeoutMillis,
      ...more,
    });
    opened.on("error", options.onError);
    // While a client is lent out the pool does not listen: a connection lost then would end the process.
    opened.on("connect", (client) => client.on("error", options.onError));
    return opened;
  };
  const pool = open({ max: options.connections });
  const pipeline = open({ max: 2, pipeline: true });
  const query = new Kysely<Record<never, never>>({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    pipeline,
    query,
    async [Symbol.asyncDispose]() {
      await pipeline.end();
      await query.destroy();
      // Kysely ends the pool only when it has used it.
      if (!pool.ending) await pool.end();
    },
  };
}
