"use client";

import { createContext, useContext, useEffect, useId } from "react";
import type { WrittenAnnotation } from "../../server/annotations/contract.ts";

/** What charts tell whoever writes annotations, and ask there. */
export interface Annotating {
  /** The time, epoch ms, that a plot's cursor is on; null when it is on none. */
  point(plot: string, at: number | null): void;
  /** How to change one; null where this person may not. */
  change(annotation: WrittenAnnotation): (() => void) | null;
}

export const AnnotatingContext = createContext<Annotating>({ point: () => {}, change: () => null });

/** Lets the key for annotations know where this plot's cursor is. */
export function usePointedTime(at: number | null): void {
  const plot = useId();
  const { point } = useContext(AnnotatingContext);
  useEffect(() => {
    point(plot, at);
    return () => point(plot, null);
  }, [point, plot, at]);
}
