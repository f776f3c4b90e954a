import { createRouter, requires } from "./procedure.ts";

export const demoRouter = createRouter({
  /** What is simulated and played; null where the server does not run as the demo. */
  state: requires("now.read").query(({ ctx: { demo } }) => demo.read()),
});
