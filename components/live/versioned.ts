/** Something that changes, of which the higher version is the newer. */
export interface Versioned {
  id: string;
  version: number;
}

/** What is held with what came: of each thing the higher version stays, so a repeat or a reorder is harmless. */
export function mergeVersions<One extends Versioned>(
  held: ReadonlyMap<string, One>,
  came: readonly One[],
): Map<string, One> {
  const merged = new Map(held);
  for (const one of came) {
    const known = merged.get(one.id);
    if (!known || one.version > known.version) merged.set(one.id, one);
  }
  return merged;
}
