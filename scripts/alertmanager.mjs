// Finds Prometheus Alertmanager for the tests, or fetches it. usage: node scripts/alertmanager.mjs (prints its path)
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { refuse, say } from "./terminal.mjs";

const installed = "/usr/bin/prometheus-alertmanager";
const debianPackage = "prometheus-alertmanager";
const cache = path.join(os.homedir(), ".cache", "watchfloor", debianPackage);
const launcher = path.join(cache, "launch.sh");
/** Debian's build reads its templates below this folder. */
const share = "/usr/share/prometheus/alertmanager";

/**
 * The path of an Alertmanager that runs: ALERTMANAGER_PATH, an installed one, or Debian's package unpacked into ~/.cache
 * (nothing is installed and no service starts). Ends with one sentence when there is none: its tests are never skipped.
 * @returns {string}
 */
export function findAlertmanager() {
  const named = process.env.ALERTMANAGER_PATH;
  if (named) return runs(named) ? named : refuse(`ALERTMANAGER_PATH names ${named}, which does not run.`);
  return (
    [installed, launcher].find(runs) ??
    fromDebian() ??
    refuse("No Alertmanager was found and none could be fetched: set ALERTMANAGER_PATH to one that runs.")
  );
}

function runs(program) {
  return fs.existsSync(program) && spawnSync(program, ["--version"], { timeout: 30_000 }).status === 0;
}

function fromDebian() {
  if (!fs.existsSync("/etc/debian_version")) return undefined;
  say(`Fetching Debian's package ${debianPackage} for the tests …`);
  // Two test runs at once must not unpack into the same folder.
  fs.mkdirSync(path.dirname(cache), { recursive: true });
  const own = fs.mkdtempSync(`${cache}-`);
  const download = () => run("apt-get", ["download", "-qq", debianPackage], own);
  if (!download() && process.getuid?.() === 0) {
    run("apt-get", ["update", "-qq"], own);
    download();
  }
  const file = fs.readdirSync(own).find((name) => name.endsWith(".deb"));
  if (file && run("dpkg-deb", ["-x", file, own], own)) {
    fs.rmSync(path.join(own, file));
    settle(own);
    fs.rmSync(cache, { recursive: true, force: true });
    fs.renameSync(own, cache);
  } else fs.rmSync(own, { recursive: true, force: true });
  return runs(launcher) ? launcher : undefined;
}

/** Lets the program find its templates where it was unpacked: a path of the same length, the folder it starts in. */
function settle(folder) {
  const program = path.join(folder, installed);
  const bytes = fs.readFileSync(program);
  const here = ".".padEnd(share.length, "/");
  for (let at = bytes.indexOf(share); at >= 0; at = bytes.indexOf(share, at)) bytes.write(here, at, "latin1");
  fs.writeFileSync(program, bytes);
  fs.writeFileSync(path.join(folder, "launch.sh"), launcherText, { mode: 0o755 });
}

const launcherText = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
cd "$here${share}" || exit 1
exec "$here${installed}" "$@"
`;

/** What it prints goes to stderr: stdout holds the path. */
function run(program, args, cwd) {
  return spawnSync(program, args, { cwd, stdio: ["ignore", 2, 2] }).status === 0;
}

if (import.meta.main) console.log(findAlertmanager());
