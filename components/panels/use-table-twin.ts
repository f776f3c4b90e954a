"use client";

import { type RefObject, useEffect, useState } from "react";

/** Whether a panel shows its table. The key `d` turns the panel that has the focus, or else the main one. */
export function useTableTwin(panel: RefObject<HTMLElement | null>, main = false): [boolean, () => void] {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== "d" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const focused = event.target instanceof Element ? event.target.closest("[data-twin]") : null;
      if (focused ? focused === panel.current : main) setShown((before) => !before);
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [panel, main]);
  return [shown, () => setShown((before) => !before)];
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
