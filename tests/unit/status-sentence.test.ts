import { expect, test } from "vitest";
import { alertItems, inStatusOrder, type StatusItem, silenceItems } from "../../components/shell/status-items.ts";
import type { WaitingAlerts } from "../../server/alerts/contract.ts";

const item = (key: string, status: StatusItem["status"]): StatusItem => ({
  ...{ key, status },
  ...{ words: key, detail: "", href: "/" },
});
const waiting = (severity: "critical" | "error" | "warning" | "info"): WaitingAlerts => ({
  ...{ open: 2, silences: null },
  worst: { number: "A-1", severity, summary: "down" },
});
const keys = (items: readonly StatusItem[]) => items.map(({ key }) => key);

test("critical alerts stand before a warning of the hotline, and behind its overdue cases", () => {
  const others = [
    item("cases-overdue", "critical"),
    item("cases-open", "warning"),
    item("sources-stale", "unknown"),
    item("unusual-a", "info"),
  ];
  expect(keys(inStatusOrder(others, alertItems(waiting("critical"))))).toEqual([
    "cases-overdue",
    "alerts-open",
    "cases-open",
    "sources-stale",
    "unusual-a",
  ]);
});

test("alerts that are not critical stand behind the hotline's cases and before what sources do", () => {
  const others = [item("cases-open", "warning"), item("sources-delayed", "warning"), item("unusual-a", "info")];
  const before = ["cases-open", "alerts-open", "sources-delayed", "unusual-a"];
  expect(keys(inStatusOrder(others, alertItems(waiting("error"))))).toEqual(before);
  expect(keys(inStatusOrder(others, alertItems(waiting("warning"))))).toEqual(before);
  expect(keys(inStatusOrder([item("unusual-a", "info")], alertItems(waiting("info"))))).toEqual([
    "alerts-open",
    "unusual-a",
  ]);
});

test("a silence that is on is said, with when the first of them ends", () => {
  const now = 1_000_000;
  expect(silenceItems(null, now)).toEqual([]);
  expect(silenceItems({ open: 0, worst: null, silences: null }, now)).toEqual([]);
  const on = (count: number) => ({ open: 0, worst: null, silences: { on: count, until: now + 90_000, owner: "Ada" } });
  expect(silenceItems(on(1), now)).toMatchObject([
    { words: "1 silence on", detail: "ends in 1\u00A0m\u00A030\u00A0s, Ada answers for it" },
  ]);
  expect(silenceItems(on(2), now)).toMatchObject([
    { words: "2 silences on", detail: "the first ends in 1\u00A0m\u00A030\u00A0s, Ada answers for it" },
  ]);
});
