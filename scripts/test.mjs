// `npm test`: every check and every test. The last line says how many passed and failed.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { findAlertmanager } from "./alertmanager.mjs";
import { runChecks } from "./check.mjs";
import { findChromium } from "./chromium.mjs";
import { root } from "./terminal.mjs";

const reports = fs.mkdtempSync(path.join(os.tmpdir(), "watchfloor-reports-"));
let running;

// run.mjs stands between npm and us: when it is gone, even by kill -9, nobody waits for the outcome any more.
process.on("disconnect", () => stopWith("SIGTERM"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopWith(signal));

const environment = { ...process.env, CHROMIUM_PATH: findChromium(), ALERTMANAGER_PATH: findAlertmanager() };
const outcomes = [
  await stage("checks", runChecks),
  await stage("Vitest", runVitest),
  await stage("Playwright", runPlaywright),
];
fs.rmSync(reports, { recursive: true, force: true });

for (const name of outcomes.flatMap(({ names = [] }) => names)) console.log(`failed: ${name}`);
const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") > 0 ? 1 : 0);

/** A stage that ran nothing has failed: a wrong pattern must not look like success. */
async function stage(name, work) {
  console.log(`\n== ${name}`);
  const outcome = await work();
  if (outcome.passed + outcome.failed > 0) return outcome;
  console.log(`${name} ran no test at all.`);
  return { passed: 0, failed: 1 };
}

async function runVitest() {
  const report = path.join(reports, "vitest.json");
  const code = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  const found = readReport(report);
  const withStatus = (wanted, more = () => true) =>
    (found?.testResults ?? []).flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter((test) => test.status === wanted && more(test))
        .map(({ fullName }) => `${path.relative(root, name)} › ${fullName}`),
    );
  // A test that failed first and passed then keeps what the first try said.
  nameSecondTries(withStatus("passed", ({ failureMessages }) => failureMessages?.length));
  const unread = (found?.testResults ?? []).filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const names = [...withStatus("failed"), ...unread.map(({ name }) => path.relative(root, name))];
  return { ...count(code, found?.numPassedTests, found && found.numTotalTests - found.numPassedTests), names };
}

async function runPlaywright() {
  const report = path.join(reports, "playwright.json");
  const code = await run("playwright", ["test", "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  const found = readReport(report);
  const withStatus = (wanted) =>
    specsOf(found?.suites)
      .filter(({ tests }) => tests.some(({ status }) => status === wanted))
      .map(({ file, line, title }) => `${file}:${line} › ${title}`);
  nameSecondTries(withStatus("flaky"));
  const stats = found?.stats;
  const counted = count(code, stats && stats.expected + stats.flaky, stats && stats.unexpected + stats.skipped);
  return { ...counted, names: withStatus("unexpected") };
}

function nameSecondTries(names) {
  for (const name of names) console.log(`passed on the second try only: ${name}`);
}

function specsOf(suites = []) {
  return suites.flatMap(({ specs, suites }) => [...specs, ...specsOf(suites)]);
}

/** Skipped tests count as failed; so does a runner that ended badly without a failed test, or unheard. */
function count(code, passed = 0, failed = 0) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function run(tool, args, settings = {}) {
  return new Promise((resolve) => {
    const program = path.join(root, "node_modules", ".bin", tool);
    running = spawn(program, args, { cwd: root, stdio: "inherit", env: { ...environment, ...settings } });
    running.once("error", () => resolve(1));
    running.once("close", (code) => resolve(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function stopWith(signal) {
  running?.kill(signal);
  fs.rmSync(reports, { recursive: true, force: true });
  process.exit(1);
}
