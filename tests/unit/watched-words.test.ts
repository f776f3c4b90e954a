import { expect, test } from "vitest";
import { watchedSentence } from "../../components/charts/watched-words.ts";

const utc = { name: "UTC", label: "UTC" };
const from = Date.UTC(2026, 10, 23, 14);

test("what a rule counted is told in a sentence: its range, its last, and nothing where nothing is known", () => {
  expect(watchedSentence({ measure: "takedowns", from, minutes: [12, null, 514, 90] }, utc)).toBe(
    "From 14:00 to 14:04 UTC between 12 and 514 a minute, 90 in the last that is known.",
  );
  expect(watchedSentence({ measure: "takedowns", from, minutes: [null] }, utc)).toBe(
    "From 14:00 to 14:01 UTC nothing is known.",
  );
});

test("of users in total it tells how many there were, not how many a minute", () => {
  expect(watchedSentence({ measure: "total_users", from, minutes: [950, 951] }, utc)).toBe(
    "From 14:00 to 14:02 UTC between 950 and 951, 951 in the last that is known.",
  );
});
