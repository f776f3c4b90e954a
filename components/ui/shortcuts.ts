"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

/** Every key that does something, for the help and for those who bind them: what is not here is bound by nobody. */
export const shortcuts = {
  help: { keys: ["?"], words: "This help" },
  palette: { keys: ["Ctrl K", "/"], words: "Search or jump" },
  now: { keys: ["g n"], words: "Go to Now" },
  explore: { keys: ["g e"], words: "Go to Explore" },
  growth: { keys: ["g g"], words: "Go to Growth" },
  alerts: { keys: ["g a"], words: "Go to Alerts" },
  oncall: { keys: ["g o"], words: "Go to On call" },
  sources: { keys: ["g s"], words: "Go to Sources" },
  hotline: { keys: ["g h"], words: "Go to Hotline" },
  admin: { keys: ["g m"], words: "Go to Admin" },
  pause: { keys: ["p"], words: "Pause or go on" },
  range: { keys: ["t"], words: "Choose the range" },
  compare: { keys: ["c"], words: "Choose what to compare with" },
  zone: { keys: ["z"], words: "Choose the time zone" },
  table: { keys: ["d"], words: "Chart or table of data" },
  share: { keys: ["s"], words: "Copy a link to what is shown" },
  annotate: { keys: ["."], words: "Annotate at the time under a chart's cursor" },
  pageAcknowledge: { keys: ["y"], words: "Acknowledge the newest call that is shown" },
  pageOpen: { keys: ["o"], words: "Open the newest call that is shown" },
  alertNext: { keys: ["j"], words: "Alerts: the next one" },
  alertBefore: { keys: ["k"], words: "Alerts: the one before" },
  alertAcknowledge: { keys: ["1"], words: "Alerts: acknowledge" },
  alertResolve: { keys: ["r"], words: "Alerts: resolve" },
  alertSnooze: { keys: ["h"], words: "Alerts: snooze" },
  alertAssign: { keys: ["a"], words: "Alerts: assign" },
  alertEscalate: { keys: ["e"], words: "Alerts: escalate, call the next level now" },
  alertResponder: { keys: ["i"], words: "Alerts: ask somebody to join" },
  alertNote: { keys: ["w"], words: "Alerts: write a note" },
} as const satisfies Record<string, { keys: readonly string[]; words: string }>;
export type ShortcutId = keyof typeof shortcuts;

const pairs: ReadonlySet<string> = new Set(
  Object.values(shortcuts).flatMap(({ keys }) => keys.filter((one) => one.includes(" "))),
);
const storageKey = "single-keys";
const changed = "watchfloor:single-keys";
/** A second key of a pair must follow within this. */
const pairMs = 1_500;

/** Whether single letters act (WCAG 2.1.4): kept in this browser. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(subscribe, singleKeysOn, () => true);
  return [
    on,
    (next) => {
      localStorage.setItem(storageKey, next ? "on" : "off");
      window.dispatchEvent(new Event(changed));
    },
  ];
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener);
  return () => window.removeEventListener(changed, listener);
}

function singleKeysOn(): boolean {
  return localStorage.getItem(storageKey) !== "off";
}

/** Runs while the component is shown and one of the shortcut's keys is pressed outside a field. Null binds nothing. */
export function useShortcut(id: ShortcutId | null, run: (event: KeyboardEvent) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (id === null) return;
    let before = { key: "", at: Number.NEGATIVE_INFINITY };
    function onKey(event: KeyboardEvent): void {
      if (id === null || event.defaultPrevented) return;
      const pair = event.timeStamp - before.at <= pairMs ? `${before.key} ${event.key}` : "";
      before = { key: event.key, at: event.timeStamp };
      const pressed = shortcuts[id].keys.some((keys) => isPressed(keys, pair, event));
      if (!pressed) return;
      event.preventDefault();
      latest.current(event);
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [id]);
}

function isPressed(keys: string, pair: string, event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (keys.startsWith("Ctrl ")) return command && event.key.toLowerCase() === keys.slice(5).toLowerCase();
  if (command || event.altKey || isTyping(event.target) || !singleKeysOn()) return false;
  // The second key of a pair is no key of its own.
  return keys.includes(" ") ? keys === pair : keys === event.key && !pairs.has(pair);
}

/** In a field, a menu or a dialog a letter is a letter. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=menu], [role=dialog]") !== null;
}
