import type { RunningApp } from "./app.ts";

const key = Symbol.for("watchfloor.app");
const shared = globalThis as typeof globalThis & { [key]?: RunningApp };

/** Puts the app where every module graph of the process finds it: Next bundles copies of what pages import. */
export function shareRunningApp(app: RunningApp): void {
  shared[key] = app;
}

/** The app that serves this page. @throws when a page is drawn outside the server (a build must not do that). */
export function runningApp(): RunningApp {
  const app = shared[key];
  if (!app) throw new Error("No running app: pages are drawn only inside server/main.ts.");
  return app;
}
