import { randomUUID } from "node:crypto";
import { PassThrough } from "node:stream";
import { expect, inject, test } from "vitest";
import { prepareCounting, reconcileCounts } from "../../server/counting/counting.ts";
import { cellsOf, foldEvents } from "../../server/counting/cube/rules.ts";
import { type Database, openDatabase } from "../../server/database/database.ts";
import { migrate } from "../../server/database/migrate.ts";
import { restoreBackup } from "../../server/database/restore-backup.ts";
import { writeBackup } from "../../server/database/write-backup.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { asAdmin, within } from "../support/database-server.ts";
import { movingClock } from "../support/moving-clock.ts";

const at = Date.UTC(2026, 9, 1, 12, 30);
/** Before one packed row an hour and source was kept: the newest schema that counts differently. */
const older = "0011-who-manages-keys";

test("an older schema is upgraded with its data, where it stands and out of a backup", async () => {
  await using old = await emptyDatabase();
  await migrate(old, older);
  await countOneDecision(old);

  await using restored = await emptyDatabase();
  const carried = new PassThrough();
  const [written, read] = await Promise.all([
    writeBackup(old, carried, at).finally(() => carried.end()),
    restoreBackup(restored, carried),
  ]);
  expect(read).toEqual(written);
  expect(read).toMatchObject({ source: 1, raw_event: 1, event_identity: 1, hotline_event: 0 });

  await migrate(old);
  for (const database of [old, restored]) {
    await prepareCounting(database);
    const counts = await reconcileCounts({ database, clock: movingClock(at) }, { from: null, to: null });
    expect(counts).toMatchObject({ events: 1, counted: 3, differences: [] });
    const names = await database.pool.query("select name from kysely_migration order by name desc limit 1");
    expect(names.rows[0].name > older).toBe(true);
  }
});

test("alerts of our own find their names taken, and call nobody for marks that had passed before them", async () => {
  await using database = await emptyDatabase();
  await migrate(database, "0019-hotline-cases");
  const caseId = randomUUID();
  const [late, early] = [randomUUID(), randomUUID()];
  await database.pool.query(`
    insert into integration (kind, name, key_hash, created_at, created_by)
    values ('generic', 'HOTLINE', '\\x01', now(), 'Root');
    insert into authority (name, country, call_back_number, created_at) values ('Police', 'FR', '+33 1 23 45 67', now());
    insert into hotline_case (case_id, number, authority_id, channel, reference, urgency, threat, received_at,
      acknowledge_due_at, version)
    values ('${caseId}', 1, 1, 'phone', 'A', 'urgent', 'other', now() - interval '3 hours', now(), 1);
    insert into hotline_clock (clock_id, case_id, kind, name, basis, confidence, may_pause_for, started_at, limit_ms)
    values ('${late}', '${caseId}', 'tco_remove', 'late', 'law', 'source', '{}', now() - interval '55 minutes', 3600000),
           ('${early}', '${caseId}', 'first_answer', 'early', 'law', 'source', '{}', now() - interval '3 hours', 14400000);
    insert into hotline_clock_pause (clock_id, began_at, ended_at, reason, evidence, by_name)
    values ('${early}', now() - interval '2 hours', now() - interval '30 minutes', 'awaiting_authority', 'x', 'Ada')`);
  await migrate(database);
  const { rows } = await database.pool.query<{ name: string; own: boolean }>(
    "select name, key_hash is null as own from integration where lower(name) like 'hotline%' order by name",
  );
  expect(rows).toEqual([
    { name: "HOTLINE", own: false },
    { name: "Hotline (Watchfloor)", own: true },
  ]);
  const marks = await database.pool.query("select clock_id, mark from hotline_clock_mark order by mark");
  expect(marks.rows).toEqual([
    { clock_id: late, mark: "half" },
    { clock_id: late, mark: "three_quarters" },
  ]);
});

test("a rule that fires goes on firing, as the one series that it has", async () => {
  await using database = await emptyDatabase();
  await migrate(database, "0024-silences");
  await database.pool.query(`
    insert into metric_rule (version, name, measure, filter, comparison, value, minutes, severity, owner, enabled,
      changed_at, changed_by, firing, since, minute, seen)
    values (3, 'Flood', 'takedowns', '{}', 'above', 5, 2, 'error', 'Team', true, now(), 'Root', true,
            '2026-10-01T12:30:00.250Z', '2026-10-01T12:31:00Z', 7),
           (1, 'Quiet', 'takedowns', '{}', 'above', 5, 2, 'error', 'Team', true, now(), 'Root', false, now(), now(), 1)`);
  await migrate(database);
  const { rows } = await database.pool.query(
    "select breakdowns, firing_series as firings from metric_rule order by name",
  );
  expect(rows).toEqual([
    { breakdowns: [], firings: [{ key: "all", since: Date.UTC(2026, 9, 1, 12, 30, 0, 250), seen: 7 }] },
    { breakdowns: [], firings: [] },
  ]);
});

test("a backup of a later version is refused, and the database can be used for another", async () => {
  await using database = await emptyDatabase();
  const later = { watchfloor: "backup", takenAt: new Date(at).toISOString(), migrations: ["9999-later"] };
  const line = `${JSON.stringify({ ...later, partitions: [], sequences: [] })}\n`;
  await expect(restoreBackup(database, bytesOf(line))).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("newer Watchfloor"),
  });
  const damaged = { ...later, migrations: [older], partitions: [{ parent: "source", name: "x", bounds: "; drop" }] };
  await expect(
    restoreBackup(database, bytesOf(`${JSON.stringify({ ...damaged, sequences: [] })}\n`)),
  ).rejects.toMatchObject({ code: "invalid" });
  const { rows } = await database.pool.query("select count(*)::int as n from pg_tables where schemaname = 'public'");
  expect(rows).toEqual([{ n: 0 }]);
});

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function emptyDatabase(): Promise<Database> {
  const { admin } = inject("server");
  const name = `watchfloor_older_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(admin, `create database ${name}`);
  const database = openDatabase(within(admin, name), { connections: 3, onError: () => {} });
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await asAdmin(admin, `drop database ${name} with (force)`);
    },
  };
}

/** One decision as the older version left it: identity, raw event, three cubes. */
async function countOneDecision({ pool }: Database): Promise<void> {
  const identity = randomUUID();
  const event = {
    identity,
    kind: "decision",
    eventTime: at,
    timing: "live",
    count: 3,
    category: "violence",
    subject: "channel",
    effect: "takedown",
    origin: "own_initiative",
    autoDetected: "yes",
    autoDecided: "fully",
    country: "DE",
    keywordClass: "none",
  } as const;
  const cells = cellsOf(event);
  await pool.query("insert into source (name, created_at) values ('Classifier', $1)", [new Date(at)]);
  await pool.query("insert into event_identity (source_id, identity) values (1, $1)", [identity]);
  await pool.query(`create table raw_event_20261001 partition of raw_event
                    for values from ('2026-10-01 00:00:00+00') to ('2026-10-02 00:00:00+00')`);
  await pool.query(
    `insert into raw_event (source_id, identity, batch_id, event_time, received_at, count, content_cell, method_cell,
       place_cell) values (1, $1, $1, $2, $2, 3, $3, $4, $5)`,
    [identity, new Date(at), cells.content, cells.method, cells.place],
  );
  for (const name of ["content", "method", "place"] as const) {
    for (const row of foldEvents(name, [{ sourceId: 1, event, cells }])) {
      await pool.query(
        `insert into ${name}_cube (source_id, grain, bucket, cell, events, n, rev, newest)
         values (1, $1, $2, $3, $4, $5, 1, $6)`,
        [grainMs[row.grain] / 1000, new Date(row.bucket), row.cell, row.events, row.n, new Date(row.newest)],
      );
    }
  }
}
