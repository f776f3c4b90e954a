import {
  type CountableEvent,
  type CubeName,
  type LiveLayer,
  type LiveRow,
  liveLayers,
} from "../../server/counting/contract.ts";
import { cellsOf, decodeCell } from "../../server/counting/cube/rules.ts";
import type { TotalUsers } from "../../server/growth/growth.ts";
import { bucketOf } from "../../server/kernel/grains.ts";
import { grainOf } from "../../server/realtime/contract.ts";
import type { CountReader } from "../../server/realtime/hot-window.ts";

/** What is counted, without the places where the count is kept. */
export type Counted = Omit<CountableEvent, "identity" | "count" | "territories" | "about"> & {
  sourceId: number;
  n: number;
};

export interface ModelCounts extends CountReader {
  /** Adds the counts to each layer, raises revisions, answers the changed rows as a commit returns them. */
  commit(counted: readonly Counted[]): LiveRow[];
  measure(total: number, at: number): void;
  rows(): readonly LiveRow[];
}

/** Values of a decision that tests vary by spreading. */
export function decision(over: Partial<Counted> & { eventTime: number }): Counted {
  return {
    sourceId: 1,
    kind: "decision",
    timing: "live",
    category: "scams_and_fraud",
    subject: "channel",
    effect: "takedown",
    keywordClass: "none",
    origin: "own_initiative",
    autoDetected: "yes",
    autoDecided: "fully",
    country: "DE",
    n: 1,
    ...over,
  };
}

export function signUp(over: Partial<Counted> & { eventTime: number }): Counted {
  const none = { category: "none", subject: "none", effect: "none", origin: "none" } as const;
  return decision({ kind: "accounts_created", ...none, autoDetected: "none", autoDecided: "none", ...over });
}

/** The cubes as the database keeps them, in memory: what tests of the hub compare with. */
export function modelCounts(): ModelCounts {
  const rows = new Map<string, LiveRow>();
  let measured: { total: number; at: number } | null = null;

  const add = (layer: LiveLayer, { sourceId, n, ...event }: Counted): string => {
    const bucket = bucketOf(event.eventTime, grainOf(layer));
    const cube = layer.split(" ")[0] as CubeName;
    const cell = cellsOf({ ...event, identity: "", count: n })[cube];
    const key = `${layer} ${sourceId} ${bucket} ${cell}`;
    const held = rows.get(key);
    rows.set(key, {
      layer,
      sourceId,
      bucket,
      cell,
      ...decodeCell(cube, cell),
      n: (held?.n ?? 0) + n,
      rev: (held?.rev ?? 0) + 1,
      newest: Math.max(held?.newest ?? 0, event.eventTime),
    });
    return key;
  };
  const since = (kind: LiveRow["kind"], after: number) =>
    [...rows.values()].reduce((sum, row) => {
      const counts = row.layer === "content 10s" && row.kind === kind && row.newest > after;
      return sum + (counts ? row.n : 0);
    }, 0);

  return {
    commit(counted) {
      const changed = new Set(counted.flatMap((count) => liveLayers.map((layer) => add(layer, count))));
      return [...changed].flatMap((key) => rows.get(key) ?? []);
    },
    measure(total, at) {
      measured = { total, at };
    },
    rows: () => [...rows.values()],
    readLiveRows: async (layer, from) => [...rows.values()].filter((row) => row.layer === layer && row.bucket >= from),
    async readTotalUsers(): Promise<TotalUsers> {
      const createdSince = since("accounts_created", measured?.at ?? 0);
      const deletedSince = since("accounts_deleted", measured?.at ?? 0);
      return {
        total: measured === null ? null : measured.total + createdSince - deletedSince,
        measured: measured?.total ?? null,
        measuredAt: measured?.at ?? null,
        createdSince,
        deletedSince,
        asOf: measured?.at ?? 0,
      };
    },
  };
}
