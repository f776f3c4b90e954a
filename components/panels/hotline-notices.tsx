"use client";

import { useEffect, useState } from "react";
import { useLive } from "../live/live-provider.tsx";
import { withToast } from "../ui/with-toast.ts";
import { inOneBreath } from "./hotline-words.ts";

const shownMs = 20_000;
const bundledFrom = 4;

/** A toast on every open screen for every case that comes in, and the one assertive line for screen readers. */
export function HotlineNotices() {
  const { hotline } = useLive();
  const [spoken, setSpoken] = useState("");
  useEffect(
    () =>
      hotline.onEvents((events) => {
        const received = events.filter(({ kind }) => kind === "received").map((event) => event.case);
        const first = received[0];
        if (!first) return;
        setSpoken(`New hotline case: ${received.map((one) => `${one.number}, ${inOneBreath(one)}`).join("; ")}`);
        // On Now the fragment alone, which keeps the address's range and zone.
        const from = window.location.pathname === "/" ? "" : "/";
        const show = (place: string) => ({ label: "Show", onClick: () => window.location.assign(`${from}${place}`) });
        if (received.length >= bundledFrom) {
          withToast((toast) =>
            toast.warning(`${received.length} new hotline cases`, {
              duration: shownMs,
              action: show("#hotline"),
            }),
          );
          return;
        }
        for (const one of received) {
          withToast((toast) =>
            toast.warning(`New hotline case ${one.number}`, {
              id: one.id,
              description: inOneBreath(one),
              duration: shownMs,
              action: show(`#case-${one.number}`),
            }),
          );
        }
      }),
    [hotline],
  );
  return (
    <p role="alert" aria-live="assertive" className="sr-only">
      {spoken}
    </p>
  );
}
