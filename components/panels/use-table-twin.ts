"use client";

import { type RefObject, useState } from "react";
import { useShortcut } from "../ui/shortcuts.ts";

/** Whether a panel shows its table. The key turns the panel that has the focus, or else the main one. */
export function useTableTwin(panel: RefObject<HTMLElement | null>, main = false): [boolean, () => void] {
  const [shown, setShown] = useState(false);
  const toggle = () => setShown((before) => !before);
  useShortcut("table", (event) => {
    const focused = event.target instanceof Element ? event.target.closest("[data-twin]") : null;
    if (focused ? focused === panel.current : main) toggle();
  });
  return [shown, toggle];
}
