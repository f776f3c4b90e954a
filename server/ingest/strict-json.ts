/** Deeper than any event of ours; a sender that nests deeper is not one of ours. */
const deepest = 32;

/**
 * What JSON.parse lets pass and two readers of the same text may disagree on (RFC 7493): a name that stands twice in
 * one object, and values nested deeper than 32. `value` is the parsed `text`. Null where nothing is wrong.
 */
export function faultOfJson(text: string, value: unknown): { field: string; error: string } | null {
  const names = countNames(value, 1);
  if (names < 0) return { field: "line", error: `is nested deeper than ${deepest}` };
  // Every name is followed by a colon: as many as were kept means that none was lost. Exact only where that differs.
  if (!/"\s+:/.test(text) && occurrences(text, '":') === names) return null;
  const repeated = repeatedName(text);
  return repeated === undefined ? null : { field: shownName(repeated), error: standsTwice };
}

/** The reason of every repeated name: what is kept of it goes by this, as a name may be anything. */
export const standsTwice = "stands twice in one object";

/** A name that a hostile sender chose, as it can be answered and stored: short, whole characters, no controls. */
function shownName(name: string): string {
  return name
    .slice(0, 100)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, "\ufffd");
}

/** How many names its objects have; -1 when it is nested too deep. */
function countNames(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > deepest) return -1;
  const inner = Array.isArray(value) ? value : Object.values(value);
  let names = Array.isArray(value) ? 0 : inner.length;
  for (const one of inner) {
    if (typeof one !== "object" || one === null) continue;
    const more = countNames(one, depth + 1);
    if (more < 0) return -1;
    names += more;
  }
  return names;
}

function occurrences(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}

/** The first name that stands twice in one object of a valid JSON text. */
function repeatedName(text: string): string | undefined {
  const open: (Set<string> | null)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  let last = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const name: unknown = JSON.parse(last);
      const names = open.at(-1);
      if (typeof name !== "string" || !names) continue;
      if (names.has(name)) return name;
      names.add(name);
    }
    last = token;
  }
  return undefined;
}
