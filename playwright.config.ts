import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";

/**
 * Two browsers at a time on two cores: most of a journey is waiting. A journey gets a second try, since a neighbour that
 * takes the machine for some seconds is no defect of the product; `npm test` names whoever needed it.
 */
export default defineConfig({
  testDir: "tests/e2e",
  workers: 2,
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: findChromium() },
    viewport: { width: 1440, height: 900 },
    timezoneId: "Europe/Berlin",
    trace: "retain-on-failure",
  },
});
