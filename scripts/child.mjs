import { spawn } from "node:child_process";

const running = new Set();
let handling = false;

/**
 * Runs a program to its end. Every signal that ends us goes to it, so that nothing is left behind by `kill` or Ctrl-C.
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function runChild(program, args, options = {}) {
  forwardSignals();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", ...options });
    running.add(child);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
}

/** Ends as the child ended: with its code, or by its signal. */
export function endAs({ code, signal }) {
  if (!signal) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function forwardSignals() {
  if (handling) return;
  handling = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      for (const child of running) child.kill(signal);
      if (running.size === 0) endAs({ code: null, signal });
    });
  }
}
