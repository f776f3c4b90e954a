import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { benchFanout } from "./fanout.ts";
import { benchFlood } from "./flood.ts";
import { benchHotline } from "./hotline.ts";
import { benchIngest } from "./ingest.ts";
import { benchLatency } from "./latency.ts";
import { benchPaging } from "./paging.ts";
import { benchQuery } from "./query.ts";
import { benchRender } from "./render.ts";
import type { Outcome } from "./report.ts";
import { benchStart } from "./start.ts";

const benchmarks: Record<string, () => Promise<Outcome>> = {
  fanout: benchFanout,
  flood: benchFlood,
  hotline: benchHotline,
  ingest: () => benchIngest(),
  latency: benchLatency,
  paging: () => benchPaging(),
  query: benchQuery,
  render: benchRender,
  start: benchStart,
};

const [name = ""] = process.argv.slice(2).filter((argument) => argument !== "--json");
const benchmark = benchmarks[name];
if (!benchmark) {
  console.error(`Usage: npm run bench -- <${Object.keys(benchmarks).join("|")}> [--json]`);
  process.exit(2);
}
const { samples, ...outcome } = await benchmark();
const machine = { cpu: os.cpus()[0]?.model, cores: os.cpus().length, memoryGiB: Math.round(os.totalmem() / 2 ** 30) };
mkdirSync("bench-results", { recursive: true });
const file = `bench-results/${name}-${new Date().toISOString().replaceAll(":", "")}.json`;
writeFileSync(file, JSON.stringify({ ...outcome, machine, samples }, null, 2));
console.log(JSON.stringify({ name, ...outcome, machine, node: process.version, samples: file }));
