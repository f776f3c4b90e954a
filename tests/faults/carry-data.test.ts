import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { dataPlace } from "../support/embedded-app.ts";
import { expectNothingLost, newKey } from "../support/expect-nothing-lost.ts";
import { runCli, type ServerPlace, startFaultServer } from "../support/fault-server.ts";
import { sharedDatabase } from "../support/shared-database.ts";
import { type Batch, newBatch, postBatch, startSenders } from "../support/steady-senders.ts";

const password = "correct horse battery staple";

test("a backup taken under load restores in a new folder: the same counts, people and keys, nothing twice", async () => {
  await using place = await embeddedPlace();
  const file = path.join(place.dataFolder, "backup.gz");
  let key: string;
  const before: Batch[] = [];
  {
    await using server = await startFaultServer(place);
    key = await newKey(place);
    await makeLead(place);
    for (let n = 0; n < 4; n++) before.push(await acknowledged(server.url, key));
    const senders = startSenders(server.url, key, { senders: 2, events: 50 });
    await senders.measureRate(1);
    expect(await runCli(place, ["backup", "--to", file])).toMatchObject({ tables: expect.any(Number) });
    await senders.stop();
    // Whoever reads a backup reads the hashes of passwords.
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(runCli(place, ["backup", "--to", file])).rejects.toThrow(/exists: name a new file/);
  }

  await using restored = await embeddedPlace();
  await runCli(restored, ["restore", "--from", file]);
  const counted = await runCli(restored, ["reconcile"]);
  expect(counted).toMatchObject({ differences: [] });
  const audit = await runCli(restored, ["verify", "audit"]);
  expect(audit).toMatchObject({ first_broken: null, stray: 0, intact: true });
  await using server = await startFaultServer(restored);
  await expectKnown(server.url, key, before);
  expect(await signIn(server.url)).toBe(200);
  // A sequence that began again would give a new source the number of an old one.
  const second = await runCli(restored, ["source", "create", "--name", "Second", "--scope", "events"]);
  expect(second.id).toBe(2);
  await acknowledged(server.url, String(second.key));
  expect(await runCli(restored, ["reconcile"])).toMatchObject({
    events: Number(counted.events) + batchSize,
    differences: [],
  });
  // What waited for its seal in the old database is sealed in the new one, whose transactions count anew.
  const sealed = async () => (await runCli(restored, ["verify", "audit"])).sealed;
  await expect.poll(sealed, { timeout: 30_000, interval: 1_000 }).toBeGreaterThanOrEqual(Number(audit.rows_read));
});

test("a backup that is cut or altered is refused and leaves the database as empty as it was", async () => {
  await using place = await embeddedPlace();
  const whole = path.join(place.dataFolder, "whole.gz");
  await newKey(place);
  await runCli(place, ["backup", "--to", whole]);
  await expect(runCli(place, ["restore", "--from", whole])).rejects.toThrow(/has tables already/);

  await using other = await embeddedPlace();
  const bad = path.join(other.dataFolder, "bad");
  const packed = await readFile(whole);
  const spoiled: [Buffer, RegExp][] = [
    [packed.subarray(0, packed.length - 200), /cut off or damaged/],
    [Buffer.from("no backup at all"), /cut off or damaged/],
  ];
  for (const [bytes, says] of spoiled) {
    await writeFile(bad, bytes);
    await expect(runCli(other, ["restore", "--from", bad])).rejects.toThrow(says);
  }
  await runCli(other, ["restore", "--from", whole]);
  expect(await runCli(other, ["source", "list"])).toMatchObject({ sources: [{ name: "Sender" }] });
  expect(gunzipSync(packed).subarray(0, 24).toString()).toBe('{"watchfloor":"backup","');
});

test("move brings the embedded database to one on a server; while Watchfloor runs it is refused", async () => {
  await using place = await embeddedPlace();
  await using target = await sharedDatabase();
  const sent: Batch[] = [];
  let key: string;
  {
    await using server = await startFaultServer(place);
    key = await newKey(place);
    await makeLead(place);
    for (let n = 0; n < 3; n++) sent.push(await acknowledged(server.url, key));
    await expect(runCli(place, ["move", "--to", target.url])).rejects.toThrow(/Stop Watchfloor first/);
  }
  await runCli(place, ["move", "--to", target.url]);
  await expect(runCli(place, ["move", "--to", target.url])).rejects.toThrow(/has tables already/);

  const moved = { dataFolder: place.dataFolder, databaseUrl: target.url };
  await using server = await startFaultServer(moved);
  await expectNothingLost(moved, { url: server.url, key }, { acknowledged: sent, open: [] });
  expect(await signIn(server.url)).toBe(200);
});

const batchSize = 50;

async function embeddedPlace(): Promise<ServerPlace & AsyncDisposable> {
  const { folder: dataFolder, ...place } = await dataPlace();
  return { dataFolder, ...place };
}

async function acknowledged(url: string, key: string): Promise<Batch> {
  const batch = newBatch(batchSize);
  expect(await postBatch(url, key, batch)).toMatchObject({ status: 200, answer: { accepted: batchSize } });
  return batch;
}

async function expectKnown(url: string, key: string, batches: readonly Batch[]): Promise<void> {
  for (const batch of batches) {
    expect(await postBatch(url, key, batch)).toMatchObject({
      status: 200,
      answer: { accepted: 0, duplicates: batchSize },
    });
  }
}

async function makeLead(place: ServerPlace): Promise<void> {
  const args = ["user", "create", "--email", "lead@example.org", "--role", "viewer", "--password-stdin"];
  await runCli(place, args, password);
}

async function signIn(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: "lead@example.org", password }),
  });
  return answer.status;
}
