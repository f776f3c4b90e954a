import type pg from "pg";
import { type Grain, grainMs } from "../../kernel/grains.ts";
import type { Points, RowPlan } from "./rules.ts";

/**
 * For `onClient`: one snapshot; compiling costs more than it saves here, and nobody waits longer for a chart. PostgreSQL
 * cannot know how many cells a mask lets through and would rather sort what is quicker hashed.
 */
export const beginReading = `begin isolation level repeatable read read only;
  set local jit = off; set local enable_sort = off; set local work_mem = '32MB'; set local statement_timeout = '10s'`;

/** True when a statement took longer than it may: PostgreSQL's query_canceled. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014";
}

/** A sum of one key in one point of one window. */
export interface CountedPoint {
  /** Window 0 is the one asked for, 1 the compared one. */
  window: number;
  /** Null where the sum is of what is not live. */
  point: number | null;
  /** Rank of the key, from 1; null where the sum is of all keys beyond the ranked. */
  place: number | null;
  sourceId: number;
  key: number;
  n: number;
}

/**
 * What was counted in one window by bucket, source and bits of the cell; parameters 1 to 10. Sources are named as a list
 * and each window by itself: joined to either, PostgreSQL looks every row's source up.
 */
const countedIn = ({ cube, bySource }: RowPlan, window: 0 | 1) => `
  select ${window} as window_number, bucket, ${bySource ? "source_id" : "0"} as source_id, cell & $1::int as part,
         sum(n) as n
  from ${cube}_cube
  where source_id = any(array(select source_id from source where $9::int is null or source_id = $9::int)) and grain = $6
    and bucket >= greatest(${window === 0 ? "$2" : "$4"}, $10::timestamptz)
    and bucket < ${window === 0 ? "$3" : "$5"} and cell & $7::int = $8::int
  group by 1, 2, 3, 4`;

const counted = (plan: RowPlan) => `
  counted as materialized (${countedIn(plan, 0)} union all ${countedIn(plan, 1)}),
  keyed as (
    select window_number, source_id, part & $12::int as key, part & $13::int = $14::int as counts, n,
           floor(date_part('epoch', bucket - case window_number when 0 then $2::timestamptz else $4::timestamptz end)
             / $11)::int as point
    from counted
  )`;

export interface AskedSums {
  grain: Grain;
  window: Points;
  compared: Points | null;
  /** How many keys come by themselves. */
  keys: number;
  /** One sum a window instead of one a point. */
  whole: boolean;
  /** Rows of older buckets are incomplete; epoch ms. */
  keptFrom: number;
}

function parameters(plan: RowPlan, { grain, window, compared, keptFrom }: AskedSums): unknown[] {
  const other = compared ?? { from: window.from, to: window.from };
  return [
    plan.keyMask + plan.timingMask,
    new Date(window.from),
    new Date(window.to),
    new Date(other.from),
    new Date(other.to),
    grainMs[grain] / 1000,
    plan.mask,
    plan.value,
    plan.source,
    new Date(keptFrom),
  ];
}

/**
 * Sums by key and point of one window or two; keys are ranked by their sum in the first, then in the second, and those
 * beyond `keys` come as one. `ranked`: how many keys there are.
 */
export async function readPoints(
  client: pg.ClientBase,
  plan: RowPlan,
  asked: AskedSums,
): Promise<{ sums: CountedPoint[]; ranked: number }> {
  const { rows } = await client.query<[number, number | null, number | null, number, number, number, number]>({
    text: `with ${counted(plan)},
      ranked as (
        select source_id, key,
               row_number() over (order by sum(n) filter (where window_number = 0) desc nulls last,
                                           sum(n) filter (where window_number = 1) desc, source_id, key) as place
        from keyed where counts group by 1, 2 having bool_or(n <> 0)
      )
      select window_number, case when counts then point end, case when counts and place <= $15 then place end,
             case when counts and place <= $15 then source_id else 0 end,
             case when counts and place <= $15 then key else 0 end, sum(n)::bigint, (select count(*) from ranked)
      from keyed left join ranked using (source_id, key)
      group by 1, 2, 3, 4, 5`,
    values: [
      ...parameters(plan, asked),
      (asked.whole ? asked.window.to - asked.window.from : asked.window.step) / 1000,
      plan.keyMask,
      plan.timingMask,
      plan.live,
      asked.keys,
    ],
    rowMode: "array",
  });
  return {
    sums: rows.map(([window, point, place, sourceId, key, n]) => ({ window, point, place, sourceId, key, n })),
    ranked: rows[0]?.[6] ?? 0,
  };
}

/** Start of the first bucket of a grain in which anything was ever counted, epoch ms; exact while its day is kept. */
export async function readFirstBucket(client: pg.ClientBase, grain: Grain): Promise<number | null> {
  const { rows } = await client.query<{ first: Date | null }>(
    `with first_day as (
       select min(oldest.bucket) as starts from source cross join lateral (
         select bucket from content_cube where source_id = source.source_id and grain = 86400
         order by bucket limit 1) oldest
     )
     select coalesce(
       (select min(oldest.bucket) from first_day cross join source cross join lateral (
         select bucket from content_cube where source_id = source.source_id and grain = $1
           and bucket >= starts and bucket < starts + interval '24 hours' order by bucket limit 1) oldest),
       (select starts from first_day)) as first`,
    [grainMs[grain] / 1000],
  );
  return rows[0]?.first?.getTime() ?? null;
}
