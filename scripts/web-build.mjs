import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { runChild } from "./child.mjs";
import { refuse, root, say } from "./terminal.mjs";

const inputs = [
  "package-lock.json",
  "instrumentation-client.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "app",
  "components",
  "public",
  "server",
];

/** Where Next writes: WATCHFLOOR_DIST, as in next.config.js. */
const output = path.join(root, process.env.WATCHFLOOR_DIST || ".next");
const stamp = path.join(output, "watchfloor.hash");

/** True when the pages on disk were not built from what stands in the clone. */
export function buildIsStale() {
  if (!fs.existsSync(path.join(output, "BUILD_ID")) || !fs.existsSync(stamp)) return true;
  return fs.readFileSync(stamp, "utf8") !== inputsHash();
}

/** Builds the pages; the stamp is gone while it lasts, so a build that was cut off is done again. */
export async function buildPages(node) {
  say("Building the pages …");
  fs.rmSync(stamp, { force: true });
  const built = inputsHash();
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const outcome = await runChild(node, [next, "build"], { cwd: root, stdio: ["ignore", 2, 2], env });
  if (outcome.code !== 0) refuse("The build of the pages failed, see above.");
  fs.writeFileSync(stamp, built);
}

/** One hash over the files that a build reads and the settings that it puts into the pages. */
function inputsHash() {
  const hash = crypto.createHash("sha256");
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith("NEXT_PUBLIC_"));
  hash.update(JSON.stringify(settings.sort()));
  for (const file of inputs.flatMap(filesBelow)) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function filesBelow(name) {
  const found = fs.statSync(path.join(root, name), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [name];
  return fs
    .readdirSync(path.join(root, name))
    .sort()
    .flatMap((child) => filesBelow(path.join(name, child)));
}
