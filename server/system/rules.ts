/** What about this installation needs a person. Few things, each clear: the rest stands on the page of the system. */
import type { ChainState } from "../audit/contract.ts";
import type { ChoreHealth, DiskForecast } from "../retention/contract.ts";

/** A condition that stands; one alert while it does. */
export interface Trouble {
  dedupKey: string;
  severity: "critical" | "error" | "warning";
  summary: string;
  source: string;
  links: { href: string; text: string }[];
}

/** What was looked at. `room`: bytes that the database may take; null where nobody said and nothing can be measured. */
export interface Look {
  chores: readonly ChoreHealth[];
  chain: ChainState;
  disk: DiskForecast | null;
  room: number | null;
  /** Calls and pages that are a minute late. */
  overdue: { steps: number; deliveries: number };
}

const links = [{ href: "/admin/system", text: "How this installation runs" }];
/** Rows wait ten seconds for their seal; an open transaction may hold it up for longer. */
const sealWithinMs = 5 * 60_000;
/** Full but for this part, the database has no room left. */
const fullAt = 0.95;

/**
 * What stands now. What a start or an upgrade shows for a moment does not count: chores that are overdue and seals that
 * wait were so at the look before, too.
 */
export function troublesOf(now: Look, before: Look): Trouble[] {
  return [
    ...choreTroubles(now, before),
    ...sealTroubles(now, before),
    ...diskTroubles(now),
    ...pageTroubles(now, before),
  ];
}

function choreTroubles(now: Look, before: Look): Trouble[] {
  return now.chores.flatMap(({ name, last, overdue }) => {
    const wasOverdue = before.chores.some((one) => one.name === name && one.overdue);
    const how = last?.outcome === "failed" ? "keeps failing" : overdue && wasOverdue ? "is not being done" : null;
    if (how === null) return [];
    return [
      {
        dedupKey: `chore-${name}`,
        severity: "error" as const,
        summary: `The chore ${name} ${how}`,
        source: name,
        links,
      },
    ];
  });
}

function sealTroubles(now: Look, before: Look): Trouble[] {
  const waits = ({ chain }: Look) => (chain.waitingMs ?? 0) > sealWithinMs;
  const goesOn = now.chain.head?.sequence !== before.chain.head?.sequence;
  if (!waits(now) || !waits(before) || goesOn) return [];
  const summary = `Deeds wait for their seal: ${now.chain.waiting} since more than 5 minutes`;
  return [{ dedupKey: "audit-seal", severity: "error", summary, source: "audit", links }];
}

function diskTroubles({ disk, room }: Look): Trouble[] {
  if (disk === null || room === null) return [];
  const full = disk.databaseBytes >= room * fullAt;
  const ahead = disk.total.forecast[30];
  if (!full && (ahead === null || ahead <= room)) return [];
  const summary = full
    ? "The database has filled the disk that it may take"
    : "The database will fill the disk that it may take within 30 days";
  return [{ dedupKey: "disk", severity: full ? "critical" : "error", summary, source: "database", links }];
}

/** Told by whichever process still works: where none does, its silence is what an outside monitor hears. */
function pageTroubles(now: Look, before: Look): Trouble[] {
  const late = ({ overdue }: Look) => overdue.steps + overdue.deliveries > 0;
  if (!late(now) || !late(before)) return [];
  const summary = "Pages are overdue: what calls people stands still or is behind";
  return [{ dedupKey: "pages", severity: "critical", summary, source: "escalation", links }];
}

/** What a look through the whole audit found. */
export function chainTroubles({ intact, first_broken }: { intact: boolean; first_broken: number | null }): Trouble[] {
  if (intact) return [];
  const where = first_broken === null ? "rows without a seal" : `from row ${first_broken} on`;
  const summary = `The audit does not verify: ${where} changed behind its back`;
  const shown = [{ href: "/admin/audit", text: "The audit" }];
  return [{ dedupKey: "chain", severity: "critical", summary, source: "audit", links: shown }];
}
