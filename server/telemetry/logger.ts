import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger } from "pino";

/** Without `detail`, `where` and the like of PostgreSQL's errors: these quote rows, and so the text of a statement. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { type: error.name, message: error.message, ...code, stack: error.stack };
}

/** One JSON line an event, to stdout. Headers that carry credentials are cut out wherever a line holds them. */
export function createLogger(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    serializers: { err: describeError },
    redact: { paths: ["*.authorization", "*.cookie", "*.password", "*.token", "*.key"], remove: true },
  };
  return to ? pino(options, to) : pino(options);
}
