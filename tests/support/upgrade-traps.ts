import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { createFrontDoor } from "../../server/front-door.ts";
import { mountPages } from "../../server/pages.ts";
import { createMetrics } from "../../server/telemetry/metrics.ts";
import { freePort } from "./free-port.ts";
import { startGateway } from "./gateway.ts";
import { connectLive, type LiveClient } from "./live-client.ts";

const clone = path.dirname(path.dirname(import.meta.dirname));
const folder = path.join(clone, "tests", "fixtures", "upgrade-traps");

/** Our front door, gateway and mounting of Next, over an application whose one page catches every path. */
export interface TrappedServer extends AsyncDisposable {
  url: string;
  port: number;
  connect(): Promise<LiveClient>;
}

/** `keepSlash`: built and started with `skipTrailingSlashRedirect`. */
export async function startTrappedServer({ keepSlash }: { keepSlash: boolean }): Promise<TrappedServer> {
  const distFolder = path.join(".next", keepSlash ? "slash-kept" : "defaults");
  // The configuration is read when the application is built and again when it is mounted.
  Object.assign(process.env, {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    TRAPS_DIST: distFolder,
    TRAPS_KEEP_SLASH: keepSlash ? "1" : "",
  });
  await build(distFolder);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const gateway = await startGateway();
  const frontDoor = createFrontDoor({
    publicUrl: url,
    development: false,
    trustProxy: 0,
    metricsToken: undefined,
    addressRequestsPerSecond: 100_000,
    routes: [],
    readSession: async () => null,
    liveUpgrade: gateway.gateway.handleUpgrade,
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
  });
  const server = createServer(frontDoor.request);
  server.on("upgrade", frontDoor.upgrade);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const pages = await mountPages({ folder, distFolder, development: false, hostname: "localhost", port });
  if (!pages.paths.includes("/[...slug]")) throw new Error(`the page is not in the build: ${pages.paths.join(", ")}`);
  // The page's rights are not what is looked at here: the front door would refuse a page that declares none.
  frontDoor.mount({ ...pages, paths: [] });
  return {
    url,
    port,
    // The gateway knows its own origin, not the front door's.
    connect: () => connectLive({ url, cookie: gateway.sessions.signIn("viewer"), origin: gateway.url }),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await pages[Symbol.asyncDispose]();
    },
  };
}

/** Builds what is not built yet; the stamp names the files of the fixture and the Next that built them. */
async function build(distFolder: string): Promise<void> {
  const next = path.join(clone, "node_modules", "next");
  const hash = createHash("sha256").update(await readFile(path.join(next, "package.json")));
  for (const file of ["next.config.js", "app/layout.jsx", "app/[...slug]/page.jsx"]) {
    hash.update(await readFile(path.join(folder, file)));
  }
  const stamp = path.join(folder, distFolder, "watchfloor.hash");
  const wanted = hash.digest("hex");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;
  await rm(path.join(folder, distFolder), { recursive: true, force: true });
  const command = [path.join(next, "dist", "bin", "next"), "build"];
  await promisify(execFile)(process.execPath, command, { cwd: folder, env: process.env });
  await writeFile(stamp, wanted);
}
