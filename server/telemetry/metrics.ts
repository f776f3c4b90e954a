import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The process's figures for Prometheus, in a registry of the app's own: nothing global, so tests can run many apps. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "watchfloor_http_requests_total",
      help: "Requests answered, by route and status.",
      labelNames: ["route", "status"],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "watchfloor_http_request_seconds",
      help: "Time to answer, by route.",
      labelNames: ["route"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    events: new Counter({
      name: "watchfloor_events_total",
      help: "Events by what became of them: accepted, duplicate, rejected.",
      labelNames: ["outcome"],
      registers,
    }),
    alertEvents: new Counter({
      name: "watchfloor_alert_events_total",
      help: "Events of integrations by door and what became of them; unknown_key: nobody's, so perhaps a lost page.",
      labelNames: ["door", "outcome"],
      registers,
    }),
    pagesOverdue: new Gauge({
      name: "watchfloor_pages_overdue",
      help: "Levels not called and deliveries not sent a minute after their time: not 0 means that nobody may be paged.",
      labelNames: ["what"],
      registers,
    }),
    pagesOldestSeconds: new Gauge({
      name: "watchfloor_pages_oldest_overdue_seconds",
      help: "How late the oldest of what is overdue is; 0 where nothing is.",
      registers,
    }),
    diskBytes: new Gauge({
      name: "watchfloor_disk_bytes",
      help: "Bytes of each table with its indexes and partitions, at most ten minutes old.",
      labelNames: ["relation"],
      registers,
    }),
    diskForecastBytes: new Gauge({
      name: "watchfloor_disk_forecast_bytes",
      help: "Bytes of all tables together in so many days; absent before two days were measured.",
      labelNames: ["days"],
      registers,
    }),
    auditHead: new Gauge({
      name: "watchfloor_audit_head",
      help: "Sequence of the newest sealed audit row; the label is its hash, the anchor outside the database.",
      labelNames: ["hash"],
      registers,
    }),
    auditWaiting: new Gauge({
      name: "watchfloor_audit_waiting",
      help: "Audit rows without a seal yet.",
      registers,
    }),
    auditWaitingSeconds: new Gauge({
      name: "watchfloor_audit_waiting_seconds",
      help: "Age of the oldest audit row without a seal; a transaction that stays open holds it up.",
      registers,
    }),
    live: new Gauge({
      name: "watchfloor_live",
      help: "The live hub and gateway now: sockets, rooms, rows, and what they skipped, refused and ended since the start.",
      labelNames: ["figure"],
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
