// What every npm script starts, under whatever Node is installed (>= 20): sets the clone up where it is not, then runs
// the program of the mode on the pinned Node. usage: node scripts/run.mjs <mode> [arguments]
import path from "node:path";
import { endAs, runChild } from "./child.mjs";
import { installPackages, packagesProblem, pathWithoutPackages } from "./packages.mjs";
import { pinnedNode } from "./pinned-node.mjs";
import { withSetupLock } from "./setup-lock.mjs";
import { refuse, root } from "./terminal.mjs";
import { buildIsStale, buildPages } from "./web-build.mjs";

/** `pages`: needs built pages. `environment`: NODE_ENV of the program; undefined leaves it to the program. */
const modes = {
  start: { program: "server/main.ts", pages: true, environment: "production" },
  dev: { program: "server/main.ts", pages: false, environment: "development", settings: { WATCHFLOOR_DEV: "1" } },
  demo: { program: "server/cli/demo.ts", pages: true, environment: "production" },
  cli: { program: "server/cli/main.ts", pages: false, environment: "production" },
  bench: { program: "tests/bench/main.ts", pages: true, environment: "production" },
  test: { program: "scripts/test.mjs", pages: true },
  check: { program: "scripts/check.mjs", pages: false },
  setup: { pages: true },
};

/** Installs and builds what is stale. The quick look needs no lock: the usual start finds nothing to do. */
async function setUp(mode) {
  if (!packagesProblem() && !(mode.pages && buildIsStale())) return pinnedNode();
  return withSetupLock(async () => {
    const problem = packagesProblem();
    if (problem) await installPackages(problem);
    const node = pinnedNode();
    if (mode.pages && buildIsStale()) await buildPages(node);
    return node;
  });
}

function environmentOf(mode) {
  const { NODE_ENV: _, ...inherited } = process.env;
  return {
    ...inherited,
    ...mode.settings,
    ...(mode.environment ? { NODE_ENV: mode.environment } : {}),
    PATH: [path.join(root, "node_modules", ".bin"), pathWithoutPackages()].join(path.delimiter),
  };
}

const [name = "start", ...rest] = process.argv.slice(2);
if (Number.parseInt(process.versions.node, 10) < 20) {
  refuse(`Node ${process.version} is too old: Watchfloor needs Node 20.11 or newer to set itself up.`);
}
const mode = modes[name] ?? refuse(`There is no mode ${name}; there are ${Object.keys(modes).join(", ")}.`);
const node = await setUp(mode);
if (!mode.program) process.exit(0);
// The channel tells the program when we are gone, even by kill -9: it then stops itself.
const stdio = ["inherit", "inherit", "inherit", "ipc"];
endAs(await runChild(node, [mode.program, ...rest], { cwd: root, stdio, env: environmentOf(mode) }));
