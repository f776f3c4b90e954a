import { createRouter, requires } from "./procedure.ts";

export const sourcesRouter = createRouter({
  /** Every active source with its newest event and state. */
  freshness: requires("sources.read").query(({ ctx }) => ctx.sources.readFreshness()),
});
