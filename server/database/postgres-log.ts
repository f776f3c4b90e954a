import { chownSync, closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import type { PostgresAccount } from "./postgres-account.ts";

const largestLog = 20 * 1024 * 1024;

/** PostgreSQL's log: a file that it holds itself, so that it goes on writing when this process is killed. */
export interface PostgresLog {
  /** To be handed to the process. */
  descriptor: number;
  /** What was written since it was opened. */
  written(): string;
  /** Closes our end; the process keeps its own. */
  close(): void;
}

/** Opens the log for appending; at a start, one over 20 MB becomes `<name>.old`. */
export function openPostgresLog(file: string, account: PostgresAccount | undefined): PostgresLog {
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const start = before > largestLog ? 0 : before;
  if (before > largestLog) renameSync(file, `${file}.old`);
  const descriptor = openSync(file, "a", 0o600);
  if (account) chownSync(file, account.uid, account.gid);
  return {
    descriptor,
    written: () => readFileSync(file).subarray(start).toString("utf8"),
    close: () => closeSync(descriptor),
  };
}

/** The first message of a log that ended PostgreSQL, with its hint and without time and process; "" when none did. */
export function fatalMessage(text: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /(FATAL|PANIC): {2}/.test(line));
  const plain = (line: string | undefined) => line?.replace(/^.*?(FATAL|PANIC|DETAIL|HINT): {2}/, "").trim() ?? "";
  const more = lines.slice(at + 1, at + 3).filter((line) => /(DETAIL|HINT): {2}/.test(line));
  return at < 0 ? "" : [lines[at], ...more].map(plain).join(" ");
}
