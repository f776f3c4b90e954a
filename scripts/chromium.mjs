// Finds a Chromium for the browser tests, or fetches one. usage: node scripts/chromium.mjs (prints its path)
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";
import { refuse, root, say } from "./terminal.mjs";

const installedPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const lastResort = { name: "@sparticuz/chromium", version: "153.0.0" };

/**
 * The path of a Chromium that runs: CHROMIUM_PATH, an installed one, Debian's package (as root), Playwright's own, and
 * only then one from the package registry. Ends with one sentence when there is none: browser tests are never skipped.
 * @returns {string}
 */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return runs(named) ? named : refuse(`CHROMIUM_PATH names ${named}, which does not run.`);
  return (
    installedPlaces.find(runs) ??
    fromDebian() ??
    fromPlaywright() ??
    fromRegistry() ??
    refuse("No Chromium was found and none could be fetched: install Chromium, or set CHROMIUM_PATH to one that runs.")
  );
}

function runs(program) {
  return fs.existsSync(program) && spawnSync(program, ["--version"], { timeout: 30_000 }).status === 0;
}

function fromDebian() {
  if (process.getuid?.() !== 0 || !fs.existsSync("/etc/debian_version")) return undefined;
  say("Installing Debian's package chromium for the browser tests …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], env);
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], env);
  return installedPlaces.find(runs);
}

function fromPlaywright() {
  const own = chromium.executablePath();
  if (runs(own)) return own;
  say("Fetching Playwright's Chromium for the browser tests …");
  run(process.execPath, [path.join(root, "node_modules", "playwright", "cli.js"), "install", "chromium"], process.env);
  return runs(own) ? own : undefined;
}

/** A build for small servers that the package registry has, with the libraries that these lack; kept in ~/.cache. */
function fromRegistry() {
  const { name, version } = lastResort;
  const cache = path.join(os.homedir(), ".cache", "watchfloor", `chromium-${version}`);
  const launcher = path.join(cache, "launch.sh");
  if (runs(launcher)) return launcher;
  say(`Fetching ${name} ${version} for the browser tests …`);
  fs.mkdirSync(cache, { recursive: true });
  run("npm", ["install", "--prefix", cache, "--no-save", "--no-audit", "--no-fund", `${name}@${version}`], process.env);
  unpack(cache, name);
  fs.writeFileSync(launcher, launcherText, { mode: 0o755 });
  return runs(launcher) ? launcher : undefined;
}

/** The package unpacks itself into the temporary folder; with this variable also the libraries. */
function unpack(cache, name) {
  const script = `(await import(${JSON.stringify(name)})).default.executablePath()`;
  const env = { ...process.env, TMPDIR: cache, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };
  run(process.execPath, ["--input-type=module", "--eval", script], env, cache);
}

const launcherText = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib:$here\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`;

/** What it prints goes to stderr: stdout holds the path. */
function run(program, args, env, cwd = root) {
  return spawnSync(program, args, { cwd, env, stdio: ["ignore", 2, 2] }).status === 0;
}

if (import.meta.main) console.log(findChromium());
