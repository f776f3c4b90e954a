// Checks .dependency-cruiser.js on server/, app/ and components/. usage: node scripts/dependency-rules.mjs [folder]
// The folder (default: the clone) is where those three are looked for; a test gives one with a forbidden import.
import fs from "node:fs";
import path from "node:path";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import configuration from "../.dependency-cruiser.js";
import { root } from "./terminal.mjs";

const base = path.resolve(process.argv[2] ?? root);
const folders = ["server", "app", "components"].filter((folder) => fs.existsSync(path.join(base, folder)));
process.chdir(base);

const sources = folders.flatMap((folder) =>
  fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)),
);
const code = sources.filter((file) => /[.]tsx?$/.test(file) && !file.endsWith(".d.ts"));

const { output } = await cruise(
  folders,
  { ...configuration.options, baseDir: base, ruleSet: { forbidden: configuration.forbidden }, validate: true },
  undefined,
  { tsConfig: extractTSConfig(path.join(base, "tsconfig.json")) },
);
const read = new Set(output.modules.map((module) => module.source));
// With a TypeScript that it does not know the tool reads nothing and finds nothing wrong.
const unread = code.filter((file) => !read.has(file));
if (code.length === 0 || unread.length > 0) {
  console.error(
    `dependency-cruiser read ${code.length - unread.length} of ${code.length} files; not for example ${unread[0]}.`,
  );
  process.exit(1);
}
for (const { from, to, rule, cycle } of output.summary.violations) {
  const { comment } = configuration.forbidden.find(({ name }) => name === rule.name);
  const way = cycle?.length ? ` (${cycle.map(({ name }) => name).join(" → ")})` : "";
  console.error(`${from} → ${to}${way}\n  ${rule.name}: ${comment}`);
}
console.log(`${code.length} files, ${output.summary.violations.length} forbidden imports`);
process.exit(output.summary.violations.length > 0 ? 1 : 0);
