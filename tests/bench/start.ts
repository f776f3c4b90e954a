import { startBenchServer } from "./bench-server.ts";
import { median, type Outcome, spread } from "./report.ts";

const runs = 5;

/** Seconds from the start of the server's process to its "ready", the second time and later, on a built clone. */
export async function benchStart(): Promise<Outcome> {
  await using first = await startBenchServer();
  await first.stop();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    await using again = await startBenchServer({ dataFolder: first.dataFolder });
    seconds.push(again.readyMs / 1000);
  }
  return { value: median(seconds), unit: "seconds to ready", spread: spread(seconds), samples: seconds };
}
