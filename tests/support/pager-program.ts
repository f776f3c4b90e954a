// An engine in a process of its own, for the tests that kill and halt it: it posts pages to a receiver of the test.
// usage: pager-program.ts <database URL> <receiver URL> <lease in ms>

import { createAlerts } from "../../server/alerts/alerts.ts";
import type { Sender } from "../../server/alerts/delivery/contract.ts";
import { openDatabase } from "../../server/database/database.ts";
import { startPager } from "../../server/jobs/pager.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { alone, nobodyOnCall } from "./alerts.ts";

const [, , databaseUrl = "", receiver = "", leaseMs = "3000"] = process.argv;
const database = openDatabase({ connectionString: databaseUrl }, { connections: 3, onError: () => {} });
const alerts = createAlerts({
  database,
  clock: systemClock,
  ...alone,
  readResponders: async () => [],
  oncall: nobodyOnCall,
  wake: () => {},
});
const post: Sender = {
  channel: "webhook",
  async send({ deliveryId }, signal) {
    const { ok, status } = await fetch(receiver, { method: "POST", body: deliveryId, signal });
    return ok ? { outcome: "accepted" } : { outcome: "retry", why: `the receiver answered ${status}` };
  },
};
startPager({
  alerts,
  senders: [post],
  log: createLogger("error"),
  pace: { pollMs: 100, leaseMs: Number(leaseMs), sendMs: Number(leaseMs) - 500, room: 8 },
});
console.log("calling");
