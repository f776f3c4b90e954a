"use client";

import type { ReactNode } from "react";
import type { DemoState } from "../../server/demo/contract.ts";
import { Dialog } from "../ui/dialog.tsx";

/** Which figures of the demo are real, and which are made up, part by part. */
export function DemoFacts({ state, onClose }: { state: DemoState; onClose: () => void }) {
  const { times, episode } = state;
  return (
    <Dialog title="What is simulated" onClose={onClose}>
      <dl className="mt-4 grid gap-y-3">
        <Fact name="Published">
          Groups and channels blocked on each day from 1 December 2023 to 17 June 2026: Telegram's own figures, exactly,
          also those of child abuse and terrorism from 9 March 2024 on (the last day is unfinished). Their hours, and
          how many are channels, are simulated. Telegram publishes no posts, accounts or countries.
        </Fact>
        <Fact name="Real">
          50 statements of reasons of 1 July 2025 (DSA Transparency Database, CC BY 4.0), counted on that day.
        </Fact>
        <Fact name="Said in public">950 million users in July 2024, one billion on 19 March 2025.</Fact>
        <Fact name="Simulated">
          Everything else: the days since 17 June 2026 (each as 364 days before), the last 14 days with six episodes in
          them, what streams in now, countries, sign-ups between the two figures, people, hotline cases, alerts. Its
          proportions follow what large platforms publish.
        </Fact>
        <Fact name="On call">
          People named "(simulated)" take cases and alerts by themselves, within half a minute. One alert is left for
          whoever signed in as lead: it calls them five minutes after the start. No mail and no webhook leaves the demo.
        </Fact>
        <Fact name="Now">
          {`${times} times the usual rate, which is 3 000 takedowns a minute. The clock is never multiplied.`}
          {episode ? ` Episode: ${episode.words}` : null}
        </Fact>
      </dl>
      <p className="mt-4 text-secondary-foreground">
        Sources say the same by their names: break any chart down by source. Everything came through the public API.
      </p>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="font-medium">{name}</dt>
      <dd className="text-secondary-foreground">{children}</dd>
    </div>
  );
}
