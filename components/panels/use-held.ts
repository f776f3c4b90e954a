"use client";

import { useRef, useState } from "react";

/** What is shown stays as it was while the pointer or the focus is on it: nothing moves under the hand. */
export function useHeld<T>(fresh: T): { shown: T; held: boolean; handlers: HeldHandlers } {
  const [kept, setKept] = useState<{ value: T } | null>(null);
  const busy = useRef({ pointer: false, focus: false });
  const set = (part: "pointer" | "focus", on: boolean) => () => {
    busy.current[part] = on;
    const { pointer, focus } = busy.current;
    setKept((before) => (pointer || focus ? (before ?? { value: fresh }) : null));
  };
  return {
    shown: kept?.value ?? fresh,
    held: kept !== null,
    handlers: {
      onPointerEnter: set("pointer", true),
      onPointerLeave: set("pointer", false),
      onFocus: set("focus", true),
      onBlur: set("focus", false),
    },
  };
}

interface HeldHandlers {
  onPointerEnter: () => void;
  onPointerLeave: () => void;
  onFocus: () => void;
  onBlur: () => void;
}
