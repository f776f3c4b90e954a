// The closed vocabulary of the house, checked by names and by text. usage: node scripts/vocabulary.mjs [folder]
// The folder (default: the clone) is where server/, app/ and components/ are; a test gives one with a misnamed file.
import fs from "node:fs";
import path from "node:path";
import { domains, transports } from "../.dependency-cruiser.js";
import { root } from "./terminal.mjs";

/** What the files of a domain may be called, beside <domain>.ts and <verb>-<noun>.ts. */
const fixedNames = ["contract", "rules", "store", "jobs"];

/** The verbs of the domains; a new one is added here when no listed one says the same. */
const verbs = `
  accept acknowledge add assign authenticate cancel call change check claim classify close coalesce configure correct count
  create decide delete disable end escalate explain find freeze hand handle hasten import invite issue list measure normalise open
  pause present publish raise read reconcile record redeem refuse replay resolve restore resume revoke rotate seal
  send sign snooze start stop submit suspend translate trigger validate verify void watch withdraw
`
  .trim()
  .split(/\s+/);

const layers = ["kernel", "database", "audit", "outbound", "telemetry"];
const vagueName = /^index$|(^|-)(utils?|helpers?|types|constants|services?|common|misc)$/;

/** Words that stand in one file only. */
const keptWords = [
  {
    pattern: /\bDate\.now\(|\bnew Date\(\s*\)/,
    where: /^server\//,
    except: "server/kernel/clock.ts",
    advice: "take business time from the Clock of kernel/clock.ts, which tests move",
  },
  {
    pattern: /\bprocess\.env\b/,
    where: /^(server|app|components)\//,
    except: "server/config.ts",
    advice: "only server/config.ts reads the environment; take the setting as an argument",
  },
];

const base = path.resolve(process.argv[2] ?? root);
const files = ["server", "app", "components"].flatMap(codeFilesBelow);
const problems = [...files.flatMap(nameProblems), ...files.flatMap(textProblems)];
if (files.length === 0) problems.push(`no code was found below ${base}`);
for (const problem of problems) console.error(problem);
console.log(`${files.length} files, ${problems.length} outside the vocabulary`);
process.exit(problems.length > 0 ? 1 : 0);

function codeFilesBelow(folder) {
  const absolute = path.join(base, folder);
  if (!fs.existsSync(absolute)) return [];
  const names = fs.readdirSync(absolute, { recursive: true });
  return names.filter((name) => /[.][cm]?[jt]sx?$/.test(name)).map((name) => `${folder}/${name}`);
}

function nameProblems(file) {
  const name = path.basename(file).replace(/[.].*$/, "");
  if (vagueName.test(name)) return [`${file}: say what is in it; "${name}" could hold anything`];
  const [top, folder, ...rest] = file.split("/");
  if (top !== "server" || rest.length === 0) return [];
  if (folder in domains) return domainProblems(file, name);
  if ([...transports, ...layers].includes(folder)) return [];
  return [`${file}: server/${folder}/ is neither a layer nor a transport nor a domain of .dependency-cruiser.js`];
}

function domainProblems(file, name) {
  const face = path.basename(path.dirname(file));
  const [verb, noun] = name.split("-");
  if (fixedNames.includes(name) || name === face || (verbs.includes(verb) && noun)) return [];
  return [
    `${file}: a domain's file is ${fixedNames.join(".ts, ")}.ts, ${face}.ts or <verb>-<noun>.ts with a verb listed in ` +
      "scripts/vocabulary.mjs",
  ];
}

function textProblems(file) {
  const kept = keptWords.filter(({ where, except }) => where.test(file) && file !== except);
  const lines = fs.readFileSync(path.join(base, file), "utf8").split("\n");
  return lines.flatMap((line, at) => {
    const isComment = /^\s*(\/\/|\/?\*)/.test(line);
    const found = isComment ? [] : kept.filter(({ pattern }) => pattern.test(line));
    return found.map(({ advice }) => `${file}:${at + 1}: ${line.trim()} (${advice})`);
  });
}
