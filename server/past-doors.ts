// The machine doors at other times, beside the server on its embedded database: by them the demo tells the days before
// its start as if it had run then. Its starter sends `{ at }` (epoch ms) and hears `{ port }` once, then each `{ at }`.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createApp } from "./app.ts";
import { authSecret } from "./auth-secret.ts";
import { readConfig } from "./config.ts";
import { runningEmbeddedAddress } from "./database/embedded-running.ts";

const config = readConfig();
const address = await runningEmbeddedAddress(config.dataFolder);
if (!address || config.databaseUrl || !config.demo || !process.send) {
  throw new Error("The doors of the past are opened only by the demo, beside its server.");
}
const tell = (message: object) => void process.send?.(message);
let at = 0;
const app = await createApp(
  config,
  { address, secret: authSecret(config) },
  { clock: { now: () => at }, upkeep: false },
);
process.on("message", (message: unknown) => {
  const asked = typeof message === "object" && message !== null && "at" in message ? message.at : undefined;
  if (typeof asked !== "number") return;
  at = asked;
  tell({ at });
});
const gone = once(process, "disconnect");
app.server.listen(0, "127.0.0.1");
await once(app.server, "listening");
tell({ port: (app.server.address() as AddressInfo).port });
await gone;
await app.close();
process.exit();
