/** Space around a plot in pixels: figures left, times below. The right edge depends on what stands there. */
export const plotEdges = { left: 56, top: 10, bottom: 26 } as const;
