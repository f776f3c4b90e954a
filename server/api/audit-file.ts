import type { IncomingMessage } from "node:http";
import type { AuditReader } from "../audit/audit-reader.ts";
import type { AuditEntry } from "../audit/contract.ts";
import type { Session } from "../identity/identity.ts";
import { type CsvCell, csvOf } from "../kernel/csv.ts";
import { createFileRoute, isoOf, localTimes, zoneOf } from "./file-route.ts";

const header = "actor_kind,actor_id,actor_name,deed,subject,detail,seal_sequence,seal_hash".split(",");

/**
 * Answers GET /export/audit.csv: the rows of `audit.rows`, all of them, newest first. Parameters: person, deed, subject,
 * from, to (epoch ms), zone (IANA name), mark=1 for Excel.
 */
export function createAuditFile(context: {
  audit: Pick<AuditReader, "exportAudit">;
  clock: { now(): number };
  readSession(req: IncomingMessage): Promise<Session | null>;
}) {
  return createFileRoute({
    readSession: context.readSession,
    async write({ actor }, query) {
      const zone = zoneOf(query);
      const rows = await context.audit.exportAudit(actor, filterOf(query));
      const times = ["time_utc", ...(zone === null ? [] : [`time ${zone}`])];
      const lines = linesOf(rows, zone === null ? null : localTimes(zone));
      return {
        name: `watchfloor-audit-${isoOf(context.clock.now()).slice(0, 10)}.csv`,
        text: csvOf([...times, ...header], lines, query.get("mark") === "1"),
      };
    },
  });
}

function filterOf(query: URLSearchParams): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  for (const name of ["person", "deed", "subject"]) {
    const value = query.get(name);
    if (value !== null) filter[name] = value;
  }
  for (const name of ["from", "to"]) {
    const value = query.get(name);
    if (value !== null) filter[name] = Number(value);
  }
  return filter;
}

function* linesOf(rows: readonly AuditEntry[], local: ((time: number) => string) | null): Generator<CsvCell[]> {
  for (const { at, actorKind, actorId, actorName, deed, subject, detail, seal } of rows) {
    const times = [isoOf(at), ...(local ? [local(at)] : [])];
    const written = JSON.stringify(detail);
    yield [...times, actorKind, actorId, actorName, deed, subject, written, seal?.sequence ?? null, seal?.hash ?? null];
  }
}
