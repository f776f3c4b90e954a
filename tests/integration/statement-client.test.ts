import { expect, test } from "vitest";
import { type Fate, lossyLine } from "../support/lossy-line.ts";
import { euClient } from "../support/statement-client.ts";
import { minimalStatement, noon } from "../support/statements.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const statement = (puid: string, over: Record<string, unknown> = {}) => ({ ...minimalStatement(over), puid });

/** Every third batch is lost in one of the four ways, in turn; every tenth question too. */
const ways: readonly Fate[] = ["answer lost", "left while under way", "never arrives", "answer cut short"];
function lossy() {
  let batches = 0;
  let questions = 0;
  return (_: number, method: string): Fate => {
    const at = method === "POST" ? batches++ : questions++;
    const every = method === "POST" ? 3 : 10;
    return (at % every === 0 && ways[(at / every) % ways.length]) || "passes";
  };
}

test("a client of the EU's database delivers every statement exactly once over a line that loses answers", async () => {
  await using watchfloor = await startWatchfloor({ startAt: noon });
  const { key } = await watchfloor.source("Platform", ["statements"]);
  await using line = await lossyLine(watchfloor.url, lossy());
  const client = euClient(line.url, key);
  expect(await client.ping()).toBe(true);

  const all = Array.from({ length: 850 }, (_, n) => statement(`case-${n}`));
  // One of each batch was sent by somebody else of the same platform before, and two the rules refuse.
  const before = await euClient(watchfloor.url, key).deliverAll(all.filter((_, n) => n % 100 === 40));
  expect(before.delivered.size).toBe(9);
  all[17] = statement("case-17", { category: "STATEMENT_CATEGORY_NONE" });
  all[333] = statement("case-333", { content_type: "CONTENT_TYPE_TEXT" });

  const { delivered, refused, calls } = await client.deliverAll(all);
  expect(refused).toEqual(
    new Map([
      ["case-17", ["category"]],
      ["case-333", ["content_type"]],
    ]),
  );
  expect(delivered.size).toBe(848);
  for (const way of ways) expect(line.fates.get(way), way).toBeGreaterThan(0);
  expect(calls.lost).toBeGreaterThan(3);
  expect(calls.clashes).toBeGreaterThan(0);
  expect(calls.asked).toBeGreaterThan(100);

  const rows = async (text: string) => (await watchfloor.database.pool.query(text)).rows;
  expect(await rows("select count(*)::int as n, count(distinct puid)::int as puids from statement")).toEqual([
    { n: 848, puids: 848 },
  ]);
  expect(await rows("select count(*)::int as n from raw_event")).toEqual([{ n: 848 }]);
  expect((await watchfloor.reconcile()).differences).toEqual([]);

  const readable = [...delivered].flatMap(([puid, self]) => (self ? [{ puid, self }] : []));
  expect(readable.length).toBeGreaterThan(300);
  const { puid: _, ...sent } = minimalStatement();
  for (const { self } of readable.slice(0, 50)) {
    expect(await client.read(self)).toMatchObject({ status: 200, body: { ...sent, self } });
  }
  expect(await client.exists("case-17")).toBe(false);
  expect(await client.exists("case-18")).toBe(true);
});
