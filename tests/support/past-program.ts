// The doors at another time, on the database of a running installation. usage: past-program.ts <epoch ms> <database URL or {host, …}>
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { movingClock } from "./moving-clock.ts";

const [at = "", address = ""] = process.argv.slice(2);
const config = readConfig({ NODE_ENV: "test", PUBLIC_URL: "http://localhost:1" });
const given = { address: JSON.parse(address), secret: "a secret of the tests, long enough" };
const log = createLogger("error", { write: (line) => void process.stderr.write(line) });
const app = await createApp(config, given, { clock: movingClock(Number(at)), log });
app.server.listen(0, "127.0.0.1");
await once(app.server, "listening");
console.log(JSON.stringify({ port: (app.server.address() as AddressInfo).port }));
process.stdin.resume();
await once(process.stdin, "end");
await app.close();
