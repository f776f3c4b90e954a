import { describe, expect, test } from "vitest";
import type { Alert } from "../../server/alerts/contract.ts";
import { readSilencedAlerts, readSilencedUntil } from "../../server/alerts/silence/store.ts";
import { alertsOn, person, signal } from "../support/alerts.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

const ada = person("Ada", "on-call");
const ben = person("Ben", "on-call");
const otto = person("Otto", "auditor");
const vera = person("Vera", "viewer");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

async function floor(database: TestDatabase) {
  const site = await alertsOn(database);
  const trigger = async (key: string, given = {}): Promise<Alert> => {
    const { alert } = await site.alerts.trigger(site.integration, signal(key, given));
    if (!alert) throw new Error("nothing was triggered");
    return alert;
  };
  const silence = (matcher: object, forMs = hour, more = {}) =>
    site.alerts.createSilence(ada, { matcher, from: null, to: site.clock.now() + forMs, reason: "works", ...more });
  const until = (alert: Alert) => readSilencedUntil(database.query, alert, site.clock.now());
  return { ...site, trigger, silence, until };
}
const deeds = async (database: TestDatabase) => {
  const { rows } = await database.pool.query(
    "select deed, actor_name as by, detail from audit_row where deed like 'silence.%' order by audit_id",
  );
  return rows;
};

describe("a silence", () => {
  test("holds what matches until its end, by itself; what is recorded goes on", async () => {
    await using database = await testDatabase();
    const { alerts, clock, trigger, silence, until } = await floor(database);
    const [disk, memory] = [await trigger("disk/1"), await trigger("memory/1")];
    const made = await silence({ dedupKeyPrefix: "disk/" });
    expect(made).toMatchObject({ from: clock.now(), to: clock.now() + hour, owner: { name: "Ada" }, ended: null });
    expect(await until(disk)).toBe(clock.now() + hour);
    expect(await until(memory)).toBeNull();
    const later = await trigger("disk/2");
    expect(await until(later)).toBe(clock.now() + hour);
    expect(await trigger("disk/1"), "it counts on").toMatchObject({ id: disk.id, events: 2 });
    expect(await alerts.readWaiting(ada)).toMatchObject({ open: 3, silences: { on: 1, until: made.to, owner: "Ada" } });
    const read = await alerts.readSilences(otto);
    expect(read.silenced.map(({ alertId }) => alertId).sort()).toEqual([disk.id, later.id].sort());
    clock.advance(hour);
    expect(await until(disk)).toBeNull();
    expect(await alerts.readWaiting(ada)).toMatchObject({ open: 3, silences: null });
    expect(await alerts.readSilences(otto)).toMatchObject({ silences: [{ id: made.id, ended: null }], silenced: [] });
  });

  test("that lies ahead holds from its start, and one that follows another prolongs it", async () => {
    await using database = await testDatabase();
    const { clock, trigger, silence, until } = await floor(database);
    const alert = await trigger("disk/1");
    const start = clock.now();
    await silence({ text: "DISK" }, 3 * hour, { from: start + hour });
    expect(await until(alert)).toBeNull();
    await silence({ severity: "error" }, 2 * hour);
    expect(await until(alert)).toBe(start + 3 * hour);
    expect(await readSilencedAlerts(database.query, [alert.id], start)).toEqual(
      new Map([[alert.id, start + 3 * hour]]),
    );
  });

  test("is ended early once, and says who was first", async () => {
    await using database = await testDatabase();
    const { alerts, clock, trigger, silence, until } = await floor(database);
    const alert = await trigger("disk/1");
    const { id } = await silence({ dedupKeyPrefix: "disk" });
    clock.advance(minute);
    const settled = await Promise.allSettled([ada, ben].map((one) => alerts.endSilence(one, { id })));
    const won = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
    expect(won).toMatchObject([{ ended: { at: clock.now() } }]);
    expect(lost).toMatchObject([{ code: "conflict" }]);
    expect(lost[0]?.message).toBe(`Already ended by ${won[0]?.ended?.by} at 21:41:05 UTC on 2026-11-23.`);
    expect(await until(alert)).toBeNull();
    const { id: short } = await silence({ dedupKeyPrefix: "disk" }, minute);
    clock.advance(minute);
    await expect(alerts.endSilence(ada, { id: short })).rejects.toMatchObject({
      code: "conflict",
      message: "It ended by itself at 21:42:05 UTC on 2026-11-23.",
    });
    await expect(alerts.endSilence(ada, { id: 99 })).rejects.toMatchObject({ code: "not_found" });
  });

  test("is made by whoever may act, for at most 7 days, with a reason, of an integration that there is", async () => {
    await using database = await testDatabase();
    const { alerts, clock, silence } = await floor(database);
    const matcher = { severity: "info" };
    const valid = { matcher, from: null, to: clock.now() + hour, reason: "works" };
    for (const actor of [otto, vera, { kind: "operator" } as const]) {
      await expect(alerts.createSilence(actor, valid)).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(alerts.readSilences(vera)).rejects.toMatchObject({ code: "forbidden" });
    const refused = (given: object) => alerts.createSilence(ada, { ...valid, ...given }).catch((error: Error) => error);
    expect(await refused({ to: clock.now() })).toMatchObject({ code: "invalid", field: "to" });
    expect(await refused({ to: clock.now() + 7 * day + 1 })).toMatchObject({ code: "invalid", field: "to" });
    expect(await refused({ from: clock.now() + 2 * hour })).toMatchObject({ code: "invalid", field: "from" });
    expect(await refused({ reason: "" })).toMatchObject({ code: "invalid", field: "reason" });
    expect(await refused({ matcher: {} })).toMatchObject({ code: "invalid", field: "matcher" });
    expect(await refused({ matcher: { text: "a\0" } })).toMatchObject({ code: "invalid", field: "matcher.text" });
    expect(await refused({ matcher: { integrationId: 999 } })).toMatchObject({ field: "matcher.integrationId" });
    expect(await alerts.readSilences(ada)).toMatchObject({ silences: [] });
    await silence(matcher, 7 * day);
  });

  test("is on the timeline of every alert once, also of those that are triggered while it is made or ended", async () => {
    await using database = await testDatabase();
    const { alerts, clock, trigger, silence } = await floor(database);
    const keys = Array.from({ length: 20 }, (_, n) => `disk/${n}`);
    const making = keys.map((key) => trigger(key));
    const { id, to } = await silence({ dedupKeyPrefix: "disk/" });
    const held = await Promise.all([...making, ...keys.map((key) => trigger(`${key} more`))]);
    const ending = keys.map((key) => trigger(`${key} again`, { severity: "warning" }));
    await Promise.all([alerts.endSilence(ben, { id }), ...ending]);
    clock.advance(to - clock.now());
    for (let process = 0; process < 3; process++) await alerts.watchSilences();
    const { rows } = await database.pool.query(
      `select dedup_key as key, state, array_agg(kind order by sequence) as kinds,
              array_agg(sequence order by sequence) as sequences
       from alert join alert_event using (alert_id) group by alert_id order by alert_id`,
    );
    expect(rows).toHaveLength(60);
    const both = ["triggered", "silenced", "unsilenced"];
    for (const { key, kinds, sequences } of rows) {
      expect(sequences, key).toEqual(kinds.map((_: string, at: number) => at + 1));
      // Those of the end may have come after it.
      expect(kinds, key).toEqual(held.some(({ dedupKey }) => dedupKey === key) ? both : both.slice(0, kinds.length));
      expect(kinds, key).not.toHaveLength(2);
    }
    expect((await database.pool.query("select from alert_silence_hold")).rowCount).toBe(0);
  });

  test("holds no alert that is over: its end looks at what is still open", async () => {
    await using database = await testDatabase();
    const { alerts, trigger, silence } = await floor(database);
    await silence({ dedupKeyPrefix: "disk/" });
    const [over] = await Promise.all(["disk/1", "disk/2"].map((key) => trigger(key)));
    await alerts.resolve(ada, { alertId: over?.id });
    const { rows } = await database.pool.query("select dedup_key from alert_silence_hold join alert using (alert_id)");
    expect(rows).toEqual([{ dedup_key: "disk/2" }]);
  });

  test("is answered for by whoever may hold it: oneself, or somebody else who may act", async () => {
    await using database = await testDatabase();
    const responders = [ada, ben].map(({ personId, name }) => ({ personId, name }));
    const { alerts, clock } = await alertsOn(database, { responders });
    const valid = { matcher: { severity: "info" }, from: null, to: clock.now() + hour, reason: "works" };
    const whose = async (ownerId?: string | null) => {
      const { owner, madeBy } = await alerts.createSilence(ada, {
        ...valid,
        ...(ownerId !== undefined && { ownerId }),
      });
      return [owner.name, madeBy];
    };
    expect(await whose()).toEqual(["Ada", "Ada"]);
    expect(await whose(null)).toEqual(["Ada", "Ada"]);
    expect(await whose(ada.personId)).toEqual(["Ada", "Ada"]);
    expect(await whose(ben.personId)).toEqual(["Ben", "Ada"]);
    await expect(whose(otto.personId)).rejects.toMatchObject({ code: "not_found", field: "ownerId" });
    expect((await alerts.readWaiting(otto)).silences).toMatchObject({ on: 4, owner: "Ada" });
  });

  test("says beforehand how many open alerts it would hold", async () => {
    await using database = await testDatabase();
    const { alerts, trigger } = await floor(database);
    for (const n of [1, 2, 3, 4, 5]) await trigger(`disk/${n}`, { severity: n === 2 ? "critical" : "error" });
    const taken = await trigger("disk/6");
    await alerts.acknowledge(ada, { alertId: taken.id });
    const preview = await alerts.checkSilence(ada, { matcher: { text: "disk" } });
    expect(preview.open).toBe(5);
    expect(preview.first.map(({ number }) => number)).toEqual(["A-2", "A-5", "A-4"]);
    await expect(alerts.checkSilence(otto, { matcher: { text: "disk" } })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is in the audit without its words", async () => {
    await using database = await testDatabase();
    const { alerts, clock, silence } = await floor(database);
    const { id, to } = await silence({ text: "a secret name", severity: "info" });
    await alerts.endSilence(ben, { id });
    expect(await deeds(database)).toEqual([
      {
        deed: "silence.created",
        by: "Ada",
        detail: {
          ...{ integrationId: null, severity: "info", text: true, dedupKeyPrefix: false },
          ...{ from: clock.now(), to, ownerId: ada.personId },
        },
      },
      { deed: "silence.ended", by: "Ben", detail: { to } },
    ]);
  });
});
