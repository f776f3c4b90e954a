import { readFileSync } from "node:fs";

const file = new URL("../../../data/statements-2025-07-01.csv", import.meta.url);
const lists = [
  "decision_visibility",
  "category_addition",
  "category_specification",
  "content_type",
  "territorial_scope",
];
/** What the dump adds to a statement and no client sends. */
const outputOnly = ["uuid", "platform_name", "platform_uid", "created_at"];

/** The 50 real statements of data/, as the bodies that a client would post, with their original puids and dates. */
export function sampleStatements(): Record<string, unknown>[] {
  const [header = [], ...rows] = readCsv(readFileSync(file, "utf8"));
  return rows.map((cells) => statementOf(new Map(header.map((name, at) => [name, cells[at] ?? ""]))));
}

/** One row of the Commission's dump: lists are JSON inside a cell, dates carry a midnight, the puid has another name. */
function statementOf(row: ReadonlyMap<string, string>): Record<string, unknown> {
  const statement: Record<string, unknown> = { puid: row.get("platform_uid") };
  for (const [name, cell] of row) {
    if (cell === "" || outputOnly.includes(name)) continue;
    if (lists.includes(name)) statement[name] = JSON.parse(cell);
    else if (name === "content_id_ean") statement.content_id = { "EAN-13": cell };
    else if (name.endsWith("_date") || name.startsWith("end_date")) statement[name] = cell.slice(0, 10);
    else statement[name] = cell;
  }
  return statement;
}

/**
 * Reads RFC 4180: quoted cells may hold commas, line breaks and doubled quotes; a closing line break ends no row.
 * @throws Error on a quote that is never closed or that text follows.
 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      if (at < text.length && !",\r\n".includes(text[at] ?? "")) throw new Error(`text after a quoted cell at ${at}`);
    } else {
      const start = at;
      while (at < text.length && !",\r\n".includes(text[at] ?? "")) at++;
      cell = text.slice(start, at);
    }
    row.push(cell);
    if (text[at] === ",") {
      at++;
      if (at < text.length && text[at] !== "\n" && text[at] !== "\r") continue;
      row.push("");
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    rows.push(row);
    row = [];
  }
  return rows;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  throw new Error("a quoted cell is never closed");
}
