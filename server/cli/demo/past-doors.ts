import { spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { environmentOf } from "../../config.ts";
import type { DemoTarget } from "./poster.ts";

/** The machine doors of a second process, whose clock stands where it is told. */
export interface PastDoors extends AsyncDisposable {
  target: DemoTarget;
  /** From the answer on, what is received is received at that moment, epoch ms. */
  stand(at: number): Promise<void>;
}

const messageSchema = z.union([z.object({ port: z.int() }), z.object({ at: z.int() })]);
/** No browser comes here: only requests under this name are taken. */
const publicUrl = "http://past-doors.localhost";

/** Opens them beside the demo's server, which must run. @throws Error when they do not open */
export async function openPastDoors(dataFolder: string): Promise<PastDoors> {
  const root = path.resolve(import.meta.dirname, "../../..");
  const wanted = { WATCHFLOOR_DATA: dataFolder, DATABASE_URL: undefined, PUBLIC_URL: publicUrl };
  const env = environmentOf({ ...wanted, PORT: "0", WATCHFLOOR_DEMO: "1" }, { LOG_LEVEL: "warn" });
  const child = spawn(process.execPath, ["server/past-doors.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  // Not "close": it never comes where the channel was closed from here.
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let heard: PromiseWithResolvers<z.infer<typeof messageSchema>> = Promise.withResolvers();
  child.on("message", (message) => heard.resolve(messageSchema.parse(message)));
  child.once("error", (error) => heard.reject(error));
  void ended.then(() => heard.reject(new Error("the doors of the past have closed")));
  const next = async () => {
    const message = await heard.promise;
    heard = Promise.withResolvers();
    heard.promise.catch(() => {});
    return message;
  };
  const first = await next();
  return {
    target: { host: "127.0.0.1", port: "port" in first ? first.port : 0, publicUrl },
    async stand(at) {
      child.send({ at });
      await next();
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
