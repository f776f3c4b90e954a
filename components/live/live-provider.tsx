"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createLive, type Live, type LiveStart } from "./live.ts";

const LiveContext = createContext<Live | null>(null);

/** Owns the one socket of this tab: it opens when the page is shown and closes when it is left. */
export function LiveProvider({ page, children }: { page: LiveStart; children: ReactNode }) {
  const [live] = useState(() => createLive(page));
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive is called outside LiveProvider; wrap the page in it");
  return live;
}
