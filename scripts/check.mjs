// `npm run check`: everything that reads the code without running it; seconds, no database.
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./terminal.mjs";

const installed = (name) => path.join(root, "node_modules", ".bin", name);

const checks = [
  { name: "lockfile", command: [process.execPath, "scripts/lockfile.mjs"] },
  { name: "vocabulary", command: [process.execPath, "scripts/vocabulary.mjs"] },
  { name: "Biome", command: [installed("biome"), "check", "--error-on-warnings", "--colors=off"] },
  { name: "TypeScript", command: [installed("tsc"), "--noEmit"] },
  { name: "directions", command: [process.execPath, "scripts/dependency-rules.mjs"] },
  { name: "knip", command: [installed("knip"), "--no-progress"] },
];

/** Runs all checks at once, prints a line for each as it ends and the words of those that failed. */
export async function runChecks() {
  const outcomes = await Promise.all(checks.map(runCheck));
  const passed = outcomes.filter(Boolean).length;
  return { passed, failed: outcomes.length - passed };
}

async function runCheck({ name, command }) {
  const started = performance.now();
  const { ok, text } = await collect(command);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${seconds} s)${ok ? "" : `\n${text.trimEnd()}\n`}`);
  return ok;
}

function collect([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const parts = [];
    child.stdout.on("data", (part) => parts.push(part));
    child.stderr.on("data", (part) => parts.push(part));
    child.once("error", (error) => resolve({ ok: false, text: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, text: Buffer.concat(parts).toString("utf8") }));
  });
}

if (import.meta.main) {
  const { passed, failed } = await runChecks();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
