import { expect, test } from "vitest";
import { startDoors } from "../support/doors.ts";
import { noon } from "../support/statements.ts";

async function setUp() {
  const doors = await startDoors(noon);
  const { key } = await doors.watchfloor.source("Classifier", ["events"]);
  return {
    rows: doors.rows,
    post: (body: string) => doors.post("/api/v1/events", key, body, "application/x-ndjson"),
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

test("names and ids that no database takes are answered and put on record, each reason once", async () => {
  await using at = await setUp();
  const twice = (name: string) => `{"${name}":1,"${name}":2}`;
  const names = ["\\u0000", "\\ud800", "a\\u0007b", "x".repeat(5_000), "\\ud83d\\ude00"];
  const ids = ["\\u0000", "\\udfff", "y".repeat(5_000)];
  const lines = [...names.map(twice), ...ids.map((id) => `{"id":"${id}"}`)];
  const { status, body } = await at.post(lines.join("\n"));
  expect(status).toBe(422);
  const rejected = (body as { rejected: { field: string; error: string }[] }).rejected;
  expect(rejected.map(({ field }) => field)).toEqual([
    "\ufffd",
    "\ufffd",
    "a\ufffdb",
    "x".repeat(100),
    "😀",
    ...ids.map(() => "specversion"),
  ]);
  expect(await at.rows("select field, items::int from rejection order by 1")).toEqual([
    { field: "(a repeated name)", items: names.length },
    { field: "specversion", items: ids.length },
  ]);
});
