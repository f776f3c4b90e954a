// Checks package-lock.json: it must install on every platform and name no registry.
import fs from "node:fs";
import path from "node:path";
import { root } from "./terminal.mjs";

const { packages } = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"));
const entries = Object.entries(packages);
const installed = new Set(entries.map(([folder]) => folder.slice(folder.lastIndexOf("node_modules/") + 13)));

// npm drops what its registry did not have at that moment; `npm ci` then stops on every machine.
const missing = entries.flatMap(([folder, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !installed.has(name))
    .map(
      (name) => `${folder || "package.json"} wants ${name}, which is not in package-lock.json: take another version`,
    ),
);
// A registry's address in the lockfile would bind every clone to it (.npmrc: omit-lockfile-registry-resolved).
const bound = entries
  .filter(([, entry]) => entry.resolved)
  .map(([folder]) => `${folder} names a registry by "resolved"`);
const ranges = Object.entries({ ...packages[""].dependencies, ...packages[""].devDependencies })
  .filter(([, version]) => !/^\d/.test(version))
  .map(([name, version]) => `package.json wants ${name} ${version}: pin one exact version`);

const problems = [...missing, ...bound, ...ranges];
for (const problem of problems) console.error(problem);
console.log(`${entries.length} packages, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
