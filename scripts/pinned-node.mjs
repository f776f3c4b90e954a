import { spawnSync } from "node:child_process";
import path from "node:path";
import { nodePackage } from "./packages.mjs";
import { refuse, root } from "./terminal.mjs";

const needed = 24;

/** The Node that runs everything of ours: the one that the lockfile pins, else the installed one from 24 on. */
export function pinnedNode() {
  const program = process.platform === "win32" ? "node.exe" : "node";
  const pinned = path.join(root, "node_modules", nodePackage(), "bin", program);
  const chosen = [pinned, process.execPath].find((node) => majorVersion(node) >= needed);
  if (chosen) return chosen;
  return refuse(
    `No bundled Node runs on ${process.platform}-${process.arch}, and the installed one is ${process.version}: ` +
      `install Node ${needed} and start again.`,
  );
}

/** Asked of the program itself: on musl or an old glibc the bundled one is there but does not run. */
function majorVersion(node) {
  if (node === process.execPath) return Number.parseInt(process.versions.node, 10);
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? Number.parseInt(stdout.slice(1), 10) : 0;
}
