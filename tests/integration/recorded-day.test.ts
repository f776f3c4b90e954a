import { expect, test } from "vitest";
import { dayOfTraffic, daySeconds, faulty, type Sending } from "../support/day-of-traffic.ts";
import { type Source, startWatchfloor } from "../support/watchfloor.ts";

/** The day runs over midnight UTC, where partitions and day counts change. */
const start = Date.UTC(2026, 10, 19, 18);
const day = 86_400_000;
const operator = { kind: "operator" } as const;
const kinds: Record<string, string> = {
  "decision.made": "decision",
  "decision.reversed": "reversal",
  "user_report.received": "user_report",
  "appeal.opened": "appeal_opened",
  "appeal.decided": "appeal_decided",
  "accounts.created": "accounts_created",
  "accounts.deleted": "accounts_deleted",
};

/** What a reader of the senders' own logs would count: each name once, by source, kind and day of the event. */
function tally() {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return {
    seen,
    /** Adds what was not seen before, with this sign. */
    add(sourceId: number, sending: Sending): void {
      if ("statements" in sending) {
        const puids = sending.statements.map(({ puid }) => `${sourceId} ${puid}`);
        if (puids.some((puid) => seen.has(puid))) return;
        for (const [i, { application_date: date }] of sending.statements.entries()) {
          seen.add(puids[i] ?? "");
          this.count(`${sourceId} decision ${date}`, 1);
        }
        return;
      }
      for (const { id, source, type, time, data } of sending.events) {
        const kind = kinds[type];
        if (source === "/refused" || seen.has(`${sourceId} ${source} ${id}`)) continue;
        seen.add(`${sourceId} ${source} ${id}`);
        if (kind) this.count(`${sourceId} ${kind} ${time.slice(0, 10)}`, (data.count as number | undefined) ?? 1);
      }
    },
    count(key: string, n: number): void {
      counts.set(key, (counts.get(key) ?? 0) + n);
    },
    counts: () => Object.fromEntries([...counts].filter(([, n]) => n !== 0).sort()),
  };
}

test("a day of a platform in a few seconds: every count is what its senders' logs say, sealed or not", {
  timeout: 240_000,
}, async () => {
  await using app = await startWatchfloor({ startAt: start, environment: { RAW_EVENT_DAYS: "3" } });
  const sources: Record<Sending["from"], Source> = {
    classifier: await app.source("Classifier", ["events"]),
    "classifier-latam": await app.source("Classifier Latin America", ["events"]),
    "moderation-tool": await app.source("Moderation tool", ["events"]),
    "report-desk": await app.source("Report desk", ["events"]),
    "sign-up-service": await app.source("Sign-up service", ["events"]),
    platform: await app.source("Platform", ["statements"]),
  };
  const expected = tally();
  const answers = new Map<number, number>();
  let [requests, refused, duplicates] = [0, 0, 0];

  const send = async (sending: Sending) => {
    const source = sources[sending.from];
    const answer =
      "events" in sending ? await source.events(sending.events) : await source.statements(sending.statements);
    requests++;
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
    if ("events" in sending) {
      refused += answer.body.rejected.length;
      duplicates += answer.body.duplicates;
    }
    expected.add(source.id, sending);
  };

  const traffic = dayOfTraffic(start);
  const classified = traffic.flatMap((sending) => (sending.from === "classifier" ? [sending] : []));
  let at = 0;
  while (traffic.length > 0) {
    const now = traffic[0]?.at ?? 0;
    app.clock.advance((now - at) * 1000);
    // Housekeeping goes on beside the traffic, as it does on any day.
    if (Math.floor(now / 3_600) > Math.floor(at / 3_600)) await app.runChores();
    at = now;
    const together: Sending[] = [];
    while (traffic[0]?.at === now) together.push(...traffic.splice(0, 1));
    await Promise.all(together.map(send));
    if (now === 12 * 3_600) expect((await app.reconcile()).differences).toEqual([]);
  }
  app.clock.advance(Math.max(0, (daySeconds - at) * 1000));

  // Every count is the senders' own, and what repeats or breaks a rule was never counted.
  const counted = async () => {
    const { rows } = await app.database.pool.query<{ key: string; n: number }>(
      `select source_id || ' ' || kind || ' ' || to_char(bucket at time zone 'UTC', 'YYYY-MM-DD') as key, sum(n)::int as n
       from content_cube join content_cell using (cell) where grain = 86400 group by 1 having sum(n) <> 0 order by 1`,
    );
    return Object.fromEntries(rows.map(({ key, n }) => [key, n]).sort());
  };
  expect(await counted()).toEqual(expected.counts());
  expect([...answers.keys()].sort()).toEqual([200, 201, 422]);
  expect(refused).toBeGreaterThan(1_000);
  expect(duplicates).toBeGreaterThan(10_000);
  const late = `select sum(n)::int as n from content_cube join content_cell using (cell)
                where grain = 86400 and timing = 'late' and source_id = $1`;
  const { rows } = await app.database.pool.query(late, [sources["moderation-tool"].id]);
  expect(rows[0]?.n).toBeGreaterThan(3_000);
  expect(expected.seen.size).toBeGreaterThan(100_000);

  // The ten minutes in which the classifier was wrong are taken back; sent again, they are known.
  const wrong = { from: start + faulty.from * 1000, to: start + faulty.to * 1000 };
  const { id: sourceId } = sources.classifier;
  await app.app.counting.voidEvents(operator, { scope: { sourceId, ...wrong }, reason: "a wrong model went live" });
  const firstSent = new Map<string, { at: number; day: string }>();
  for (const { at, events } of classified) {
    for (const { id, source, time } of events) {
      if (source !== "/refused" && !firstSent.has(id)) firstSent.set(id, { at, day: time.slice(0, 10) });
    }
  }
  const takenBack = [...firstSent.values()].filter(({ at }) => at >= faulty.from && at < faulty.to);
  for (const { day } of takenBack) expected.count(`${sourceId} decision ${day}`, -1);
  for (const sending of classified) if (sending.at >= faulty.from && sending.at < faulty.to) await send(sending);
  expect(takenBack.length).toBeGreaterThan(100);
  expect(await counted()).toEqual(expected.counts());
  const whole = await app.reconcile();
  expect(whole.differences).toEqual([]);

  // Days later the raw events are sealed and gone, and the counts are the same.
  app.clock.advance(5 * day);
  await app.runChores();
  const raw = await app.database.pool.query("select count(*)::int as n from raw_event");
  expect(raw.rows).toEqual([{ n: 0 }]);
  expect(await counted()).toEqual(expected.counts());
  const sealed = await app.reconcile();
  expect(sealed.differences).toEqual([]);
  expect(sealed.counted).toBe(whole.counted);
  console.info(`recorded day: ${requests} requests, ${expected.seen.size} identities, ${sealed.counted} counted`);
});
