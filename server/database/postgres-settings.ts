/** What differs from PostgreSQL's defaults: two cores and a few GB of memory, bulk ingest, one application. */
const settings = {
  listen_addresses: "", // no TCP: nobody else's port, nobody else's connection
  unix_socket_permissions: "0700",
  max_connections: "60",
  shared_buffers: "256MB",
  effective_cache_size: "2GB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  max_worker_processes: "4",
  max_parallel_workers_per_gather: "1",
  random_page_cost: "1.1",
  // Fewer checkpoints, so that bulk ingest writes fewer whole pages to the log.
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  // What a commit promises is not for sale, in tests neither.
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] ",
  idle_in_transaction_session_timeout: "60s",
};

/**
 * The settings as arguments of `postgres`.
 * @param relaxed for the server of a test run only: a commit may be lost in a crash, but nothing is corrupted
 */
export function settingArguments(options: {
  sockets: string;
  walCompression: "lz4" | "pglz";
  relaxed: boolean;
}): string[] {
  const all = {
    ...settings,
    wal_compression: options.walCompression,
    // A list setting: quotes keep spaces and commas of the path together.
    unix_socket_directories: `"${options.sockets.replaceAll('"', '""')}"`,
    ...(options.relaxed ? { synchronous_commit: "off" } : {}),
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
