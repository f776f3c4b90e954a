import { type DemoState, demoStateSchema } from "./contract.ts";

const atFirst: DemoState = { times: 1, filling: true, behindSeconds: null, episode: null };

/** What is simulated, for the screens; null where the server does not run as the demo, whatever it is told. */
export function createDemo({ runs }: { runs: boolean }) {
  let state: DemoState | null = runs ? atFirst : null;
  return {
    read: (): DemoState | null => state,
    /** Takes what the demo tells its server; anything else is passed over. */
    hear(message: unknown): void {
      const heard = demoStateSchema.safeParse(message);
      if (state !== null && heard.success) state = heard.data;
    },
  };
}
export type Demo = ReturnType<typeof createDemo>;
