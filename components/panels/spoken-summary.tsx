"use client";

import { useEffect, useState } from "react";
import { rateOf, spanAt } from "../charts/bucket-series.ts";
import { useLive } from "../live/live-provider.tsx";
import { signUps, takedownsBySubject } from "../live/views.ts";
import { fullNumber } from "../ui/format-number.ts";
import { isOpen } from "./hotline-words.ts";

const everyMs = 30_000;
const signUpView = signUps("10s");

/** For screen readers, politely and at most every 30 seconds: the page in one sentence, said again when it changed. */
export function SpokenSummary() {
  const live = useLive();
  const [sentence, setSentence] = useState("");
  useEffect(() => {
    function say(): void {
      if (live.line.read().phase !== "connected") {
        setSentence("Connection lost, figures are old.");
        return;
      }
      const span = spanAt(live.clock.now(), "10s");
      const takedowns = live.rooms.read(takedownsBySubject).window;
      const created = live.rooms.read(signUpView).window;
      const open = [...live.hotline.read().cases.values()].filter(isOpen).length;
      setSentence(
        `${fullNumber(rateOf(takedowns, [...takedowns.series.keys()], span).perMinute)} takedowns a minute, ` +
          `${fullNumber(rateOf(created, ["all"], span).perMinute)} sign-ups a minute, ${open} hotline cases open.`,
      );
    }
    const timer = setInterval(say, everyMs);
    return () => clearInterval(timer);
  }, [live]);
  return (
    <p aria-live="polite" className="sr-only">
      {sentence}
    </p>
  );
}
