"use client";

import { useEffect, useRef } from "react";
import { useLive } from "../live/live-provider.tsx";
import type { LiveSocket } from "../live/socket.ts";

const answerMs = 5_000;
/** So often the page asks where it hears nothing, ms. */
export const portalAskMs = 5_000;

/** Runs `changed` when something of the own authority's cases changed, and whenever the line is there again. */
export function usePortalFeed(changed: () => void): void {
  const { line } = useLive();
  const latest = useRef(changed);
  useEffect(() => {
    latest.current = changed;
  });
  useEffect(() => {
    let attached: LiveSocket | null = null;
    const tell = () => latest.current();
    const leave = line.onReady(() => {
      const socket = line.socket();
      if (socket === null) return;
      if (socket !== attached) socket.on("portal:changed", tell);
      attached = socket;
      socket.timeout(answerMs).emit("portal:follow", {}, tell);
    });
    return () => {
      leave();
      attached?.off("portal:changed", tell);
    };
  }, [line]);
}
