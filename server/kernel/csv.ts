/** The product's one writer of comma-separated values (RFC 4180): what opens it must calculate nothing. */

/** What a cell can hold. null is an empty cell, 0 is "0", a suppressed count is the text "<10": three different things. */
export type CsvCell = string | number | null;

/** A file as bytes of UTF-8 would hold it, lines ended by CRLF. `mark`: begins with the byte order mark that Excel needs. */
export function csvOf(header: readonly string[], rows: Iterable<readonly CsvCell[]>, mark = false): string {
  const lines = [header, ...rows].map((cells) => cells.map(textOf).join(","));
  return `${mark ? "\uFEFF" : ""}${lines.join("\r\n")}\r\n`;
}

function textOf(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  // Spreadsheets take such a text for a formula, and some even after spaces; an apostrophe makes it a text (OWASP, CSV injection).
  const defused = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(cell) || /^[\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n\t']|^\s|\s$/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}
