import { replaceEqualDeep } from "@tanstack/react-query";
import { useRef } from "react";

/**
 * The value, in which every part that equals the one of the last drawing is the very same object: what is drawn from a
 * part that did not change need not be drawn again. Parts are plain objects and arrays.
 */
export function useSameParts<T>(value: T): T {
  const held = useRef(value);
  // Written while drawing: one that React throws away leaves equal parts behind, which nobody can tell apart.
  held.current = replaceEqualDeep(held.current, value);
  return held.current;
}
