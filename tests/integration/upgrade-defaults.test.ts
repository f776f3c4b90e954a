import { afterAll, beforeAll, test } from "vitest";
import { expectOtherUpgradesRefused, expectSocketsToHold } from "../support/upgrade-checks.ts";
import { startTrappedServer, type TrappedServer } from "../support/upgrade-traps.ts";

let server: TrappedServer;
beforeAll(async () => {
  server = await startTrappedServer({ keepSlash: false });
}, 120_000);
afterAll(() => server[Symbol.asyncDispose]());

test(
  "with its defaults and a page that catches all, live sockets hold before and after page requests",
  () => expectSocketsToHold(server),
  30_000,
);

test("with its defaults, every other upgrade gets 404", () => expectOtherUpgradesRefused(server));
