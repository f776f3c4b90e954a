// A process that seals the audit without pause until its input ends. usage: seal-program.ts <address as JSON>

import { sealRows } from "../../server/audit/seal-rows.ts";
import { openDatabase } from "../../server/database/database.ts";
import { systemClock } from "../../server/kernel/clock.ts";

const database = openDatabase(JSON.parse(process.argv[2] ?? ""), { connections: 1, onError: () => {} });
let running = true;
process.stdin.on("end", () => {
  running = false;
});
process.stdin.resume();
console.log("sealing");
while (running) await sealRows({ database, clock: systemClock });
await database[Symbol.asyncDispose]();
