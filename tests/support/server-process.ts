import { readFile } from "node:fs/promises";
import path from "node:path";
import { processState } from "../../server/database/process-state.ts";
import { eventually, postmasterOf } from "./embedded-app.ts";
import { type FaultServer, type ServerPlace, startFaultServer } from "./fault-server.ts";

const drainMs = 10_000;

/** The server as users run it: its own process, production, pages and all. */
export interface ServerProcess extends AsyncDisposable {
  pid: number;
  /** Where it listens; browsers use PUBLIC_URL, which is the same unless the settings name another. */
  url: string;
  printed(): string;
  /** The one-time link of the first admin, as the terminal shows it. @throws when none was printed within 20 s */
  firstAdminLink(): Promise<string>;
  /** SIGTERM. @throws unless it ends with 0 within 10 s, leaves no database behind and logged no error */
  stop(): Promise<void>;
  /** SIGKILL of the server alone. */
  kill(): Promise<void>;
}

/** Starts `node server/main.ts` on a free port and resolves when it is ready. `settings`: further environment. */
export async function startServerProcess(
  place: ServerPlace,
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  await readFile(path.join(process.cwd(), ".next", "BUILD_ID")).catch(() => {
    throw new Error("there are no built pages; run `node scripts/run.mjs setup` first");
  });
  const server = await startFaultServer(place, settings);
  const stop = () => stopInOrder(server, place);
  return {
    pid: server.pid,
    url: server.url,
    printed: server.printed,
    async firstAdminLink() {
      const find = () => server.printed().match(/become the first: (http\S+)/)?.[1];
      await eventually(() => find() !== undefined);
      return find() ?? "";
    },
    stop,
    kill: server.kill,
    [Symbol.asyncDispose]: stop,
  };
}

async function stopInOrder(server: FaultServer, place: ServerPlace): Promise<void> {
  if (processState(server.pid) !== "running") return;
  const database = place.databaseUrl ? 0 : await postmasterOf(path.join(place.dataFolder, "postgres"));
  const asked = performance.now();
  process.kill(server.pid, "SIGTERM");
  const code = await server.ended;
  const took = performance.now() - asked;
  const problems = [
    code === 0 ? "" : `it ended with ${code}`,
    took < drainMs ? "" : `it took ${Math.round(took)} ms`,
    database !== 0 && processState(database) === "running" ? `its database ${database} still runs` : "",
    ...errorsLogged(server.printed()),
  ].filter((problem) => problem !== "");
  if (problems.length > 0) throw new Error(`the server did not stop well: ${problems.join("; ")}`);
}

/** Messages of pino at level error and above. */
function errorsLogged(printed: string): string[] {
  return printed.split("\n").filter((line) => /^\{"level":"?(50|60|error|fatal)\b/.test(line));
}
